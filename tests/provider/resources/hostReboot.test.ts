import assert from "node:assert/strict";
import type { Wait } from "../../../provider/vsphere/types";
import { gpu, gpuTwo, host, loneHost, vm } from "../facts";
import { fakedTime } from "./clock";
import { fault } from "./fakeVSphere";
import { device, kinds } from "./operation";
import { blank, cards } from "./programs";

const program = (inputs: object = {}) => [
  device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded", ...inputs }),
];
const on = { powerState: "poweredOn", toolsRunning: true } as const;
const web = vm({ id: "vm-2", name: "web", ...on });
const agent = vm({ id: "vm-90", name: "vCLS-1", managedBy: "com.vmware.vim.eam", ...on });
const sequence = [
  "updatePassthru host-12",
  "enterMaintenanceMode host-12",
  "rebootHost host-12",
  "exitMaintenanceMode host-12",
];

describe("reboot: ifNeeded", () => {
  const time = fakedTime();

  it("enters maintenance mode, reboots and leaves it, and says so", async () => {
    const engine = time.engine(...blank(), agent);
    const { fake, errors, progress } = await engine.up(program({ rebootTimeoutMinutes: 7 }));
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: sequence });
    assert.deepEqual(progress, [
      "card: entering maintenance mode on host esx-01 (host-12)",
      "card: rebooting host esx-01 (host-12)",
      "card: leaving maintenance mode on host esx-01 (host-12)",
    ]);
    const waits = [fake.spy("enterMaintenanceMode"), fake.spy("rebootHost"), fake.spy("exitMaintenanceMode")];
    assert.deepEqual(
      waits.map((spy) => spy.firstCall.args[1].timeoutMs),
      [420_000, 420_000, 420_000],
    );
    assert.deepEqual([engine.state("card")?.["active"], engine.state("card")?.["rebootRequired"]], [true, false]);
  });

  it("tells how long it takes", async () => {
    const engine = time.engine(...blank());
    engine.prepare = (fake) => {
      const reboot = fake.rebootHost.bind(fake);
      fake.rebootHost = (id: string, wait?: Wait) => {
        wait?.progress?.("waiting for host-12", 12_345);
        return reboot(id);
      };
    };
    const { progress } = await engine.up(program());
    assert.deepEqual(progress[2], "card: waiting for host-12 (12 s)");
  });

  it("shuts down what runs, and starts it again after the reboot", async () => {
    const engine = time.engine(...blank(), web, agent);
    const { fake, errors } = await engine.up(program({ evacuate: "shutdown" }));
    const power = fake.writes.filter((write) => !write.startsWith("reconfigureVm"));
    assert.deepEqual(
      { errors, power },
      { errors: [], power: ["updatePassthru host-12", "shutdownVm vm-2", ...sequence.slice(1), "powerOnVm vm-2"] },
    );
    assert.deepEqual(engine.world.vms.get("vm-2")?.extraConfig, {});
  });

  it("starts again what it shut down, though the next one cannot be", async () => {
    const db = vm({ id: "vm-3", name: "db", ...on });
    const engine = time.engine(...blank(), web, db);
    engine.prepare = (fake) =>
      fake.next(
        "shutdownVm",
        () => undefined,
        () => {
          throw fault("ShutdownGuest", "vm-3", "ToolsUnavailable", "no tools");
        },
      );
    const { errors, fake } = await engine.up(program({ evacuate: "shutdown" }));
    assert.deepEqual(errors, [
      'card: ShutdownGuest on vm-3 failed: no tools (ToolsUnavailable); start VMware Tools in the guest, turn the VM off, or set `power` to "powerOff"',
    ]);
    assert.deepEqual(
      fake.writes.filter((write) => write.startsWith("powerOn")),
      ["powerOnVm vm-2"],
    );
    assert.equal(engine.world.vms.get("vm-2")?.powerState, "poweredOn");
  });

  it("leaves maintenance mode though the reboot failed, and records what is there", async () => {
    const engine = time.engine(...blank());
    engine.prepare = (fake) => fake.failNext("rebootHost", "host-12", "InvalidState", "not now");
    const { errors, fake } = await engine.up(program());
    assert.deepEqual(errors, [
      "card: rebootHost on host-12 failed: not now (InvalidState); look at its state and its tasks in vCenter, and run again",
    ]);
    assert.deepEqual(fake.writes, sequence);
    const { enabled, active, rebootRequired } = engine.state("card") ?? {};
    assert.deepEqual({ enabled, active, rebootRequired }, { enabled: true, active: false, rebootRequired: true });
    engine.prepare = () => undefined;
    const again = await engine.up(program());
    assert.deepEqual(
      { steps: again.steps, writes: again.fake.writes },
      { steps: ["card: update"], writes: sequence.slice(1) },
    );
  });

  it("says that the host is still in maintenance mode when it cannot leave it", async () => {
    const engine = time.engine(...blank());
    engine.prepare = (fake) => {
      fake.failNext("rebootHost", "host-12", "InvalidState", "not now");
      fake.failNext("exitMaintenanceMode", "host-12", "InvalidState", "not now either");
    };
    const { errors, warnings } = await engine.up(program());
    assert.deepEqual(errors, [
      "card: rebootHost on host-12 failed: not now (InvalidState); look at its state and its tasks in vCenter, and run again",
    ]);
    assert.deepEqual(
      warnings.at(-1),
      "card: host esx-01 (host-12) is still in maintenance mode; found exitMaintenanceMode on host-12 failed: not now either (InvalidState); look at the host, and take it out of maintenance mode by hand [host-reboot]",
    );
  });

  it("fails when the device is not active after the reboot", async () => {
    const engine = time.engine(...blank());
    engine.prepare = (fake) => {
      fake.rebootHost = async () => host();
    };
    const { errors } = await engine.up(program());
    assert.deepEqual(errors, [
      "card: host esx-01 (host-12) was rebooted, and 0000:3b:00.0 still waits for a reboot; found enabled and active to differ; see whether the host could save its configuration, and whether VMkernel.Boot.disableACSCheck is needed for this hardware [reboot-pending]",
    ]);
    assert.equal(engine.state("card")?.["active"], false);
  });

  it("finishes a change that an earlier run left pending", async () => {
    const engine = time.engine(...blank());
    await engine.up(program({ reboot: "never" }));
    const { steps, fake, warnings } = await engine.up(program());
    assert.deepEqual({ steps, writes: fake.writes }, { steps: ["card: update"], writes: sequence.slice(1) });
    assert.deepEqual(
      warnings.at(-1),
      'card: host: host esx-01 (host-12) needs a reboot to finish the pending change of 0000:3b:00.0; found no VM running there; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "refuse") [host-reboot]',
    );
    assert.equal(engine.state("card")?.["active"], true);
  });

  it("is not a change under never, and only flagged", async () => {
    const engine = time.engine(...blank());
    await engine.up(program({ reboot: "never" }));
    const { steps, warnings } = await engine.preview(program({ reboot: "never" }));
    assert.deepEqual(
      { steps, warnings },
      {
        steps: ["card: same"],
        warnings: [
          'card: reboot: 0000:3b:00.0 on host esx-01 (host-12) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active; reboot the host, or set `reboot: "ifNeeded"` [reboot-pending]',
        ],
      },
    );
  });

  it("is refused at preview and at apply by the names of what runs", async () => {
    const message =
      'card: evacuate: host esx-01 (host-12) must be rebooted, and VMs run there; found VM web (vm-2); `evacuate` is "refuse"; move or shut them down, or set `evacuate` to "drs" or "shutdown" [evacuation]';
    const { refused } = await time.engine(...blank(), web).preview(program());
    assert.deepEqual(refused, [message]);
    const engine = time.engine(...blank(), { ...web, powerState: "poweredOff" as const });
    engine.prepare = (fake) => fake.next("updatePassthru", () => engine.world.vm("vm-2", () => on));
    const { errors } = await engine.up(program());
    assert.deepEqual(errors, [message]);
    assert.equal(engine.state("card")?.["active"], false);
  });

  it("of one host of a cluster at a time", async () => {
    const other = host({ id: "host-13", name: "esx-02", pci: cards });
    const engine = time.engine(...blank(), other);
    const { fake, errors } = await engine.up([
      ...program(),
      device("second", { host: "esx-02", address: gpu, reboot: "ifNeeded" }),
    ]);
    assert.deepEqual(errors, []);
    const steps = fake.writes.filter((write) => !write.startsWith("updatePassthru"));
    const [first, second] = [steps.slice(0, 3), steps.slice(3)].map(
      (three) => new Set(three.map((write) => write.split(" ")[1])).size,
    );
    assert.deepEqual([steps.length, first, second], [6, 1, 1]);
  });

  it("works on a lone host", async () => {
    const { fake, errors } = await time.engine(loneHost({ pci: cards })).up(program());
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: sequence });
  });
});

