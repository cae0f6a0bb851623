import assert from "node:assert/strict";
import { attached, gpu, gpuTwo, host, noUse, pciDevice, unreserved } from "../facts";
import { fakedTime } from "./clock";
import type { Engine } from "./engine";
import type { World } from "./fakeVSphere";
import type { Declared } from "./operation";
import { blank, canonical, onDevice } from "./programs";

const programs: Readonly<Record<string, readonly Declared[]>> = {
  "by address": canonical(),
  "by match": canonical({ address: undefined, match: { deviceId: "20b5", name: "A100", vendorId: "10de" } }),
  "with the host left to the VM": canonical().map((one) =>
    one.name === "gpu" ? onDevice("gpu", "card", { host: undefined }) : one,
  ),
};

/** What may become of things after an up; an unchanged program writes nothing, so nothing of it is refused. */
const gone: Readonly<Record<string, (world: World) => void>> = {
  "the device was pulled": (world) =>
    world.host("host-12", () => ({ devices: [pciDevice({ address: gpuTwo, deviceId: "1111" })], passthru: [] })),
  "another card is in its place": (world) =>
    world.host("host-12", () => ({ devices: [pciDevice({ address: gpu, deviceId: "2235" })] })),
  "the device was taken out of passthrough": (world) => world.host("host-12", () => ({ passthru: host().passthru })),
  "no device is capable any more": (world) =>
    world.host("host-12", () => ({ passthru: host({ pci: [{ address: gpu, capable: false }] }).passthru })),
  "the host needs the device now": (world) =>
    world.uses.set("host-12", { ...noUse, graphics: [{ address: gpu, graphicsType: "sharedDirect", vmIds: [] }] }),
  "the host is gone": (world) => world.hosts.delete("host-12"),
  "the host is away": (world) =>
    world.host("host-12", () => ({ connectionState: "notResponding", devices: [], passthru: [], uuid: "" })),
  "the host was renamed": (world) => world.host("host-12", () => ({ name: "esx-99" })),
  "another host has the name": (world) => {
    world.host("host-12", () => ({ name: "esx-99" }));
    world.hosts.set("host-13", host({ id: "host-13" }));
  },
  "the VM is gone": (world) => world.vms.delete("vm-42"),
  "the VM was renamed": (world) => world.vm("vm-42", () => ({ name: "old" })),
  "the memory is not reserved any more": (world) => world.vm("vm-42", () => unreserved),
  "the VM moved": (world) => {
    world.hosts.set("host-13", host({ id: "host-13", name: "esx-02", vmIds: ["vm-42"] }));
    world.vm("vm-42", () => ({ hostId: "host-13" }));
  },
  "the VM runs": (world) => world.vm("vm-42", () => ({ powerState: "poweredOn" })),
  "the VM is of an older version": (world) => world.vm("vm-42", () => ({ hardwareVersion: 4 })),
  "the device was detached": (world) => world.vm("vm-42", () => ({ devices: [] })),
  "the VM has more devices": (world) =>
    world.vm("vm-42", () => ({ devices: [attached(gpu), attached(gpuTwo, 13001), attached("0000:77:00.0", 13002)] })),
  "DRS moves the VM": (world) =>
    world.cluster("domain-c7", () => ({ overridesEnabled: false, defaultBehavior: "fullyAutomated" })),
};

async function upped(engine: Engine, program: readonly Declared[]): Promise<Engine> {
  const { errors, refused } = await engine.up(program);
  assert.deepEqual({ errors, refused }, { errors: [], refused: [] });
  return engine;
}

describe("an unchanged program", () => {
  const time = fakedTime();

  for (const [how, program] of Object.entries(programs)) {
    for (const [what, happen] of Object.entries(gone)) {
      it(`${how} previews clean though ${what}`, async () => {
        const engine = await upped(time.engine(...blank()), program);
        happen(engine.world);
        const { steps, refused } = await engine.preview(program);
        assert.deepEqual({ steps, refused }, { steps: ["card: same", "memory: same", "gpu: same"], refused: [] });
      });
    }
  }

  it("writes nothing on a second up", async () => {
    const engine = await upped(time.engine(...blank()), canonical());
    const { steps, fake, warnings } = await engine.up(canonical());
    assert.deepEqual(
      { steps, writes: fake.writes, warnings },
      { steps: ["card: same", "memory: same", "gpu: same"], writes: [], warnings: [] },
    );
  });

  it("is clean after a refresh", async () => {
    const engine = await upped(time.engine(...blank()), canonical());
    const before = structuredClone(engine.stored);
    await engine.refresh();
    assert.deepEqual(engine.stored, before);
    assert.deepEqual((await engine.preview(canonical())).steps, ["card: same", "memory: same", "gpu: same"]);
  });

  it("keeps what a match was bound to, in whatever order the engine gives its keys", async () => {
    const program = (match: Readonly<Record<string, string>>) => canonical({ address: undefined, match });
    const engine = await upped(time.engine(...blank()), program({ deviceId: "20b5", vendorId: "10de", name: "a" }));
    engine.world.host("host-12", () => ({ devices: [] }));
    const { steps, refused } = await engine.preview(program({ name: "a", vendorId: "10de", deviceId: "20b5" }));
    assert.deepEqual({ steps, refused }, { steps: ["card: same", "memory: same", "gpu: same"], refused: [] });
  });
});

describe("a device found by match", () => {
  const time = fakedTime();
  const program = (match: unknown) => canonical({ address: undefined, match });

  it("stays where it was bound while it still fits, though others fit too", async () => {
    const engine = await upped(time.engine(...blank()), program({ deviceId: "20b5" }));
    const more = pciDevice({ address: "0000:01:00.0" });
    engine.world.host("host-12", ({ devices }) => ({ devices: [more, ...devices] }));
    assert.deepEqual((await engine.preview(program({ vendorId: "10de" }))).steps, [
      "card: same",
      "memory: same",
      "gpu: same",
    ]);
  });
});
