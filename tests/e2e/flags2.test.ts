import assert from "node:assert/strict";
import { defaultInventory, type Inventory } from "../../simulator";
import { itAtOnce } from "./release";
import { esx01, esx02, esx04, Stage } from "./stage";

const t4 = `address: "3b:00.0"`;
const fax = `address: "b1:00.0"`;
const device = (name: string, host: string, inputs: string) =>
  `const ${name} = new HostPassthroughDevice("${name}", { host: "${host}", ${inputs} });`;
const memory = (vm: string) => `const memory = new VmMemoryReservation("memory", { vm: "${vm}" });`;
const attachment = (name: string, inputs: string) => `new VmPciAttachment("${name}", { ${inputs} });`;

/** On the lone host the fax is in passthrough already, and a VM that is off has it. */
function inventory(): Inventory {
  const { datacenters, ...rest } = defaultInventory();
  const held = (datacenters[0]?.hosts ?? []).map((host) => ({
    ...host,
    pci: host.pci?.map((card) => (card.address === "0000:b1:00.0" ? { ...card, enabled: true } : card)) ?? [],
    vms: host.vms?.map((vm) => (vm.id === "vm-133" ? { ...vm, passthrough: ["0000:b1:00.0"] } : vm)) ?? [],
  }));
  return { ...rest, datacenters: datacenters.map((one) => ({ ...one, hosts: held })) };
}

const lost = (vm: string) =>
  `vm: VM ${vm} loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]`;
const taken = (what: string) =>
  `address: ${what} already; this resource takes it over, and deleting it will take it away; set \`retainOnDelete\` if it has to stay [adopted]`;

describe("a preview of several resources goes on and tells the user", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open({ inventory: inventory() });
  });

  after(() => stage?.close());

  /** All warnings of a preview that goes on and writes nothing; which resource is asked first, the engine decides. */
  async function flagged(program: string, ...warnings: readonly string[]): Promise<void> {
    await stage.project.program(program);
    const outcome = await stage.project.preview();
    const shown = Object.values(outcome.warnings).flat().sort();
    assert.deepEqual([outcome.code, outcome.errors, shown], [0, {}, warnings.toSorted()], outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  itAtOnce("that a host needs one reboot, for all of its devices at once", () =>
    flagged(
      device("gpu", esx01, t4) + device("fax", esx01, fax) + device("hba", esx01, `address: "5e:00.0"`),
      'host: host esx-01.example.test (host-11) needs a reboot to enable 0000:3b:00.0, 0000:5e:00.0, 0000:b1:00.0; found running there: VM app-01 (vm-101) can be moved, VM db-01 (vm-104) can be moved; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]',
      "address: other functions follow 0000:5e:00.0 on host esx-01.example.test (host-11); found 0000:5e:00.1; they share its dependent device and change together with it [siblings]",
    ),
  );

  itAtOnce("that a VM goes down once, for all of its devices, and what it loses", () =>
    flagged(
      `${device("gpu", esx02, t4)} ${device("fax", esx02, fax)} ${memory("ml-02")}
       ${attachment("one", `vm: memory.vm, device: gpu, power: "shutdown"`)} ${attachment("two", "vm: memory.vm, device: fax")}`,
      lost("ml-02 (vm-112)"),
      'vm: VM ml-02 (vm-112) is taken down and started again to attach 0000:3b:00.0, 0000:b1:00.0; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]',
    ),
  );

  it("that it takes over what is there", () =>
    flagged(
      device("fax", esx04, fax) + memory("edge-03") + attachment("attachment", "vm: memory.vm, device: fax"),
      taken("0000:b1:00.0 on host esx-04.example.test (host-14) is in passthrough"),
      taken("VM edge-03 (vm-133) has 0000:b1:00.0"),
    ));

  it("that a VM that is off has the device too", () =>
    flagged(
      memory("edge-01") + attachment("attachment", `vm: memory.vm, ${fax}`),
      lost("edge-01 (vm-131)"),
      "address: 0000:b1:00.0 is also configured on a VM that is off; found VM edge-03 (vm-133); only one of the VMs can run at a time [device-shared]",
    ));

  itAtOnce("that no data orders the resources", () =>
    flagged(
      device("gpu", esx02, t4) + memory("ml-01") + attachment("attachment", `vm: "ml-01", ${t4}`),
      "vm: nothing orders this attachment behind the reservation memory; found the same object written twice, with no data between the two resources; Pulumi runs and deletes them in any order; write `vm: memory.vm` [unordered]",
      "address: nothing orders this attachment behind the device gpu; found the same object written twice, with no data between the two resources; Pulumi runs and deletes them in any order; write `device: gpu` [unordered]",
      lost("ml-01 (vm-111)"),
    ),
  );
});

