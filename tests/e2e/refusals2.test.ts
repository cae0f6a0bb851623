import assert from "node:assert/strict";
import { defaultInventory, type Inventory } from "../../simulator";
import { defaultHost } from "../../simulator/inventory/defaultHost";
import { canonical, esx01, esx02, Stage } from "./stage";

const esx05 = "esx-05.example.test";
const t4 = `address: "3b:00.0"`;
const fax = `address: "b1:00.0"`;
const six = ["18:00.1", "5e:00.0", "5e:00.1", "65:00.0", "68:00.0", "af:00.0"].map((slot) => `0000:${slot}`);

/** One more host, in no cluster: it runs the vCenter, and has VMs that nobody else needs. */
function inventory(): Inventory {
  const host = defaultHost({
    ...{ number: 5, id: "host-15", rebindWithoutReboot: false },
    vms: [
      { id: "vm-151", name: "vcenter", power: "poweredOn", reservationLocked: true, ip: "127.0.0.1" },
      { id: "vm-152", name: "crowded", hardwareVersion: 7, firmware: "bios", passthrough: six },
      { id: "vm-153", name: "odd", snapshots: ["before"], nestedHV: true, question: "moved or copied?" },
      { id: "vm-154", name: "huge", memoryMB: 300_000 },
      { id: "vm-155", name: "plain", firmware: "bios" },
      { id: "vm-156", name: "blank", template: true },
    ],
  });
  const enabled = [...six, "0000:b1:00.0"];
  const pci = host.pci?.map((card) => ({ ...card, enabled: enabled.includes(card.address) })) ?? [];
  const { datacenters, ...rest } = defaultInventory();
  return {
    ...rest,
    datacenters: datacenters.map((one) => ({ ...one, hosts: [...(one.hosts ?? []), { ...host, pci }] })),
  };
}

const device = (name: string, host: string, inputs: string) =>
  `const ${name} = new HostPassthroughDevice("${name}", { host: "${host}", ${inputs} });`;
const memory = (vm: string, name = "memory") => `const ${name} = new VmMemoryReservation("${name}", { vm: "${vm}" });`;
const attachment = (name: string, inputs: string) => `new VmPciAttachment("${name}", { ${inputs} });`;
const onFax = (vm: string, more = "") => `${memory(vm)} ${attachment("attachment", `vm: memory.vm, ${fax}, ${more}`)}`;

const away = (host: string, found: string, advice: string) =>
  `host: host ${host} is not at our disposal; found ${found}; connected, and not in maintenance mode; ${advice} [not-connected]`;

