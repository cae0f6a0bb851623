import assert from "node:assert/strict";
import { gpu, gpuTwo, host, nic, pciDevice, serverId } from "../facts";
import { fakedTime } from "./clock";
import { device, kinds, urnFor } from "./operation";
import { blank, cards, enabledCards } from "./programs";

const program = (inputs: object = {}) => [device("card", { host: "esx-01", address: gpu, ...inputs })];
const onHost = (pci: Parameters<typeof host>[0]) => [host(pci)] as const;

const state = {
  __urn: urnFor("HostPassthroughDevice", "card"),
  __hostUuid: "4c4c4544-0001",
  host: "esx-01",
  address: gpu,
  expect: { vendorId: "10de", deviceId: "20b5" },
  hostId: "host-12",
  hostName: "esx-01",
  hostUuid: "4c4c4544-0001",
  serverId,
  vendorId: "10de",
  deviceId: "20b5",
  subVendorId: "10de",
  subDeviceId: "1533",
  classId: "0302",
  vendorName: "NVIDIA",
  deviceName: "A100",
  dependentDevice: gpu,
  enabled: true,
  active: true,
  rebootRequired: false,
};

/** The state without the settings that are agreed with others, which have tests of their own. */
function withoutAgreed(properties: Readonly<Record<string, unknown>> | undefined) {
  const { __agreed, ...rest } = properties ?? {};
  return rest;
}

