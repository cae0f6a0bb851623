import assert from "node:assert/strict";
import { appliesAtOnce } from "./release";
import { type Canonical, canonical, esx02, Stage } from "./stage";

/** Stands for the VM resource of another provider: its `moid` is not known before it is created. */
const born = `
  const machine = new (class extends pulumi.dynamic.Resource {
    constructor(name) {
      super({ create: async () => ({ id: "machine", outs: { moid: "vm-111" } }) }, name, { moid: undefined });
    }
  })("machine");
`;

const attach = ["ReconfigVM_Task vm-111", "ReconfigureComputeResource_Task domain-c8"];
const enable = "UpdatePassthruConfig pciPassthruSystem-12";
const reboot = ["EnterMaintenanceMode_Task host-12", "RebootHost_Task host-12", "ExitMaintenanceMode_Task host-12"];
/** What a release says and does that applies nothing at once: the host is rebooted, and its VMs go down meanwhile. */
const enabling = {
  warnings: {
    gpu: [
      'host: host esx-02.example.test (host-12) needs a reboot to enable 0000:3b:00.0; found running there: VM ml-02 (vm-112) can be moved, VM web (vm-114) can be moved; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "shutdown") [host-reboot]',
    ],
  },
  // Noted for the case that this is interrupted: in each VM that it is to be started again, and in one of them who has put
  // the host into maintenance mode.
  writes: ["vm-112", "vm-114"]
    .flatMap((id) => [`ReconfigVM_Task ${id}`, `ShutdownGuest ${id}`, `PowerOnVM_Task ${id}`, `ReconfigVM_Task ${id}`])
    .concat("ReconfigVM_Task vm-112", "ReconfigVM_Task vm-112", reboot),
  policies: { reboot: "ifNeeded", evacuate: "shutdown" },
};
const {
  warnings: enabled,
  writes: rebooting,
  policies,
} = appliesAtOnce ? { warnings: {}, writes: [], policies: {} } : enabling;
const lost =
  "vm: VM ml-01 (vm-111) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]";

const serverId = "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21";
const card = { vendorId: "10de", deviceId: "1eb8" };
const place = { host: esx02, hostId: "host-12", address: "0000:3b:00.0", expect: card, ...card, serverId };
const vm = { vm: "vm-111", vmId: "vm-111", vmName: "ml-01", serverId };

