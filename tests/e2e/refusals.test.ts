import assert from "node:assert/strict";
import { canonical, esx01, esx02, esx03, Stage } from "./stage";

const device = (host: string, inputs: string) => `new HostPassthroughDevice("gpu", { host: "${host}", ${inputs} });`;
const t4 = `address: "0000:3b:00.0"`;

describe("a preview that is refused", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });

  after(() => stage?.close());

  /** The preview fails with exactly these messages under one resource, and nothing was written. */
  async function refused(program: string, resource: string, ...messages: readonly string[]): Promise<void> {
    const { project } = stage;
    await project.program(program);
    const { code, errors, text } = await project.preview();
    assert.deepEqual({ code, errors }, { code: 1, errors: { [resource]: messages } }, text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("because a VM would have a third device, whichever of them is looked at first", async () => {
    await stage.project.program(`
      const memory = new VmMemoryReservation("memory", { vm: "ml-01" });
      for (const slot of ["3b", "65", "b1"]) {
        const device = new HostPassthroughDevice("device-" + slot, { host: "${esx02}", address: slot + ":00.0" });
        new VmPciAttachment("slot-" + slot, { vm: memory.vm, device });
      }`);
    const { code, errors, text } = await stage.project.preview();
    const message =
      "vm: 3 passthrough devices on VM ml-01 (vm-111); found 0000:3b:00.0, 0000:65:00.0, 0000:b1:00.0; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]";
    assert.deepEqual({ code, messages: Object.values(errors) }, { code: 1, messages: [[message]] }, text);
    assert.match(Object.keys(errors).join(), /^slot-(3b|65|b1)$/);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("because a VM that does not exist yet would have a third device, whatever its attachments take it from", async () => {
    await stage.project.program(`
      const machine = new (class extends pulumi.dynamic.Resource {
        constructor(name) { super({ create: async () => ({ id: name, outs: { moid: "vm-111" } }) }, name, { moid: undefined }); }
      })("machine");
      const memory = new VmMemoryReservation("memory", { vm: machine.moid });
      const device = (slot) => new HostPassthroughDevice("device-" + slot, { host: "${esx02}", address: slot + ":00.0" });
      const first = new VmPciAttachment("slot-3b", { vm: machine.moid, device: device("3b") });
      const second = new VmPciAttachment("slot-65", { vm: memory.vm, device: device("65") });
      new VmPciAttachment("slot-b1", { vm: second.vm, device: device("b1") });`);
    const { code, errors, text } = await stage.project.preview();
    const message =
      "vm: 3 passthrough devices on the VM of machine; found 0000:3b:00.0, 0000:65:00.0, 0000:b1:00.0; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]";
    assert.deepEqual({ code, messages: Object.values(errors) }, { code: 1, messages: [[message]] }, text);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("because the DRS level that is asked for would migrate the VM", () =>
    refused(
      canonical({ attachment: `drsAutomation: "fullyAutomated"` }),
      "attachment",
      'drsAutomation: this level would enable vMotion for a VM with a passthrough device; found "fullyAutomated"; expected "disabled", "manual" or "unmanaged"; use "disabled" (the default) [vmotion-enabled]',
    ));

  it("because the cluster migrates VMs and has no overrides", async () => {
    stage.simulator.admin.setDrs("Cluster0", { overridesEnabled: false });
    await refused(
      canonical(),
      "attachment",
      "drsAutomation: DRS would migrate VM ml-01 (vm-111), and a VM with a passthrough device cannot be migrated; found cluster Cluster0 (domain-c8) with DRS level fullyAutomated and per-VM overrides not enabled; a level that does not migrate this VM; enable per-VM DRS overrides on the cluster, or set its level to manual [vmotion-enabled]",
    );
    stage.simulator.admin.setDrs("Cluster0", { overridesEnabled: true });
  });

  it("because VM and device are on two hosts", () =>
    refused(
      canonical({ vm: `"gpu-01"` }),
      "attachment",
      "host: VM gpu-01 (vm-102) is on another host than the device; found the VM on esx-01.example.test, the device on host esx-02.example.test (host-12); a passthrough device serves only VMs of its own host; move the VM to that host while it is off, or use a device of the VM's host [wrong-host]",
    ));

  it("because the program gives one device to two VMs", () =>
    refused(
      `const gpu = ${device(esx02, t4)}
       const first = new VmMemoryReservation("first-memory", { vm: "ml-01" });
       const second = new VmMemoryReservation("second-memory", { vm: "/DC0/vm/research/ml/ml-02" });
       const one = new VmPciAttachment("first", { vm: first.vm, device: gpu });
       new VmPciAttachment("second", { vm: second.vm, device: gpu, power: "shutdown" }, { dependsOn: one });`,
      "first",
      "address: 0000:3b:00.0 on host esx-02.example.test (host-12) is claimed for several VMs; found first for VM ml-01 (vm-111), second for VM ml-02 (vm-112); a device serves one VM; attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device [device-shared]",
    ));

  it("because the device cannot be passed through", () =>
    refused(
      device(esx02, `address: "0000:3a:02.0"`),
      "gpu",
      "address: the device cannot be passed through; found 0000:3a:02.0 Ice Lake PCIe Root Port B (8086:347b, class 0604) on host esx-02.example.test (host-12), reported as not passthrough capable; choose another device [not-capable]",
    ));

  it("because nothing enables the device", () =>
    refused(
      `new VmPciAttachment("attachment", { vm: "ml-01", ${t4} });`,
      "attachment",
      "address: 0000:3b:00.0 on host esx-02.example.test (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it; declare a HostPassthroughDevice for it and pass that as `device` [not-active]",
    ));

  it("because the device is enabled and nothing reboots the host", () =>
    refused(
      canonical({ host: esx01, vm: `"gpu-01"` }),
      "attachment",
      'address: 0000:3b:00.0 on host esx-01.example.test (host-11) will not be active; found a HostPassthroughDevice that enables it with `reboot: "never"`, on a host that needs a reboot for that; a device must be active before a VM can have it; set `reboot: "ifNeeded"` on the HostPassthroughDevice, or apply it alone, reboot the host, and attach then [not-active]',
    ));

  it("because the device waits for a reboot that somebody else has to do", async () => {
    stage.simulator.admin.setPassthrough(esx01, "0000:b1:00.0", { enabled: true });
    await refused(
      `const memory = new VmMemoryReservation("memory", { vm: "gpu-01" });
       new VmPciAttachment("attachment", { vm: memory.vm, address: "0000:b1:00.0" });`,
      "attachment",
      'address: 0000:b1:00.0 on host esx-01.example.test (host-11) is not active; found enabled, waiting for a host reboot that nothing in this program does; a device must be active before a VM can have it; set `reboot: "ifNeeded"` on the HostPassthroughDevice, or reboot the host and run again [not-active]',
    );
    stage.simulator.admin.setPassthrough(esx01, "0000:b1:00.0", { enabled: false });
  });

  it("because the host has no IOMMU", () =>
    refused(
      device(esx03, t4),
      "gpu",
      "host: no device of host esx-03.example.test (host-13) can be passed through; found 0 of 14 PCI functions passthrough capable; the host needs an IOMMU; turn on Intel VT-d or AMD IOMMU in the BIOS and reboot the host [no-iommu]",
    ));

  it("because the host itself needs the device", () =>
    refused(
      device(esx02, `address: "0000:18:00.0"`),
      "gpu",
      'address: host esx-02.example.test (host-12) itself needs 0000:18:00.0; found management (vmnic0 carries vmk0 for management), uplink (last uplink of switch vSwitch0); passing it through takes it away from the hypervisor; choose another device, or accept with allowCritical: ["management", "uplink"] [critical-device]',
    ));

  it("because the host itself needs several devices: all are named at once, whichever is looked at first", () => {
    const why: Readonly<Record<string, readonly [address: string, needs: string, accept: string]>> = {
      boot: [
        "68:00.0",
        "boot (vmhba3: disk t10.NVMe____Dell_Ent_NVMe_PM173X_____________________0000000000000002 may be the boot disk)",
        '"boot"',
      ],
      datastore: [
        "67:00.0",
        'datastore (vmhba1: VMFS datastore "local-02"), datastore (vmhba1: VMFS-L volume "OSDATA-2"), datastore (vmhba1: diagnostic partition)',
        '"datastore"',
      ],
      follower: ["5e:00.1", "graphics (0000:5e:00.0 follows: host graphics of type shared)", '"graphics"'],
      graphics: ["5e:00.0", "graphics (host graphics of type shared)", '"graphics"'],
      uplink: [
        "18:00.1",
        "uplink (last uplink of switch vSwitch1), uplink (vmnic1 carries vmk1 for vmotion)",
        '"uplink"',
      ],
      usb: ["00:14.0", "usb (a USB controller; the host may boot from it)", '"usb"'],
    };
    return refused(
      Object.entries(why)
        .map(([name, [address]]) => device(esx02, `address: "${address}"`).replace('"gpu"', `"${name}"`))
        .join(" "),
      "vsphere-passthrough-plan",
      ...Object.entries(why).map(
        ([name, [address, needs, accept]]) =>
          `${name}: address: host esx-02.example.test (host-12) itself needs 0000:${address}; found ${needs}; passing it through takes it away from the hypervisor; choose another device, or accept with allowCritical: [${accept}] [critical-device]`,
      ),
    );
  });

  it("because the VM's hardware version is too low", () =>
    refused(
      canonical({ vm: `"legacy"` }),
      "attachment",
      "vm: the hardware version of VM legacy (vm-113) is too low; found vmx-4; at least vmx-7; upgrade the VM's compatibility while it is off [hardware-version]",
    ));

  it("because nothing reserves the VM's memory", () =>
    refused(
      `const gpu = ${device(esx02, t4)}
       new VmPciAttachment("attachment", { vm: "vm-112", device: gpu, power: "shutdown" });`,
      "attachment",
      "vm: the memory of VM ml-02 (vm-112) is not all reserved; found 0 of 8192 MB; a VM with a passthrough device needs all of it; declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... }) [memory-not-reserved]",
    ));

  it("because another card is at the address", () =>
    refused(
      device(esx02, `${t4}, expect: { vendorId: 0x10de, deviceId: "0x2235" }`),
      "gpu",
      "address: another card is at 0000:3b:00.0; found 10de:1eb8; expected 10de:2235; the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card [identity]",
    ));

  it("because the VM runs and may not be taken down", () =>
    refused(
      canonical({ vm: `"ml-02"` }),
      "attachment",
      'power: VM ml-02 (vm-112) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]',
    ));

  it("for all reasons that a resource has", () =>
    refused(
      `const gpu = ${device(esx02, t4)}
       new VmPciAttachment("attachment", { vm: "db-01", device: gpu });`,
      "attachment",
      "host: VM db-01 (vm-104) is on another host than the device; found the VM on esx-01.example.test, the device on host esx-02.example.test (host-12); a passthrough device serves only VMs of its own host; move the VM to that host while it is off, or use a device of the VM's host [wrong-host]",
      "vm: the memory of VM db-01 (vm-104) is not all reserved; found 0 of 8192 MB; a VM with a passthrough device needs all of it; declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... }) [memory-not-reserved]",
      'power: VM db-01 (vm-104) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]',
    ));
});
