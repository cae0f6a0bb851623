import assert from "node:assert/strict";
import type { Properties } from "../../../provider/resources/resource";
import { attached, cluster, gpu, gpuTwo, host, nic, vm } from "../facts";
import { fakedTime } from "./clock";
import type { Engine } from "./engine";
import { fault } from "./fakeVSphere";
import { attachment, type Declared, device, kinds, type Operation, settings, urnFor } from "./operation";
import { enabledCards } from "./programs";

const addresses = Array.from({ length: 6 }, (_, index) => `0000:0${index + 1}:00.0`) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const reboot = [
  "updatePassthru host-12",
  "enterMaintenanceMode host-12",
  "rebootHost host-12",
  "exitMaintenanceMode host-12",
];

/** The handler calls that an engine makes for one resource, so that several can be in flight together. */
class Calls {
  constructor(
    readonly engine: Engine,
    readonly operation: Operation,
  ) {}

  /** Checks, and hands the call itself back. */
  async create({ kind, name, inputs }: Declared): Promise<() => Promise<unknown>> {
    const { context } = this.operation;
    const news = { __urn: urnFor(kind, name), ...(inputs as Properties) };
    const checked = await kinds[kind].check(context, {}, news);
    assert.deepEqual(checked.failures, []);
    return () => kinds[kind].create(context, checked.inputs);
  }

  async update({ kind, name, inputs }: Declared): Promise<() => Promise<unknown>> {
    const { context } = this.operation;
    const old = this.#stored(kind, name);
    const checked = await kinds[kind].check(context, old.inputs, {
      __urn: urnFor(kind, name),
      ...(inputs as Properties),
    });
    assert.deepEqual(checked.failures, []);
    const { replaces, changes } = await kinds[kind].diff(context, old.id, old.state, checked.inputs);
    assert.equal(changes, true);
    if (replaces.length === 0) return () => kinds[kind].update(context, old.id, old.state, checked.inputs);
    const again = await kinds[kind].check(context, {}, { __urn: urnFor(kind, name), ...(inputs as Properties) });
    return async () => {
      await kinds[kind].delete(context, old.id, old.state);
      return kinds[kind].create(context, again.inputs);
    };
  }

  delete(kind: Declared["kind"], name: string): () => Promise<unknown> {
    const { id, state } = this.#stored(kind, name);
    return () => kinds[kind].delete(this.operation.context, id, state);
  }

  #stored(kind: Declared["kind"], name: string) {
    return this.engine.stored.get(urnFor(kind, name)) ?? assert.fail(name);
  }
}

describe("create, update, replace and delete in flight together", () => {
  const time = fakedTime();
  const card = (name: string, address: string, more: object = {}) =>
    device(name, { host: "esx-01", address, reboot: "ifNeeded", ...more });

  async function onHost() {
    const engine = time.engine(host({ pci: addresses.map((address) => ({ address })) }));
    const before = addresses.slice(0, 3).map((address, index) => card(`card${index}`, address));
    assert.deepEqual((await engine.up(before)).errors, []);
    const calls = new Calls(engine, engine.start());
    const [first, , third, , fifth, sixth] = addresses;
    const work = [
      await calls.update(card("card0", first, { hardwareLabel: "a" })),
      await calls.update(card("card2", sixth)),
      await calls.create(card("card4", fifth)),
      calls.delete("HostPassthroughDevice", "card1"),
    ];
    return { engine, calls, work, third };
  }

  const enabled = (engine: Engine) =>
    engine.world.hosts
      .get("host-12")
      ?.passthru.filter((info) => info.enabled && info.active)
      .map(({ address }) => address);

  it("on one host: one UpdatePassthruConfig and one reboot, and one more for the half that follows", async () => {
    const { engine, calls, work } = await onHost();
    await time.elapse(Promise.all(work.map((call) => call())));
    const { fake } = calls.operation;
    assert.deepEqual(fake.writes, [...reboot, ...reboot]);
    const [first, second] = fake.spy("updatePassthru").args.map(([, changes]) => changes);
    const [one, two, three, , five, six] = addresses;
    assert.deepEqual(first?.map(({ address, enabled: to, hardwareLabel }) => [address, to, hardwareLabel]).sort(), [
      [one, true, "a"],
      [two, false, undefined],
      [three, false, undefined],
      [five, true, undefined],
    ]);
    assert.deepEqual(
      second?.map(({ address, enabled: to }) => [address, to]),
      [[six, true]],
    );
    assert.deepEqual(enabled(engine), [one, five, six]);
  });

  it("on one host: each gets its own fault when the server refuses them together", async () => {
    const { engine, calls, work } = await onHost();
    const { fake } = calls.operation;
    const update = fake.updatePassthru.bind(fake);
    const [one, , , , five, six] = addresses;
    fake.updatePassthru = async (id, changes) => {
      if (changes.some(({ address }) => address === five))
        throw fault("UpdatePassthruConfig", id, "HostConfigFault", "no");
      return update(id, changes);
    };
    const results = await time.elapse(Promise.allSettled(work.map((call) => call())));
    assert.deepEqual(
      results.map((result) => (result.status === "rejected" ? result.reason.summary : "done")),
      ["done", "done", "UpdatePassthruConfig on host-12 failed: no (HostConfigFault)", "done"],
    );
    assert.equal(fake.writes.filter((write) => write.startsWith("rebootHost")).length, 2);
    assert.deepEqual(enabled(engine), [one, six]);
  });

  it("on one VM: one power-down, one reconfigure, one start", async () => {
    const cards = [...enabledCards, { address: addresses[0], enabled: true }];
    const engine = time.engine(cluster(), host({ pci: cards }), vm());
    engine.settings = { ...settings, maxDevicesPerVm: 4 };
    const on = { vm: "trainer", power: "shutdown" };
    const before = [
      attachment("stays", { ...on, address: gpu }),
      attachment("goes", { ...on, address: gpuTwo }),
      attachment("moves", { ...on, address: nic }),
    ];
    assert.deepEqual((await engine.up(before)).errors, []);
    engine.world.vm("vm-42", () => ({ powerState: "poweredOn", toolsRunning: true }));
    const calls = new Calls(engine, engine.start());
    const work = [
      await calls.update(attachment("stays", { ...on, address: gpu, mmio64SizeGB: 64 })),
      await calls.create(attachment("comes", { ...on, address: addresses[0], mmio64SizeGB: 64 })),
      calls.delete("VmPciAttachment", "goes"),
      calls.delete("VmPciAttachment", "moves"),
    ];
    await time.elapse(Promise.all(work.map((call) => call())));
    const { fake } = calls.operation;
    assert.deepEqual(
      fake.writes.filter((write) => !write.startsWith("reconfigureVm")),
      ["shutdownVm vm-42", "powerOnVm vm-42"],
    );
    const changes = fake.spy("reconfigureVm").args.map(([, change]) => change);
    const devices = changes.filter((change) => change.addDevices !== undefined || change.removeDevices !== undefined);
    assert.deepEqual(
      devices.map(({ addDevices, removeDevices }) => [addDevices?.map(({ address }) => address), removeDevices]),
      [[[addresses[0]], [13002, 13000]]],
    );
    const { devices: left, powerState, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual(
      left.map(({ address }) => address),
      [attached(gpu).address, addresses[0]],
    );
    assert.deepEqual([powerState, extraConfig["pciPassthru.64bitMMIOSizeGB"]], ["poweredOn", "64"]);
    assert.equal(extraConfig["vsphere-passthrough.power"], undefined);
  });
});