describe("the canonical program, from the first preview to destroy", function () {
  this.timeout(60_000);
  let stage: Stage;
  let start: object;
  const printed: string[] = [];

  /** The steps follow one another: each starts from what the one before has left. */
  const program = (options: Canonical = {}) =>
    stage.project.program(born + canonical({ vm: "machine.moid", ...options }));

  async function run(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]) {
    const { text, ...outcome } = await stage.project[command](...args);
    printed.push(text);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 0, errors: {} }, text);
    return outcome;
  }

  async function unchanged(command: "preview" | "refresh"): Promise<void> {
    const { summary, warnings } = await run(command, "--expect-no-changes");
    assert.deepEqual({ summary, warnings }, { summary: ["    6 unchanged"], warnings: {} });
    assert.deepEqual(stage.takeWrites(), []);
  }

  before(async () => {
    stage = await Stage.open();
    stage.simulator.admin.editVm("vm-111", { reservationLocked: false, reservationMB: 1024 });
    start = stage.picture();
  });

  after(() => stage?.close());

  it("previews with a VM that does not exist yet", async () => {
    await program();
    const { warnings, summary } = await run("preview");
    const unborn =
      'vm: the VM is not known yet (the VM of machine); found no VM to look at: its limits, memory, host and power state are checked at apply; with `power: "requireOff"` the VM has to be off; if it is created powered on, set `power` to "shutdown" or "powerOff" [vm-unborn]';
    const expected = { warnings: { ...enabled, attachment: [unborn] }, summary: ["    + 6 to create"] };
    assert.deepEqual({ warnings, summary }, expected);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("reserves, enables and attaches", async () => {
    const { warnings } = await run("up");
    assert.deepEqual(warnings, { ...enabled, attachment: [lost] });
    const writes = stage.takeWrites();
    assert.deepEqual(writes.toSorted(), [...attach, "ReconfigVM_Task vm-111", enable, ...rebooting].toSorted());
    assert.deepEqual(writes.slice(-2), attach);
    const { reservationMB, reservationLocked, devices } = stage.simulator.state().vms["vm-111"] ?? {};
    assert.deepEqual({ reservationMB, reservationLocked }, { reservationMB: 8192, reservationLocked: true });
    assert.deepEqual(
      devices?.map(({ address }) => address),
      ["0000:3b:00.0"],
    );
    assert.deepEqual(stage.simulator.state().clusters["domain-c8"]?.overrides, {
      "vm-111": { enabled: false, behavior: "manual" },
    });
  });

  it("has the outputs of all three resources", async () => {
    const deviceName = "TU104GL [Tesla T4]";
    const [gpu, memory, attachment] = await Promise.all(["gpu", "memory", "attachment"].map((name) => outputs(name)));
    assert.deepEqual(gpu, {
      ...{ id: "host-12/0000:3b:00.0", ...place, hostName: esx02, enabled: true, active: true, rebootRequired: false },
      ...{ hostUuid: "d118519e-201b-46af-98e3-187a90261256", subVendorId: "10de", subDeviceId: "12a2" },
      ...{ classId: "0302", vendorName: "NVIDIA Corporation", deviceName },
      ...{ dependentDevice: "0000:3b:00.0", ...policies },
    });
    const { vmInstanceUuid } = memory ?? {};
    const { hosts, vms } = stage.simulator.state();
    assert.deepEqual(memory, {
      ...{ id: "vm-111", ...vm, vmInstanceUuid, memoryMB: 8192, reservationMB: 8192, locked: true },
      ...{ previousReservationMB: 1024, previousLocked: false },
    });
    assert.deepEqual(attachment, {
      ...{ id: "vm-111/0000:3b:00.0", ...vm, vmInstanceUuid, ...place, deviceKey: 13000, deviceName },
      ...{ hardwareVersion: vms["vm-111"]?.hardwareVersion, systemId: hosts["host-12"]?.systemId },
    });
  });

  async function outputs(name: string): Promise<Record<string, unknown>> {
    const { id, outputs: all = {} } = await stage.project.resource(name);
    return { id, ...Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith("__"))) };
  }

  it("has nothing to change afterwards", () => unchanged("preview"));

  it("has nothing to refresh", () => unchanged("refresh"));

  it("takes the same VM, host and device written in other ways for no change", async () => {
    await program({ vm: `"/DC0/vm/research/ml/ml-01"`, host: "host-12", which: `address: "3B:00.0"` });
    await unchanged("preview");
  });

  it("takes a `match` that selects the same device for no change", async () => {
    await program({ which: "match: { vendorId: 0x10de, classId: '0302' }" });
    await unchanged("preview");
  });

  it("records a change of policy, and calls nothing for it", async () => {
    await program({ device: `reboot: "ifNeeded", evacuate: "shutdown"`, attachment: `power: "shutdown"` });
    await run("up");
    assert.deepEqual(stage.takeWrites(), []);
    assert.equal((await outputs("attachment"))["power"], "shutdown");
    assert.equal((await outputs("gpu"))["evacuate"], "shutdown");
  });

  it("updates the DRS override without taking the VM down", async () => {
    stage.simulator.admin.setPower("vm-111", "poweredOn");
    await program(manual());
    await run("up");
    assert.deepEqual(stage.takeWrites(), attach);
    assert.deepEqual(stage.simulator.state().clusters["domain-c8"]?.overrides["vm-111"], {
      ...{ enabled: true, behavior: "manual" },
    });
  });

  it("power-cycles the VM for another MMIO space, and says so before", async () => {
    await program(manual("mmio64SizeGB: 64"));
    const { warnings } = await run("preview");
    const cycle =
      'vm: VM ml-01 (vm-111) is taken down and started again to set the MMIO space for 0000:3b:00.0; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]';
    assert.deepEqual(warnings, { attachment: [cycle] });
    assert.deepEqual(stage.takeWrites(), []);
    await run("up");
    // The first and the last one note in the VM that it has to be started again, should this be interrupted.
    assert.deepEqual(stage.takeWrites(), [
      ...["ReconfigVM_Task vm-111", "ShutdownGuest vm-111", "ReconfigVM_Task vm-111", "PowerOnVM_Task vm-111"],
      "ReconfigVM_Task vm-111",
    ]);
    assert.equal(stage.simulator.state().vms["vm-111"]?.extraConfig["pciPassthru.64bitMMIOSizeGB"], "64");
  });

  it("replaces the device and its attachment, the old ones first, with one reboot of the host", async () => {
    await program({ ...manual("mmio64SizeGB: 64"), which: `address: "0000:b1:00.0"` });
    const { warnings, summary } = await run("preview");
    assert.deepEqual(summary, ["    +-2 to replace", "    4 unchanged"]);
    const changes = `${appliesAtOnce ? "" : "enable 0000:b1:00.0 and "}take 0000:3b:00.0 out of passthrough`;
    const reboots = `host: host esx-02.example.test (host-12) needs a reboot to ${changes}; found running there: VM ml-01 (vm-111) has a passthrough device and cannot be moved, VM ml-02 (vm-112) can be moved, VM web (vm-114) can be moved; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "shutdown") [host-reboot]`;
    const cycle =
      'vm: VM ml-01 (vm-111) is taken down and started again to attach 0000:b1:00.0 and detach 0000:3b:00.0; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]';
    assert.deepEqual([warnings["gpu"], warnings["attachment"]?.at(-1)], [[reboots], cycle]);
    assert.deepEqual(stage.takeWrites(), []);
    await run("up");
    const writes = stage.takeWrites();
    assert.deepEqual(
      writes.filter((call) => reboot.includes(call)),
      reboot,
    );
    const active = stage.simulator.state().hosts["host-12"]?.devices.filter((one) => one.enabled || one.active);
    assert.deepEqual(
      active?.map(({ address, enabled }) => [address, enabled]),
      [["0000:b1:00.0", true]],
    );
    assert.equal(stage.simulator.state().vms["vm-111"]?.power, "poweredOn");
  });

  it("leaves everything as it was before", async () => {
    await run("destroy");
    assert.deepEqual(await stage.project.names(), []);
    stage.simulator.admin.setPower("vm-111", "poweredOff");
    assert.deepEqual(stage.picture(), start);
  });

  it("has shown and stored the password nowhere", async () => {
    const { password } = stage.simulator;
    const places = { printed: printed.join("\n"), folder: await stage.project.everything() };
    for (const [where, text] of Object.entries(places)) assert.ok(!text.includes(password), where);
  });

  function manual(inputs = ""): Canonical {
    return {
      device: `reboot: "ifNeeded", evacuate: "shutdown"`,
      attachment: `power: "shutdown", drsAutomation: "manual", ${inputs}`,
    };
  }
});
