import assert from "node:assert/strict";
import { attached, cluster, gpu, gpuTwo, host, serverId, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, kinds, urnFor } from "./operation";
import { blank, canonical, enabledCards, ready, withDevices } from "./programs";

const program = (inputs: object = {}) => [attachment("gpu", { vm: "trainer", address: gpu, ...inputs })];
const noDevice =
  "gpu: address: 0000:3b:00.0 on host esx-01 (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it; declare a HostPassthroughDevice for it and pass that as `device` [not-active]";

const state = {
  __urn: urnFor("VmPciAttachment", "gpu"),
  __hostUuid: "4c4c4544-0001",
  __vmUuid: "5001-42",
  vm: "trainer",
  address: gpu,
  expect: { vendorId: "10de", deviceId: "20b5" },
  vmId: "vm-42",
  vmName: "trainer",
  vmInstanceUuid: "5001-42",
  serverId,
  hostId: "host-12",
  deviceKey: 13000,
  vendorId: "10de",
  deviceId: "20b5",
  deviceName: "A100",
  systemId: "sys-12",
  hardwareVersion: 19,
};

function withoutAgreed(properties: Readonly<Record<string, unknown>> | undefined) {
  const { __agreed, ...rest } = properties ?? {};
  return rest;
}

describe("a VmPciAttachment", () => {
  const time = fakedTime();

  it("adds the device with what the host says of it", async () => {
    const engine = time.engine(...ready());
    const { fake, errors, warnings } = await engine.up(program());
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: ["reconfigureVm vm-42"] });
    assert.deepEqual(fake.spy("reconfigureVm").firstCall.args, [
      "vm-42",
      {
        changeVersion: "1",
        addDevices: [{ address: gpu, vendorId: "10de", deviceId: "20b5", deviceName: "A100", systemId: "sys-12" }],
      },
    ]);
    assert.deepEqual(withoutAgreed(engine.state("gpu")), state);
    assert.deepEqual(
      [...engine.stored.values()].map(({ id }) => id),
      ["vm-42/0000:3b:00.0"],
    );
    assert.deepEqual(warnings, [
      "gpu: vm: VM trainer (vm-42) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]",
    ]);
  });

  it("that is there already is taken over without a write, whatever the VM is like", async () => {
    const poor = vm({ ...withDevices(gpu), ...unreserved, hardwareVersion: 4, powerState: "poweredOn" });
    const engine = time.engine(cluster(), host(), poor);
    const { fake, errors, refused, warnings } = await engine.up(program());
    assert.deepEqual({ errors, refused, writes: fake.writes }, { errors: [], refused: [], writes: [] });
    assert.deepEqual(warnings, [
      "gpu: address: VM trainer (vm-42) has 0000:3b:00.0 already; this resource takes it over, and deleting it will take it away; set `retainOnDelete` if it has to stay [adopted]",
    ]);
    assert.deepEqual(withoutAgreed(engine.state("gpu")), { ...state, hardwareVersion: 4 });
  });

  it("is refused without a write when nothing enables the device", async () => {
    const { refused, fake } = await time.engine(...blank()).up(program());
    assert.deepEqual({ refused: refused[0], writes: fake.writes }, { refused: noDevice, writes: [] });
  });

  it("is judged again right before the write", async () => {
    const engine = time.engine(...ready());
    const operation = engine.start();
    const { inputs, failures } = await kinds.VmPciAttachment.check(
      operation.context,
      {},
      { vm: "trainer", address: gpu },
    );
    assert.deepEqual(failures, []);
    engine.world.host("host-12", ({ passthru }) => ({
      passthru: passthru.map((info) => ({ ...info, enabled: false })),
    }));
    const created = time.elapse(kinds.VmPciAttachment.create(operation.context, inputs));
    await assert.rejects(created, { name: "RefusedError", message: noDevice.replace("gpu: ", "") });
    assert.deepEqual(operation.fake.writes, []);
  });

  const gone = [
    [
      "the host",
      "hosts",
      "host-12",
      "host: the host host-12 does not exist any more; run `pulumi refresh` [ambiguous]",
    ],
    ["the VM", "vms", "vm-42", "vm: the VM vm-42 does not exist any more; run `pulumi refresh` [ambiguous]"],
  ] as const;
  for (const [what, kind, id, message] of gone) {
    it(`says so when ${what} has gone between preview and apply`, async () => {
      const engine = time.engine(...ready());
      const { context } = engine.start();
      const { inputs } = await kinds.VmPciAttachment.check(context, {}, { vm: "trainer", address: gpu });
      engine.world[kind].delete(id);
      await assert.rejects(time.elapse(kinds.VmPciAttachment.create(context, inputs)), {
        name: "RefusedError",
        message,
      });
    });
  }

  it("is not offered to VMs though active", async () => {
    const engine = time.engine(...ready());
    engine.prepare = (fake) => {
      fake.systemId = async () => undefined;
    };
    const { errors } = await engine.up(program());
    assert.deepEqual(errors, [
      "gpu: address: host esx-01 (host-12) does not offer 0000:3b:00.0 to VMs; found an active device that the host's configuration target does not list; wait a minute and run again; if it stays so, look at the host's passthrough page in vCenter [not-active]",
    ]);
  });

  it("of a VM that another host has is refused", async () => {
    const other = host({ id: "host-13", name: "esx-02", pci: enabledCards });
    const { refused } = await time.engine(...ready(), other).preview(program({ host: "esx-02" }));
    assert.deepEqual(refused, [
      "gpu: host: VM trainer (vm-42) is on another host than the device; found the VM on esx-01, the device on host esx-02 (host-13); a passthrough device serves only VMs of its own host; move the VM to that host while it is off, or use a device of the VM's host [wrong-host]",
    ]);
  });

  const references = [
    ["trainer-2", '"trainer-2" fits no VM; found /DC0/vm/trainer (vm-42); exactly one'],
    ["twin", '"twin" fits 2 objects; found /DC0/vm/twin (vm-1), /DC0/vm/twin (vm-2); exactly one'],
  ] as const;
  for (const [reference, text] of references) {
    it(`is refused for a reference: ${text}`, async () => {
      const twins = reference === "twin" ? [vm({ id: "vm-1", name: "twin" }), vm({ id: "vm-2", name: "twin" })] : [];
      const { refused } = await time.engine(...ready(), ...twins).preview(program({ vm: reference }));
      assert.deepEqual(refused, [
        `gpu: vm: ${text}; give the managed object ID, the inventory path or a UUID; if this program creates the VM, use its \`moid\` output [ambiguous]`,
      ]);
    });
  }

  it("that was detached behind our back is gone after a refresh, and comes back", async () => {
    const engine = time.engine(...ready());
    await engine.up(program());
    engine.world.vm("vm-42", () => ({ devices: [] }));
    await engine.refresh();
    assert.deepEqual([...engine.stored], []);
    assert.deepEqual((await engine.up(program())).steps, ["gpu: create"]);
    assert.deepEqual(
      engine.world.vms.get("vm-42")?.devices.map(({ address }) => address),
      [gpu],
    );
  });

  it("is gone after a refresh when the VM is, and kept while the VM cannot be read", async () => {
    const engine = time.engine(...ready());
    await engine.up(program());
    const before = structuredClone(engine.stored);
    engine.world.vm("vm-42", () => ({ connectionState: "inaccessible", devices: [] }));
    assert.deepEqual([(await engine.refresh()).errors, engine.state("gpu")], [[], [...before.values()][0]?.state]);
    engine.world.vms.delete("vm-42");
    await engine.refresh();
    assert.deepEqual([...engine.stored], []);
  });

  it("is got by its ID alone", async () => {
    const { context } = time.engine(host({ pci: enabledCards }), vm({ devices: [attached(gpu)] })).start();
    const found = await kinds.VmPciAttachment.read(context, `vm-42/${gpu}`, {});
    const { __urn, __hostUuid, __vmUuid, ...rest } = state;
    assert.deepEqual(withoutAgreed(found?.state), { ...rest, vm: "vm-42" });
    assert.deepEqual(found?.inputs, {
      vm: "vm-42",
      vmId: "vm-42",
      hostId: "host-12",
      address: gpu,
      expect: rest.expect,
    });
  });

  it("and all it needs come in one first program", async () => {
    const engine = time.engine(...blank());
    const preview = await engine.preview(canonical());
    assert.deepEqual([preview.refused, preview.fake.writes], [[], []]);
    const { errors } = await engine.up(canonical());
    assert.deepEqual(errors, []);
    assert.deepEqual(
      engine.world.vms.get("vm-42")?.devices.map(({ address }) => address),
      [gpu],
    );
    await engine.destroy();
    assert.deepEqual([...engine.stored], []);
    const { devices, reservationMB, reservationLocked, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual(
      { devices, reservationMB, reservationLocked, extraConfig },
      { devices: [], ...unreserved, extraConfig: {} },
    );
    assert.deepEqual(
      engine.world.hosts.get("host-12")?.passthru.find(({ address }) => address === gpu),
      {
        address: gpu,
        dependentDevice: gpu,
        capable: true,
        enabled: false,
        active: false,
      },
    );
  });

  it("after destroy nothing is left to delete", async () => {
    const engine = time.engine(...ready(), vm({ id: "vm-7", name: "other", devices: [attached(gpuTwo)] }));
    await engine.up(program());
    engine.world.vm("vm-42", () => ({ devices: [] }));
    const { errors, fake } = await engine.destroy();
    assert.deepEqual(
      { errors, writes: fake.writes, stored: engine.stored.size },
      { errors: [], writes: [], stored: 0 },
    );
  });
});