describe("devices of one host that are in flight together", () => {
  const time = fakedTime();
  const addresses = Array.from({ length: 8 }, (_, index) => `0000:0${index + 1}:00.0`);
  const all = addresses.map((address, index) =>
    device(`card${index}`, { host: "esx-01", address, reboot: "ifNeeded" }),
  );
  const eight = host({ pci: addresses.map((address) => ({ address })) });

  it("are one UpdatePassthruConfig and one reboot, flagged once for all", async () => {
    const engine = time.engine(eight);
    const { fake, errors } = await engine.up(all);
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: sequence });
    assert.deepEqual(
      fake.spy("updatePassthru").firstCall.args[1].map(({ address }) => address),
      addresses,
    );
    assert.deepEqual(
      all.map(({ name }) => engine.state(name)?.["active"]),
      Array(8).fill(true),
    );
  });

  it("are one of each when they leave, too", async () => {
    const engine = time.engine(eight);
    await engine.up(all);
    const operation = engine.start();
    await time.elapse(
      Promise.all(
        [...engine.stored.values()].map(({ id, state }) =>
          kinds.HostPassthroughDevice.delete(operation.context, id, state),
        ),
      ),
    );
    assert.deepEqual(operation.fake.writes, sequence);
  });

  it("get each their own fault when the server refuses them together", async () => {
    const engine = time.engine(eight);
    engine.prepare = (fake) => {
      const refuse = () => {
        throw fault("UpdatePassthruConfig", "host-12", "HostConfigFault", "not all");
      };
      fake.next("updatePassthru", refuse, () => undefined, refuse);
    };
    const { errors, fake } = await engine.up(all.slice(0, 3));
    assert.deepEqual(errors, [
      `card1: UpdatePassthruConfig on host-12 failed: not all (HostConfigFault); look at the device on the host's passthrough page and at the host's vmkernel log; another change may wait there for a reboot`,
    ]);
    assert.deepEqual(
      fake.writes.filter((write) => write.startsWith("reboot")),
      ["rebootHost host-12"],
    );
    assert.deepEqual(
      [...engine.stored.keys()].map((urn) => urn.slice(-5)),
      ["card0", "card2"],
    );
  });

  it("are one device only once", async () => {
    const engine = time.engine(host({ pci: [{ address: gpu }, { address: gpuTwo }] }));
    const { refused, fake } = await engine.up([
      device("a", { host: "esx-01", address: gpu }),
      device("b", { host: "esx-01", address: gpu }),
    ]);
    assert.deepEqual(refused, [
      "b: address: 0000:3b:00.0 on host esx-01 (host-12) is declared more than once; found a, b; exactly one resource; remove the others [duplicate]",
    ]);
    assert.deepEqual(fake.writes, ["updatePassthru host-12"]);
  });
});
