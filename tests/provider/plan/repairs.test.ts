import assert from "node:assert/strict";
import { attached, cluster, gpu, host, noUse, passthruInfo, unreserved, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Engine } from "../resources/engine";
import type { Fact } from "../resources/fakeVSphere";
import { attachment, type Declared, device, kinds, memory, plan } from "../resources/operation";
import { canonical, cards, enabledCards } from "../resources/programs";

const card = (inputs: object = {}) => device("card", { host: "esx-01", address: gpu, ...inputs });
const attach = (inputs: object = {}) => attachment("gpu", { vm: "trainer", address: gpu, ...inputs });
const reboot = (what: string, policy: "never" | "ifNeeded" = "never") =>
  `card: host: host esx-01 (host-12) needs a reboot to ${what}; found no VM running there; ${policy === "never" ? 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does' : 'this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "refuse")'} [host-reboot]`;
const critical = `card: address: host esx-01 (host-12) itself needs ${gpu}; found graphics (host graphics of type sharedDirect); passing it through takes it away from the hypervisor; choose another device, or accept with allowCritical: ["graphics"] [critical-device]`;
const forbidden =
  'card: host: host esx-01 (host-12) would need a reboot; found "reboot" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]';
const pending = `card: reboot: ${gpu} on host esx-01 (host-12) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active [reboot-pending]`;

const needsGpu = ({ world }: Engine) =>
  world.uses.set("host-12", { ...noUse, graphics: [{ address: gpu, graphicsType: "sharedDirect", vmIds: [] }] });

