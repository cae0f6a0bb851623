import assert from "node:assert/strict";
import { gpu, gpuTwo, host, serverId, vm } from "../facts";
import { fakedTime } from "./clock";
import type { Engine } from "./engine";
import type { World } from "./fakeVSphere";
import { device } from "./operation";
import { blank, canonical, cards } from "./programs";

/** Another ID, and everything else as before: what vCenter makes of a host or VM that is taken out and put in again. */
function registerHost(world: World, before: string, after: string): void {
  const known = world.hosts.get(before) ?? assert.fail();
  world.hosts.delete(before);
  world.hosts.set(after, { ...known, id: after });
  for (const vmId of known.vmIds) world.vm(vmId, () => ({ hostId: after }));
}

function registerVm(world: World, before: string, after: string): void {
  const known = world.vms.get(before) ?? assert.fail();
  world.vms.delete(before);
  world.vms.set(after, { ...known, id: after });
  for (const id of world.hosts.keys())
    world.host(id, ({ vmIds }) => ({ vmIds: vmIds.map((one) => (one === before ? after : one)) }));
}

/** A host that is taken out and put in again takes its VMs along. */
function registerAll({ world }: Engine): void {
  registerHost(world, "host-12", "host-19");
  registerVm(world, "vm-42", "vm-99");
}

const ids = (engine: Engine) => [...engine.stored.values()].map(({ id }) => id);
const idsOf = (engine: Engine) =>
  ["card", "memory", "gpu"].map((name) => [engine.state(name)?.["hostId"], engine.state(name)?.["vmId"]]);
const anew = [`host-19/${gpu}`, "vm-99", `vm-99/${gpu}`];
const moved = (name: string, noun: string, before: string, after: string) =>
  `${name}: ${noun === "VM" ? "vm" : "host"}: the ${noun} ${before} was registered anew; found ${after}, with the same UUID; run \`pulumi refresh\` to write the new ID down [drift]`;
const said = [
  moved("card", "host", "host-12", "host-19"),
  moved("memory", "VM", "vm-42", "vm-99"),
  moved("gpu", "host", "host-12", "host-19"),
  moved("gpu", "VM", "vm-42", "vm-99"),
];

describe("a host and a VM that are registered anew", () => {
  const time = fakedTime();

  async function applied(program = canonical()): Promise<Engine> {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up(program)).errors, []);
    return engine;
  }

  it("are found by their UUIDs: nothing changes, and the user is told", async () => {
    const engine = await applied();
    registerAll(engine);
    const { steps, fake, refused, warnings } = await engine.up(canonical());
    assert.deepEqual(
      { steps, refused, writes: fake.writes },
      { steps: ["card: same", "memory: same", "gpu: same"], refused: [], writes: [] },
    );
    assert.deepEqual(warnings, said);
  });

  it("are written down by a refresh, with other resource IDs; the up after that is clean and silent", async () => {
    const engine = await applied();
    registerAll(engine);
    assert.deepEqual((await engine.refresh()).errors, []);
    assert.deepEqual(ids(engine), anew);
    assert.deepEqual(idsOf(engine), [
      ["host-19", undefined],
      [undefined, "vm-99"],
      ["host-19", "vm-99"],
    ]);
    const { steps, fake, warnings } = await engine.up(canonical());
    assert.deepEqual(
      { steps, writes: fake.writes, warnings },
      { steps: ["card: same", "memory: same", "gpu: same"], writes: [], warnings: [] },
    );
    assert.deepEqual((await engine.destroy()).errors, []);
    assert.deepEqual([engine.world.vms.get("vm-99")?.devices, ids(engine)], [[], []]);
  });

  for (const how of ["by their names", "by their old IDs"]) {
    it(`are cleaned up by a destroy without a refresh: written ${how}`, async () => {
      const program =
        how === "by their names"
          ? canonical()
          : [device("card", { host: "host-12", address: gpu, reboot: "ifNeeded" }), ...canonical().slice(1)];
      const engine = await applied(program);
      registerAll(engine);
      assert.deepEqual((await engine.preview(program)).steps, ["card: same", "memory: same", "gpu: same"]);
      const { errors, fake } = await engine.destroy();
      assert.deepEqual(
        { errors, writes: fake.writes },
        {
          errors: [],
          writes: [
            "reconfigureVm vm-99",
            "reconfigureVm vm-99",
            "updatePassthru host-19",
            "enterMaintenanceMode host-19",
            "rebootHost host-19",
            "exitMaintenanceMode host-19",
          ],
        },
      );
      const left = engine.world.hosts.get("host-19")?.passthru.filter(({ enabled, active }) => enabled || active);
      assert.deepEqual([left, engine.world.vms.get("vm-99")?.devices, ids(engine)], [[], [], []]);
    });
  }

  it("are changed under their new IDs", async () => {
    const engine = await applied();
    registerAll(engine);
    const { steps, errors, fake } = await engine.up(canonical({ reboot: "never" }, { mmio64SizeGB: 64 }));
    assert.deepEqual(
      { errors, steps, writes: fake.writes },
      { errors: [], steps: ["card: update", "memory: same", "gpu: update"], writes: ["reconfigureVm vm-99"] },
    );
    assert.deepEqual([engine.state("card")?.["hostId"], engine.state("gpu")?.["vmId"]], ["host-19", "vm-99"]);
  });

  it("are given up under their new IDs when something is replaced", async () => {
    const engine = await applied();
    registerAll(engine);
    const { steps, errors } = await engine.up(canonical({ address: gpuTwo }));
    assert.deepEqual(errors, []);
    assert.equal(steps[0], "card: replace address");
    const enabled = engine.world.hosts.get("host-19")?.passthru.filter((info) => info.enabled);
    assert.deepEqual(
      enabled?.map(({ address }) => address),
      [gpuTwo],
    );
    // The reservation did not change: its ID is written down by a refresh.
    assert.deepEqual(ids(engine).sort(), [`host-19/${gpuTwo}`, "vm-42", `vm-99/${gpuTwo}`]);
  });

  it("are recognised on a vCenter that was built anew, and is accepted", async () => {
    const engine = await applied();
    registerAll(engine);
    engine.world.hosts.set("host-12", host({ uuid: "4c4c4544-0777", name: "esx-77", pci: cards }));
    const other = serverId.replace(/1$/, "2");
    engine.world.server = { ...engine.world.server, serverId: other };
    engine.settings = { ...engine.settings, acceptServer: other };
    const { steps, refused } = await engine.preview(canonical());
    assert.deepEqual({ steps, refused }, { steps: ["card: same", "memory: same", "gpu: same"], refused: [] });
    const { errors, fake } = await engine.destroy();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      fake.writes.filter((write) => /host-12|vm-42/.test(write)),
      [],
    );
  });
});