describe("a preview is refused", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open({ inventory: inventory() });
  });

  after(() => stage?.close());

  /**
   * The preview fails with exactly these messages, and nothing was written. Where resources offend together the engine
   * may ask for any of them first: `one|two`.
   */
  async function refused(program: string, resources: string, ...messages: readonly string[]): Promise<void> {
    const { project } = stage;
    await project.program(program);
    const { code, errors, text } = await project.with({ VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: "platform" }).preview();
    const [resource = "", ...others] = resources.split("|").filter((name) => name in errors);
    const wanted = Object.fromEntries([resource, ...others].map((name) => [name, messages]));
    assert.deepEqual({ code, errors }, { code: 1, errors: wanted }, text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("because the host allows the VM no more devices", () =>
    refused(
      onFax("crowded"),
      "attachment",
      `vm: 7 passthrough devices on VM crowded (vm-152); found ${six.join(", ")}, 0000:b1:00.0; host esx-05.example.test (host-15) allows 6 for hardware version 7; attach fewer, or upgrade the VM's compatibility if the host allows more for a later one [platform-limit]`,
    ));

  it("because the host cannot reserve so much memory", () =>
    refused(
      memory("huge"),
      "memory",
      "vm: host esx-05.example.test (host-15) cannot reserve the memory of VM huge (vm-154); found 258048 MB that can still be reserved; 300000 MB more are needed; free memory there, make the VM smaller, or move it [memory-capacity]",
    ));

  it("because a device is declared twice", () =>
    refused(
      device("one", esx02, t4) + device("two", "host-12", `address: "0000:3B:00.0"`),
      "one|two",
      "address: 0000:3b:00.0 on host esx-02.example.test (host-12) is declared more than once; found one, two; exactly one resource; remove the others [duplicate]",
    ));

  it("because an attachment is declared twice", () =>
    refused(
      onFax("plain") + attachment("again", `vm: "vm-155", ${fax}`),
      "attachment|again",
      "address: 0000:b1:00.0 on VM plain (vm-155) is declared more than once; found again, attachment; exactly one resource; remove the others [duplicate]",
    ));

  it("because a reservation is declared twice", () =>
    refused(
      memory("ml-02", "one") + memory("vm-112", "two"),
      "one|two",
      "vm: the memory reservation of VM ml-02 (vm-112) is declared more than once; found one, two; exactly one resource; remove the others [duplicate]",
    ));

  it("because attachments of one VM want different things", () =>
    refused(
      `${device("gpu", esx02, t4)} ${device("fax", esx02, fax)} ${memory("ml-02")}
       ${attachment("one", `vm: memory.vm, device: gpu, power: "shutdown", drsAutomation: "manual", mmio64SizeGB: 64`)}
       ${attachment("two", `vm: memory.vm, device: fax, power: "powerOff", drsAutomation: "disabled", mmio64SizeGB: 128`)}`,
      "one|two",
      'power: the attachments of VM ml-02 (vm-112) must agree on `power`; found one: "shutdown", two: "powerOff"; one value, set once or everywhere the same [conflict]',
      'drsAutomation: the attachments of VM ml-02 (vm-112) must agree on `drsAutomation`; found one: "manual", two: "disabled"; one value, set once or everywhere the same [conflict]',
      "mmio64SizeGB: the attachments of VM ml-02 (vm-112) must agree on `mmio64SizeGB`; found one: 64, two: 128; one value, set once or everywhere the same [conflict]",
    ));

  it("because devices of one host want different things", () =>
    refused(
      device("gpu", esx01, `${t4}, reboot: "ifNeeded", evacuate: "drs"`) +
        device("fax", esx01, `${fax}, reboot: "never", evacuate: "shutdown"`),
      "gpu|fax",
      'reboot: the devices of host esx-01.example.test (host-11) must agree on `reboot`; found fax: "never", gpu: "ifNeeded"; one value, set once or everywhere the same [conflict]',
      'evacuate: the devices of host esx-01.example.test (host-11) must agree on `evacuate`; found fax: "shutdown", gpu: "drs"; one value, set once or everywhere the same [conflict]',
    ));

  it("because SR-IOV is on for the physical function", () =>
    refused(
      device("nic", esx02, `address: "af:00.0"`),
      "nic",
      "address: a physical function with SR-IOV on cannot be passed through as a whole; found 0000:af:00.0 MT27800 Family [ConnectX-5] (15b3:1017, class 0200) on host esx-02.example.test (host-12); its virtual functions would be gone; pass a virtual function through, or turn SR-IOV off first [sriov-physical-function]",
    ));

  it("because the MMIO size is no power of two", () =>
    refused(
      canonical({ attachment: "mmio64SizeGB: 48" }),
      "attachment",
      "mmio64SizeGB: the size is no power of two; found 48; expected 32 or 64; take the power of two that holds all of the device's memory [mmio]",
    ));

  it("because a VM with BIOS cannot map MMIO space", () =>
    refused(
      onFax("plain", "mmio64SizeGB: 64"),
      "attachment",
      "mmio64SizeGB: VM plain (vm-155) cannot map 64-bit MMIO space; found BIOS firmware; EFI firmware; install the guest with EFI, or leave `mmio64SizeGB` out if the device has small BARs [mmio]",
    ));

  it("because of the state that the VM is in, with everything that stands against it", () =>
    refused(
      onFax("odd"),
      "attachment",
      "vm: VM odd (vm-153) cannot have a passthrough device as it is; found it has snapshots, nested hardware virtualisation is on, a question waits for an answer: moved or copied?; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending; mend that first [vm-state]",
    ));

  it("because the VM is a template", () =>
    refused(
      onFax("blank"),
      "attachment",
      "vm: VM blank (vm-156) cannot have a passthrough device as it is; found it is a template; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending; mend that first [vm-state]",
    ));

  for (const connection of ["disconnected", "notResponding"] as const) {
    it(`because the host is ${connection}, and says nothing of what follows from that`, async () => {
      const { admin } = stage.simulator;
      const message = away("esx-02.example.test (host-12)", connection, "reconnect it");
      admin.setConnection("host-12", connection);
      try {
        await refused(device("gpu", esx02, t4), "gpu", message);
        await refused(attachment("attachment", `vm: "ml-01", ${t4}`), "attachment", message);
      } finally {
        admin.setConnection("host-12", "connected");
      }
    });
  }

  it("because the host is away, of all that needs it at once", async () => {
    stage.simulator.admin.setConnection("host-12", "disconnected");
    const message = away("esx-02.example.test (host-12)", "disconnected", "reconnect it");
    await refused(
      canonical({ vm: `"ml-02"` }),
      "vsphere-passthrough-plan",
      `attachment, gpu: ${message}`,
      `memory: ${message.replace("host: ", "vm: ")}`,
    );
    stage.simulator.admin.setConnection("host-12", "connected");
  });

  it("because somebody else has the host in maintenance mode", async () => {
    const { admin } = stage.simulator;
    const by = "maintenance mode that somebody else has entered";
    admin.setMaintenance("host-15", true);
    try {
      const message = away("esx-05.example.test (host-15)", by, "take it out of maintenance mode");
      await refused(onFax("plain"), "attachment", message);
      await refused(device("gpu", esx05, t4), "gpu", message);
    } finally {
      admin.setMaintenance("host-15", false);
    }
  });

  const reboot = (evacuate: string) => device("gpu", esx01, `${t4}, reboot: "ifNeeded"${evacuate}`);
  const must = "evacuate: host esx-01.example.test (host-11) must be rebooted, and";

  it("because VMs run on a host that must reboot; an agent is none of them", () =>
    refused(
      reboot(""),
      "gpu",
      `${must} VMs run there; found VM app-01 (vm-101), VM db-01 (vm-104); \`evacuate\` is "refuse"; move or shut them down, or set \`evacuate\` to "drs" or "shutdown" [evacuation]`,
    ));

  it("because not every VM can be shut down", () =>
    refused(
      reboot(`, evacuate: "shutdown"`),
      "gpu",
      `${must} not every VM there can be shut down gracefully; found VMware Tools not running on VM db-01 (vm-104); start VMware Tools in the guest, or turn the VM off first [evacuation]`,
    ));

  it("because DRS would move the VM that is to get the device", () =>
    refused(
      `${reboot(`, evacuate: "drs"`)} ${memory("app-01")} ${attachment("attachment", `vm: memory.vm, device: gpu, power: "shutdown"`)}`,
      "gpu",
      `${must} DRS cannot move VMs that have, or are about to get, passthrough devices; found VM app-01 (vm-101); shut them down, or set \`evacuate\` to "shutdown" [evacuation]`,
    ));

  it("because DRS moves nothing by itself", async () => {
    const { admin } = stage.simulator;
    admin.setDrs("Cluster0", { behavior: "partiallyAutomated" });
    await refused(
      reboot(`, evacuate: "drs"`),
      "gpu",
      `${must} DRS does not move what runs there by itself; found VM app-01 (vm-101), VM db-01 (vm-104), in cluster Cluster0 (domain-c8); DRS that is on, at the level fullyAutomated for these VMs; move or shut them down, or set \`evacuate\` to "shutdown" [evacuation]`,
    );
    admin.setDrs("Cluster0", { behavior: "fullyAutomated" });
  });

  it("because the host runs the vCenter", () =>
    refused(
      device("gpu", esx05, `${t4}, reboot: "ifNeeded", evacuate: "shutdown"`),
      "gpu",
      "host: host esx-05.example.test (host-15) runs the vCenter that we talk to; found VM vcenter (vm-151); a reboot would end the operation half-way; move the vCenter to another host first [server-host]",
    ));

  it("because the VM is the vCenter", () =>
    refused(
      attachment("attachment", `vm: "vcenter", ${fax}, power: "shutdown"`),
      "attachment",
      "vm: VM vcenter (vm-151) is the vCenter that we talk to; found a change that takes it down; choose another VM [server-vm]",
    ));

  it("because another VM that runs has the device", () => {
    stage.simulator.admin.setPower("vm-152", "poweredOn");
    return refused(
      `${memory("plain")} ${attachment("attachment", `vm: memory.vm, address: "65:00.0"`)}`,
      "attachment",
      "address: 0000:65:00.0 on host esx-05.example.test (host-15) is claimed for several VMs; found VM crowded (vm-152) that runs, attachment for VM plain (vm-155); a device serves one VM; attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device [device-shared]",
    );
  });

  it("because the server is too old for labels", async () => {
    const older = await Stage.open({ profile: "6.7" });
    try {
      await older.project.program(device("gpu", esx02, `${t4}, hardwareLabel: "gpu"`));
      const { code, errors, text } = await older.project.preview();
      const message =
        "hardwareLabel: the server does not know hardware labels; found vSphere API 6.7; 7.0.2.0 or later; leave `hardwareLabel` out, or upgrade [label-version]";
      assert.deepEqual([code, errors, older.takeWrites()], [1, { gpu: [message] }, []], text);
    } finally {
      await older.close();
    }
  });
});