describe("what a refresh has seen, and the next up repairs", () => {
  const time = fakedTime();
  /** Applied, then broken by somebody, then refreshed. */
  async function refreshed(facts: readonly Fact[], program: readonly Declared[], breaks: (engine: Engine) => void) {
    const engine = time.engine(...facts);
    const { errors, refused } = await engine.up(program);
    assert.deepEqual([errors, refused], [[], []]);
    breaks(engine);
    assert.deepEqual((await engine.refresh()).errors, []);
    return engine;
  }

  async function previews(engine: Engine, program: readonly Declared[], step: string, warnings: readonly string[]) {
    const operation = await engine.preview(program);
    assert.deepEqual([operation.steps, operation.errors, operation.warnings], [[step], [], warnings]);
    assert.deepEqual(operation.fake.writes, []);
  }

  /** Only diff knows that it is a repair, and what it rejects with ends the preview. */
  async function isRefused(engine: Engine, program: readonly Declared[], message: string) {
    await assert.rejects(engine.preview(program), { message: message.slice(message.indexOf(": ") + 2) });
  }

  describe("a device that was disabled", () => {
    const disable = ({ world }: Engine) => world.host("host-12", () => ({ passthru: cards.map(passthruInfo) }));
    const facts = () => [cluster(), host({ pci: enabledCards })] as const;

    it("is flagged with the reboot that it needs, and not as drift any more", async () => {
      const engine = await refreshed(facts(), [card()], disable);
      await previews(engine, [card()], "card: update", [reboot(`enable ${gpu}`)]);
      const again = await engine.up([card()]);
      assert.deepEqual([again.errors, again.fake.writes], [[], ["updatePassthru host-12"]]);
    });

    it("is refused where the setting forbids that reboot, or the host has come to need the device", async () => {
      const engine = await refreshed(facts(), [card()], disable);
      engine.settings = { ...engine.settings, refuse: ["reboot"] };
      await isRefused(engine, [card()], forbidden);
      engine.settings = { ...engine.settings, refuse: [] };
      needsGpu(engine);
      await isRefused(engine, [card()], critical);
    });

    it("is drift until the refresh", async () => {
      const engine = time.engine(...facts());
      await engine.up([card()]);
      disable(engine);
      await previews(engine, [card()], "card: same", [
        `card: address: ${gpu} on host esx-01 (host-12) differs from the state; found passthrough not enabled; expected enabled; run with \`--refresh\`; the next up repairs it [drift]`,
      ]);
    });
  });

  describe("a device whose reboot is ours to finish", () => {
    const waiting = ({ world }: Engine) =>
      world.host("host-12", () => ({
        passthru: cards.map((one) => passthruInfo({ ...one, enabled: true, active: false })),
      }));
    const program = [card({ reboot: "ifNeeded" })];

    it("is flagged", async () => {
      const engine = await refreshed([cluster(), host({ pci: enabledCards })], program, waiting);
      await previews(engine, program, "card: update", [
        pending,
        reboot(`finish the pending change of ${gpu}`, "ifNeeded"),
      ]);
    });

    it("is refused when the host has come to need it: the reboot takes it away", async () => {
      const engine = await refreshed([cluster(), host({ pci: enabledCards })], program, waiting);
      needsGpu(engine);
      await isRefused(engine, program, critical);
    });

    it("and so when the program says `ifNeeded` only now, or takes the device over as it waits", async () => {
      const facts = () => [cluster(), host({ pci: [{ address: gpu, enabled: true, active: false }] })] as const;
      const engine = time.engine(...facts());
      await engine.up([card()]);
      needsGpu(engine);
      assert.deepEqual((await engine.preview(program)).refused, [critical]);
      const fresh = time.engine(...facts());
      needsGpu(fresh);
      const { refused, errors, fake } = await fresh.up(program);
      assert.deepEqual([refused, errors, fake.writes], [[critical], [], []]);
    });
  });

  describe("memory that is not reserved any more", () => {
    const release = ({ world }: Engine) => world.vm("vm-42", () => unreserved);
    const program = [memory("memory", { vm: "trainer" })];

    it("is an update without a word", async () => {
      const engine = await refreshed([cluster(), host(), vm()], program, release);
      await previews(engine, program, "memory: update", []);
    });

    it("is refused when the host has no room for it by now", async () => {
      const engine = await refreshed([cluster(), host(), vm()], program, release);
      engine.world.host("host-12", () => ({ memoryMB: 1000 }));
      await isRefused(
        engine,
        program,
        "memory: vm: host esx-01 (host-12) cannot reserve the memory of VM trainer (vm-42); found 1000 MB that can still be reserved; 4096 MB more are needed; free memory there, make the VM smaller, or move it [memory-capacity]",
      );
    });
  });

  describe("a VM that DRS would migrate again", () => {
    const automatic = { defaultBehavior: "fullyAutomated" } as const;
    const facts = () => [cluster(automatic), host({ pci: enabledCards }), vm()] as const;
    const program = [attach()];
    const forget = ({ world }: Engine) => world.cluster("domain-c7", () => ({ overrides: {} }));

    it("gets its override again", async () => {
      const engine = await refreshed(facts(), program, forget);
      const { steps, refused } = await engine.preview(program);
      assert.deepEqual([steps, refused], [["gpu: update"], []]);
      const up = await engine.up(program);
      assert.deepEqual([up.errors, up.fake.writes.at(-1)], [[], "setDrsOverrides domain-c7"]);
      assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides, {
        "vm-42": { enabled: false, behavior: "manual" },
      });
      assert.deepEqual((await engine.preview(program)).steps, ["gpu: same"]);
      assert.deepEqual((await engine.refresh()).errors, []);
      assert.deepEqual((await engine.preview(program)).steps, ["gpu: same"]);
    });

    it("stays as it is where nobody manages it, or overrides are not honoured", async () => {
      const unmanaged = [attach({ drsAutomation: "unmanaged" })];
      const held = { ...automatic, overrides: { "vm-42": { enabled: false, behavior: "manual" } } } as const;
      const one = await refreshed([cluster(held), host({ pci: enabledCards }), vm()], unmanaged, forget);
      assert.deepEqual((await one.preview(unmanaged)).steps, ["gpu: same"]);
      const other = await refreshed(facts(), program, (engine) =>
        engine.world.cluster("domain-c7", () => ({ overridesEnabled: false })),
      );
      assert.deepEqual((await other.preview(program)).steps, ["gpu: same"]);
    });
  });
});