describe("a HostPassthroughDevice", () => {
  const time = fakedTime();

  it("is enabled, its reboot left pending and flagged", async () => {
    const engine = time.engine(...blank());
    const { fake, warnings, errors, steps } = await engine.up(program({ address: "3B:00.0" }));
    assert.deepEqual(
      { errors, steps, writes: fake.writes },
      { errors: [], steps: ["card: create"], writes: ["updatePassthru host-12"] },
    );
    assert.deepEqual(fake.spy("updatePassthru").firstCall.args, [
      "host-12",
      [{ address: gpu, enabled: true }],
      { timeoutMs: 60_000 },
    ]);
    assert.deepEqual(warnings, [
      'card: host: host esx-01 (host-12) needs a reboot to enable 0000:3b:00.0; found no VM running there; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]',
    ]);
    assert.deepEqual(withoutAgreed(engine.state("card")), { ...state, active: false, rebootRequired: true });
    assert.equal([...engine.stored.values()][0]?.id, "host-12/0000:3b:00.0");
  });

  it("is enabled at once where the host can, and nothing is flagged", async () => {
    const engine = time.engine(...onHost({ rebindWithoutReboot: true }));
    const { fake, warnings } = await engine.up(program());
    assert.deepEqual(fake.spy("updatePassthru").firstCall.args[1], [{ address: gpu, enabled: true, applyNow: true }]);
    assert.deepEqual({ warnings, state: withoutAgreed(engine.state("card")) }, { warnings: [], state });
  });

  it("that is in the wanted state is taken over without a write", async () => {
    const engine = time.engine(...onHost({ pci: [{ address: gpu, enabled: true }] }));
    const { fake, warnings, errors } = await engine.up(program({ reboot: "ifNeeded" }));
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: [] });
    assert.deepEqual(warnings, [
      "card: address: 0000:3b:00.0 on host esx-01 (host-12) is in passthrough already; this resource takes it over, and deleting it will take it away; set `retainOnDelete` if it has to stay [adopted]",
    ]);
    assert.deepEqual(withoutAgreed(engine.state("card")), { ...state, reboot: "ifNeeded" });
  });

  it("is taken over though the host needs it now", async () => {
    const engine = time.engine(...onHost({ pci: [{ address: gpu, enabled: true, classId: "0c03" }] }));
    const { fake, errors, refused } = await engine.up(program());
    assert.deepEqual({ errors, refused, writes: fake.writes }, { errors: [], refused: [], writes: [] });
  });

  it("that is another card than expected is not taken over", async () => {
    const engine = time.engine(...onHost({ pci: [{ address: gpu, enabled: true }] }));
    const { refused, fake } = await engine.up(program({ expect: { vendorId: "10de", deviceId: "2235" } }));
    assert.deepEqual(refused, [
      "card: address: another card is at 0000:3b:00.0; found 10de:20b5; expected 10de:2235; the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card [identity]",
    ]);
    assert.deepEqual([...engine.stored, ...fake.writes], []);
  });

  it("that somebody else enabled for another card meanwhile is not taken over, nor recorded as ours", async () => {
    const engine = time.engine(...onHost({}));
    engine.prepare = (fake) => {
      const refresh = fake.refresh.bind(fake);
      fake.refresh = (objects) => {
        engine.world.host("host-12", () => host({ pci: [{ address: gpu, enabled: true, deviceId: "2235" }] }));
        return refresh(objects);
      };
    };
    const { errors, fake } = await engine.up(program());
    assert.deepEqual(errors, [
      "card: address: another card is at 0000:3b:00.0; found 10de:2235; expected 10de:20b5; the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card [identity]",
    ]);
    assert.deepEqual([...engine.stored, ...fake.writes], []);
  });

  const refusals = [
    [{ address: "0000:ff:00.0" }, "ambiguous"],
    [{ match: { name: "nope" }, address: undefined }, "ambiguous"],
    [{ match: { name: "0" }, address: undefined }, "ambiguous"],
    [{ host: "esx-77" }, "ambiguous"],
    [{ host: "esx-01", address: nic }, undefined],
  ] as const;
  for (const [inputs, rule] of refusals) {
    it(`${JSON.stringify(inputs)}: ${rule ?? "passes"}, and a refusal writes nothing`, async () => {
      const { refused, fake } = await time.engine(...blank()).up(program(inputs));
      assert.deepEqual(
        { rules: refused.map((text) => /\[([a-z-]+)\]$/.exec(text)?.[1]), writes: fake.writes.length },
        { rules: rule === undefined ? [] : [rule], writes: rule === undefined ? 1 : 0 },
      );
    });
  }

  it("lists the candidates of a match that fits several", async () => {
    const { refused } = await time
      .engine(host({ pci: cards.slice(0, 2) }))
      .preview(program({ address: undefined, match: { vendorId: "10de" } }));
    assert.deepEqual(refused, [
      'card: match: 2 devices of host esx-01 (host-12) fit vendorId "10de"; found 0000:3b:00.0 A100 (10de:20b5, class 0302), 0000:5e:00.0 L40 (10de:26b9, class 0302); exactly one; add to `match`, or give the `address` [ambiguous]',
    ]);
  });

  it("lists the hosts when none has the name", async () => {
    const { refused } = await time.engine(...blank()).preview(program({ host: "esx-77" }));
    assert.deepEqual(refused, [
      'card: host: "esx-77" fits no host; found /DC0/host/esx-01 (host-12); exactly one; give the managed object ID or the inventory path [ambiguous]',
    ]);
  });

  it("is found by match, and applied there", async () => {
    const engine = time.engine(...blank());
    const { errors } = await engine.up(program({ address: undefined, match: { name: "l40" } }));
    assert.deepEqual(errors, []);
    assert.deepEqual([engine.state("card")?.["address"], engine.state("card")?.["match"]], [gpuTwo, { name: "l40" }]);
  });

  it("records what only later operations need, and writes nothing for it", async () => {
    const engine = time.engine(...onHost({ pci: enabledCards }));
    await engine.up(program());
    const { steps, fake } = await engine.up(
      program({ evacuate: "drs", rebootTimeoutMinutes: 5, allowCritical: ["usb"] }),
    );
    assert.deepEqual({ steps, writes: fake.writes }, { steps: ["card: update"], writes: [] });
    const { evacuate, rebootTimeoutMinutes, allowCritical } = engine.state("card") ?? {};
    assert.deepEqual(
      { evacuate, rebootTimeoutMinutes, allowCritical },
      { evacuate: "drs", rebootTimeoutMinutes: 5, allowCritical: ["usb"] },
    );
  });

  it("records though the card was swapped meanwhile: nothing is written", async () => {
    const engine = time.engine(...onHost({ pci: enabledCards }));
    await engine.up(program());
    engine.world.host("host-12", () => ({ devices: [pciDevice({ address: gpu, deviceId: "2235" })] }));
    const { errors, fake } = await engine.up(program({ evacuate: "drs" }));
    assert.deepEqual(
      { errors, writes: fake.writes, evacuate: engine.state("card")?.["evacuate"] },
      { errors: [], writes: [], evacuate: "drs" },
    );
  });

  it("gets a label, another one, and none", async () => {
    const engine = time.engine(...onHost({ pci: enabledCards }));
    await engine.up(program({ hardwareLabel: "a" }));
    const labels = [engine.world.hosts.get("host-12")?.passthru[0]?.hardwareLabel];
    for (const given of [{ hardwareLabel: "b" }, {}]) {
      const { errors } = await engine.up(program(given));
      assert.deepEqual(errors, []);
      labels.push(engine.world.hosts.get("host-12")?.passthru[0]?.hardwareLabel);
    }
    assert.deepEqual(labels, ["a", "b", undefined]);
  });

  it("that was taken out behind our back comes back after a refresh", async () => {
    const engine = time.engine(...onHost({ pci: enabledCards }));
    await engine.up(program());
    engine.world.host("host-12", () => ({ passthru: host({ pci: cards }).passthru }));
    assert.deepEqual((await engine.refresh()).errors, []);
    assert.equal(engine.state("card")?.["enabled"], false);
    const { steps, fake } = await engine.up(program());
    assert.deepEqual({ steps, writes: fake.writes }, { steps: ["card: update"], writes: ["updatePassthru host-12"] });
  });

  const gone = {
    "the card": () => ({ devices: [], passthru: [] }),
  } as const;
  for (const [what, change] of Object.entries(gone)) {
    it(`is gone after a refresh when ${what} is`, async () => {
      const engine = time.engine(...onHost({ pci: enabledCards }));
      await engine.up(program());
      engine.world.host("host-12", change);
      await engine.refresh();
      assert.deepEqual([...engine.stored], []);
    });
  }

  it("keeps its state while the host cannot be asked", async () => {
    const engine = time.engine(...onHost({ pci: enabledCards }));
    await engine.up(program());
    const before = structuredClone(engine.stored);
    engine.world.host("host-12", () => ({ connectionState: "notResponding", devices: [], passthru: [] }));
    assert.deepEqual([(await engine.refresh()).errors, engine.stored], [[], before]);
  });

  it("is got by its ID alone, with the card that is there", async () => {
    const { context } = time.engine(...onHost({ pci: enabledCards })).start();
    const found = await kinds.HostPassthroughDevice.read(context, `host-12/${gpu}`, {});
    const { __urn, __hostUuid, ...rest } = state;
    assert.deepEqual(withoutAgreed(found?.state), rest);
    assert.deepEqual(found?.inputs, { host: "esx-01", hostId: "host-12", address: gpu, expect: rest.expect });
  });

  it("refuses an ID that is none", async () => {
    const { context } = time.engine(...blank()).start();
    await assert.rejects(kinds.HostPassthroughDevice.read(context, "host-12", {}), {
      message:
        'id: no ID of this resource; found "host-12"; expected <object ID>/<PCI address>, such as host-12/0000:3b:00.0 or vm-42/0000:3b:00.0 [input]',
    });
  });
});
