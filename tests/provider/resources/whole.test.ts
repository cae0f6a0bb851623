import assert from "node:assert/strict";
import { ConnectError, WaitTimeoutError } from "../../../provider/errors";
import { cluster, gpu, gpuTwo, host, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device, memory } from "./operation";
import { enabledCards } from "./programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const two = (inputs: object = {}) => [
  attachment("gpu", { vm: "trainer", address: gpu, ...inputs }),
  attachment("two", { vm: "trainer", address: gpuTwo, ...inputs }),
];

/** Failures that are no answer of the server to what was asked for: trying one by one would only fail again. */
describe("a batch that fails as a whole", () => {
  const time = fakedTime();

  it("asks a guest once, whoever waits for it; what needs no power goes on", async () => {
    const engine = time.engine(
      cluster(),
      host({ pci: enabledCards }),
      vm({ ...on, reservationMB: 4096, reservationLocked: false }),
    );
    const late = { what: "guest shutdown of vm-42", lastState: "poweredOn", elapsedMs: 600_000 };
    engine.prepare = (fake) =>
      fake.next("shutdownVm", ...Array(5).fill(() => Promise.reject(new WaitTimeoutError(late))));
    const { errors, fake } = await engine.up([memory("memory", { vm: "trainer" }), ...two({ power: "shutdown" })]);
    const said =
      "guest shutdown of vm-42 did not end in 600 s; last seen: poweredOn; VM trainer (vm-42) was asked to shut down, and nothing harder was done; it may still shut down later; look at its console, start it again if it went down, and run again";
    assert.deepEqual(errors, [`gpu: ${said}`, `two: ${said}`]);
    assert.deepEqual(
      fake.writes.filter((write) => !write.startsWith("reconfigureVm")),
      ["shutdownVm vm-42"],
    );
    const { reservationLocked, powerState, devices, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual([reservationLocked, powerState, devices], [true, "poweredOn", []]);
    assert.deepEqual(Object.keys(extraConfig), ["vsphere-passthrough.memory"]);
    assert.deepEqual(
      [...engine.stored.values()].map(({ id }) => id),
      ["vm-42"],
    );
  });

  it("is not tried one by one after an accident on the way: a VM", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    const slow = () =>
      Promise.reject(new ConnectError({ server: "vc", reason: "timed out", method: "ReconfigVM_Task" }));
    engine.prepare = (fake) => fake.next("reconfigureVm", ...Array(5).fill(slow));
    const { errors, fake } = await engine.up(two());
    assert.deepEqual(
      errors.map((text) => text.slice(0, 5)),
      ["gpu: ", "two: "],
    );
    assert.deepEqual(fake.writes, ["reconfigureVm vm-42"]);
  });

  it("is not tried one by one after an accident on the way: a host", async () => {
    const engine = time.engine(host({ pci: [{ address: gpu }, { address: gpuTwo }] }));
    const slow = () =>
      Promise.reject(new ConnectError({ server: "vc", reason: "timed out", method: "UpdatePassthruConfig" }));
    engine.prepare = (fake) => fake.next("updatePassthru", ...Array(5).fill(slow));
    const { errors, fake } = await engine.up([
      device("card", { host: "esx-01", address: gpu }),
      device("other", { host: "esx-01", address: gpuTwo }),
    ]);
    assert.deepEqual(
      errors.map((text) => text.slice(0, 6)),
      ["card: ", "other:"],
    );
    assert.deepEqual(fake.writes, ["updatePassthru host-12"]);
  });
});

describe("a write that the server is still at when the time is up", () => {
  const time = fakedTime();
  const late = (method: string) =>
    new WaitTimeoutError({ what: `task task-7 (${method})`, lastState: "running, 40 %", elapsedMs: 300_000 });

  it("is recorded: what ends later is known to the state", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm(unreserved));
    engine.prepare = (fake) => {
      const reconfigure = fake.reconfigureVm.bind(fake);
      fake.reconfigureVm = async (id, change) => {
        setTimeout(() => void reconfigure(id, change), 20_000);
        throw late("ReconfigVM_Task on vm-42");
      };
    };
    const { errors } = await engine.up([memory("memory", { vm: "trainer" })]);
    assert.deepEqual(errors, [
      "memory: task task-7 (ReconfigVM_Task on vm-42) did not end in 300 s; last seen: running, 40 %",
    ]);
    assert.deepEqual(
      [...engine.stored.values()].map(({ id, state }) => [id, state["previousReservationMB"], state["previousLocked"]]),
      [["vm-42", 0, false]],
    );
    await time.elapse(new Promise((resolve) => setTimeout(resolve, 30_000)));
    assert.equal(engine.world.vms.get("vm-42")?.reservationLocked, true);
    engine.prepare = () => undefined;
    assert.deepEqual((await engine.destroy()).errors, []);
    assert.equal(engine.world.vms.get("vm-42")?.reservationLocked, false);
  });

  it("of a host, which vCenter does not show yet, is recorded too", async () => {
    const engine = time.engine(host({ pci: [{ address: gpu }] }));
    engine.prepare = (fake) => {
      fake.updatePassthru = async () => {
        throw late("passthrough configuration of host-12");
      };
    };
    const { errors } = await engine.up([device("card", { host: "esx-01", address: gpu })]);
    assert.equal(errors.length, 1);
    assert.equal(engine.state("card")?.["enabled"], true);
  });
});