describe("an override that a plan would set", () => {
  const time = fakedTime();
  const off = { defaultBehavior: "fullyAutomated", overridesEnabled: false } as const;
  const notHonoured =
    "gpu: drsAutomation: DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated; found cluster Cluster (domain-c7) with DRS level fullyAutomated and per-VM overrides not enabled; a level that does not migrate this VM; enable per-VM DRS overrides on the cluster, or set its level to manual [vmotion-enabled]";

  it("is refused where it would not be honoured: of another level, and of a device that is taken over", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up([attach()]);
    engine.world.cluster("domain-c7", () => off);
    assert.deepEqual((await engine.preview([attach({ drsAutomation: "manual" })])).refused, [notHonoured]);
    assert.deepEqual((await engine.preview([attach({ power: "shutdown" })])).refused, []);
    const adopting = time.engine(cluster(off), host({ pci: enabledCards }), vm({ devices: [attached(gpu)] }));
    assert.deepEqual((await adopting.preview([attach()])).refused, [notHonoured]);
  });

  it("is judged again right before it is written", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm({ devices: [attached(gpu)] }));
    const { context, fake } = engine.start();
    const { inputs, failures } = await kinds.VmPciAttachment.check(context, {}, { vm: "trainer", address: gpu });
    assert.deepEqual(failures, []);
    engine.world.cluster("domain-c7", () => off);
    await assert.rejects(time.elapse(kinds.VmPciAttachment.create(context, inputs)), {
      message: notHonoured.slice("gpu: ".length),
    });
    assert.deepEqual(fake.writes, []);
  });
});

describe("a label that a plan would write", () => {
  const time = fakedTime();
  const labelled = (label: string) => [card({ hardwareLabel: label })];

  it("is refused for the same reasons at preview as at apply", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }));
    await engine.up(labelled("fast"));
    engine.world.host("host-12", () => ({ inMaintenanceMode: true }));
    const away =
      "card: host: host esx-01 (host-12) is not at our disposal; found maintenance mode that somebody else has entered; connected, and not in maintenance mode; take it out of maintenance mode [not-connected]";
    for (const mode of ["preview", "up"] as const) {
      const { refused, fake } = await engine[mode](labelled("slow"));
      assert.deepEqual([refused, fake.writes], [[away], []]);
    }
    assert.deepEqual((await engine.preview(labelled("fast"))).refused, []);
  });

  it("is refused of a device that is taken over, by a server that is too old for it", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }));
    engine.world.server = { ...engine.world.server, apiVersion: "7.0.1.0" };
    assert.deepEqual((await engine.preview(labelled("fast"))).refused, [
      "card: hardwareLabel: the server does not know hardware labels; found vSphere API 7.0.1.0; 7.0.2.0 or later; leave `hardwareLabel` out, or upgrade [label-version]",
    ]);
  });
});

describe("a device that goes where that is not known yet", () => {
  const time = fakedTime();

  it("leaves the place that it has: with the reboot, and refused where that is", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }));
    await engine.up(plan(card()));
    for (const open of ["address", "host"]) {
      const moved = plan(card({ [open]: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }));
      engine.settings = { ...engine.settings, refuse: [] };
      const { refused, warnings } = await engine.preview(moved);
      assert.deepEqual([refused, warnings], [[], [reboot(`take ${gpu} out of passthrough`)]]);
      engine.settings = { ...engine.settings, refuse: ["reboot", "replace"] };
      assert.deepEqual((await engine.preview(moved)).refused, [
        'card: this resource would be replaced; found "replace" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]',
        forbidden,
      ]);
    }
  });

  it("costs nothing where nothing is given up", async () => {
    const { refused, warnings } = await time
      .engine(cluster(), host({ pci: enabledCards }))
      .preview(canonical({ address: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }).slice(0, 1));
    assert.deepEqual([refused, warnings], [[], []]);
  });
});