const drifted = (property: string, what: string, found: string, expected: string) =>
  `${property}: ${what} differs from the state; found ${found}; expected ${expected}; run with \`--refresh\`; the next up repairs it [drift]`;
const onVm = (property: string, found: string, expected: string) =>
  drifted(property, "VM ml-02 (vm-112)", found, expected);
const broken = (rule: string, what: string, advice: string) =>
  `${what}; rule ${rule} would refuse this now, but nothing is written here; ${advice} [drift]`;
const notAtOurDisposal = (found: string, advice: string) =>
  broken(
    "not-connected",
    `host: host esx-02.example.test (host-12) is not at our disposal; found ${found}; connected, and not in maintenance mode`,
    advice,
  );
const migrated = (found: string, advice: string) =>
  broken(
    "vmotion-enabled",
    `drsAutomation: DRS would migrate VM ml-02 (vm-112), and a VM with a passthrough device cannot be migrated; found ${found}`,
    advice,
  );

/** The steps follow one another: each starts from what the one before has left. */
describe("an unchanged program previews clean", function () {
  this.timeout(60_000);
  let stage: Stage;
  const card = { vendorId: "10de", vendorName: "NVIDIA Corporation", subDeviceId: "12a2", classId: "0302" };
  const putCard = (deviceId: string, deviceName: string, passthrough: object) =>
    stage.simulator.admin.putCard("host-12", {
      address: "0000:3b:00.0",
      ...card,
      deviceId,
      deviceName,
      ...passthrough,
    });

  before(async () => {
    stage = await Stage.open();
    await stage.project.program(
      device("gpu", esx02, t4) +
        memory("ml-02") +
        attachment("attachment", `vm: memory.vm, device: gpu, power: "shutdown"`),
    );
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  });

  after(() => stage?.close());

  async function clean(warnings: Readonly<Record<string, readonly string[]>>, env: NodeJS.ProcessEnv = {}) {
    const outcome = await stage.project.with(env).preview("--expect-no-changes");
    const { code, errors, summary, text } = outcome;
    assert.deepEqual(
      { code, errors, warnings: outcome.warnings, summary },
      { code: 0, errors: {}, warnings, summary: ["    5 unchanged"] },
      text,
    );
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("though it could not be applied any more, and says why", async () => {
    const { admin } = stage.simulator;
    admin.setMaintenance("host-12", true);
    admin.setDrs("Cluster0", { overridesEnabled: false });
    admin.editVm("vm-112", { hardwareVersion: 6, firmware: "bios", nestedHV: true, question: "moved or copied?" });
    await clean(
      {
        gpu: [notAtOurDisposal("maintenance mode that somebody else has entered", "take it out of maintenance mode")],
        attachment: [
          broken(
            "hardware-version",
            "vm: the hardware version of VM ml-02 (vm-112) is too low; found vmx-6; at least vmx-7",
            "upgrade the VM's compatibility while it is off",
          ),
          broken(
            "vm-state",
            "vm: VM ml-02 (vm-112) cannot have a passthrough device as it is; found nested hardware virtualisation is on, a question waits for an answer: moved or copied?; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending",
            "mend that first",
          ),
          migrated(
            "cluster Cluster0 (domain-c8) with DRS level fullyAutomated and per-VM overrides not enabled; a level that does not migrate this VM",
            "enable per-VM DRS overrides on the cluster, or set its level to manual",
          ),
        ],
      },
      { VSPHERE_PASSTHROUGH_REFUSE: "reboot,power-cycle,replace" },
    );
    admin.setMaintenance("host-12", false);
    admin.setDrs("Cluster0", { overridesEnabled: true });
    admin.editVm("vm-112", { hardwareVersion: 20, firmware: "efi", nestedHV: false, question: undefined });
  });

  it("though DRS would migrate the VM again, until a refresh and an up", async () => {
    const { admin } = stage.simulator;
    admin.setOverride("vm-112", undefined);
    await clean({
      attachment: [
        migrated(
          "no DRS override that holds it in cluster Cluster0 (domain-c8); the override that was set when the device was attached",
          "run with `--refresh`; the next up sets it again",
        ),
      ],
    });
    const { code, text, summary } = await stage.project.up("--refresh");
    assert.deepEqual([code, summary], [0, ["    ~ 1 updated", "    4 unchanged"]], text);
    assert.deepEqual(stage.takeWrites(), ["ReconfigureComputeResource_Task domain-c8"]);
    await clean({});
  });

  it("though the host is away, and says nothing of what it cannot know", async () => {
    stage.simulator.admin.setConnection("host-12", "notResponding");
    await clean({ gpu: [notAtOurDisposal("notResponding", "reconnect it")] });
    stage.simulator.admin.setConnection("host-12", "connected");
  });

  itAtOnce("though a reboot is pending", async () => {
    putCard("1eb8", "TU104GL [Tesla T4]", { enabled: true, active: false });
    await clean({
      gpu: [
        'reboot: 0000:3b:00.0 on host esx-02.example.test (host-12) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active; reboot the host, or set `reboot: "ifNeeded"` [reboot-pending]',
      ],
    });
  });

  it("though the device was taken out, and the memory is not reserved", async () => {
    putCard("1eb8", "TU104GL [Tesla T4]", {});
    stage.simulator.admin.editVm("vm-112", { reservationMB: 100, reservationLocked: false });
    await clean({
      gpu: [
        drifted("address", "0000:3b:00.0 on host esx-02.example.test (host-12)", "passthrough not enabled", "enabled"),
      ],
      memory: [onVm("vm", "100 of 8192 MB reserved, not locked", "all of it, locked")],
    });
    stage.simulator.admin.editVm("vm-112", { reservationMB: 8192, reservationLocked: true });
  });

  it("though another card is there, and the VM has moved", async () => {
    const { admin } = stage.simulator;
    putCard("2235", "A40", { enabled: true });
    admin.moveVm("vm-112", "host-11");
    await clean({
      gpu: [
        broken(
          "identity",
          "address: another card is at 0000:3b:00.0; found 10de:2235; expected 10de:1eb8",
          "the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card",
        ),
      ],
      attachment: [
        broken(
          "wrong-host",
          "host: VM ml-02 (vm-112) is on another host than the device; found the VM on esx-01.example.test, the device on host esx-02.example.test (host-12); a passthrough device serves only VMs of its own host",
          "move the VM to that host while it is off, or use a device of the VM's host",
        ),
      ],
    });
    admin.moveVm("vm-112", "host-12");
  });

  it("though the card was pulled, and the device detached", async () => {
    const { admin } = stage.simulator;
    admin.pullCard("host-12", "0000:3b:00.0");
    for (const { key } of stage.simulator.state().vms["vm-112"]?.devices ?? []) admin.detachDevice("vm-112", key);
    await clean({
      gpu: [
        broken(
          "ambiguous",
          "address: host esx-02.example.test (host-12) has no PCI device at 0000:3b:00.0; found 13 other devices",
          "check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved",
        ),
      ],
      attachment: [onVm("address", "no 0000:3b:00.0", "it attached")],
    });
  });
});