describe("an ID that was given to another object", () => {
  const time = fakedTime();
  const strange = (kind: "host" | "vm", found: string, expected: string) => {
    const [id, noun] = kind === "host" ? ["host-12", "host"] : ["vm-42", "VM"];
    const cause = kind === "host" ? "only the mainboard was replaced" : "only its UUID was changed";
    return `${kind}: ${id} is another ${noun} than the one in the state, and none here has the UUID of that one; found UUID ${found}; expected ${expected}; run \`pulumi refresh\`: it drops what is gone from the state; if ${cause}, the next up takes over what is in force [identity]`;
  };
  const otherHost = strange("host", "4c4c4544-0777", "4c4c4544-0001");
  const otherVm = strange("vm", "5001-777", "5001-42");

  async function exchanged(): Promise<Engine> {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up(canonical())).errors, []);
    engine.world.host("host-12", () => ({ uuid: "4c4c4544-0777" }));
    engine.world.vm("vm-42", () => ({ instanceUuid: "5001-777" }));
    return engine;
  }

  it("is not written: destroy fails, and keeps what it could not take away", async () => {
    const engine = await exchanged();
    const { errors, fake } = await engine.destroy();
    assert.deepEqual(errors, [`gpu: ${otherVm}`, `memory: ${otherVm}`, `card: ${otherHost}`]);
    assert.deepEqual([fake.writes, ids(engine).length], [[], 3]);
  });

  it("is refused by a preview", async () => {
    const engine = await exchanged();
    await assert.rejects(engine.preview(canonical()), { name: "RefusedError", message: otherHost });
  });

  it("leaves the state with a refresh, and the next up takes over what is in force", async () => {
    const engine = await exchanged();
    assert.deepEqual((await engine.refresh()).errors, []);
    assert.deepEqual(ids(engine), []);
    const { steps, errors, fake } = await engine.up(canonical());
    assert.deepEqual(
      { errors, steps, writes: fake.writes },
      { errors: [], steps: ["card: create", "memory: create", "gpu: create"], writes: [] },
    );
    assert.equal(engine.state("card")?.["hostUuid"], "4c4c4544-0777");
  });

  it("does not keep an attachment from being detached when it is only the host's", async () => {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up(canonical())).errors, []);
    engine.world.host("host-12", () => ({ uuid: "4c4c4544-0777" }));
    const { errors } = await engine.destroy();
    assert.deepEqual(errors, [`card: ${otherHost}`]);
    assert.deepEqual(engine.world.vms.get("vm-42")?.devices, []);
  });

  it("is nobody's when two have the UUID that is sought", async () => {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up(canonical())).errors, []);
    registerVm(engine.world, "vm-42", "vm-98");
    engine.world.vms.set("vm-99", vm({ id: "vm-99", name: "copy", instanceUuid: "5001-42" }));
    const { errors } = await engine.destroy();
    assert.deepEqual(
      errors[0],
      "gpu: vm: several VMs have the UUID of the one in the state, 5001-42; found vm-98, vm-99; exactly one; give them UUIDs of their own [identity]",
    );
  });

  for (const uuid of ["00000000-0000-0000-0000-000000000000", "03000200-0400-0500-0006-000700080009"]) {
    it(`is trusted where the board has no UUID of its own: ${uuid}`, async () => {
      const engine = time.engine(host({ uuid, pci: cards }), host({ id: "host-13", name: "esx-02", uuid, pci: cards }));
      const program = [device("card", { host: "esx-01", address: gpu })];
      await engine.up(program);
      engine.world.hosts.delete("host-12");
      const { errors, fake } = await engine.destroy();
      assert.deepEqual([errors, fake.writes], [[], []]);
    });
  }
});
