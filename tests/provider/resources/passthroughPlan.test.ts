import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { RefusedError } from "../../../provider/errors";
import type { Properties } from "../../../provider/resources/resource";
import { gpu, gpuTwo, nic, serverId, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import type { Fact } from "./fakeVSphere";
import { attachment, type Declared, device, kinds, memory, plan } from "./operation";
import { blank, canonical, ready } from "./programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const reboot = (
  what: string,
  inputs = 'this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "refuse")',
  running = "no VM running there",
) => `host: host esx-01 (host-12) needs a reboot to ${what}; found ${running}; ${inputs} [host-reboot]`;
const without = (...names: readonly string[]) => plan(...canonical().filter(({ name }) => !names.includes(name)));

describe("what leaves the program", () => {
  const time = fakedTime();

  async function upped(program: readonly Declared[] = canonical(), ...facts: readonly Fact[]) {
    const engine = time.engine(...(facts.length > 0 ? facts : blank()));
    const { errors, refused } = await engine.up(plan(...program));
    assert.deepEqual([errors, refused], [[], []]);
    return engine;
  }

  it("costs a reboot that is flagged, though nobody is asked about a deletion", async () => {
    const engine = await upped();
    const { refused, warnings, fake } = await engine.preview(without("gpu", "card"));
    assert.deepEqual([refused, warnings, fake.writes], [[], [`card: ${reboot(`take ${gpu} out of passthrough`)}`], []]);
    const { errors } = await engine.up(without("gpu", "card"));
    assert.deepEqual(
      [errors, [...engine.stored.keys()].map((urn) => urn.split("::").at(-1))],
      [[], ["plan", "memory"]],
    );
  });

  it("costs a power cycle that is flagged", async () => {
    const program = [attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" })];
    const engine = await upped(program, ...ready());
    engine.world.vm("vm-42", () => on);
    const { refused, warnings } = await engine.preview(plan());
    assert.deepEqual(
      [refused, warnings],
      [
        [],
        [
          `gpu: vm: VM trainer (vm-42) is taken down and started again to detach ${gpu}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`,
        ],
      ],
    );
  });

  it("is refused when the VM runs and may not be taken down", async () => {
    const engine = await upped([attachment("gpu", { vm: "trainer", address: gpu })], ...ready());
    engine.world.vm("vm-42", () => on);
    const { refused, steps } = await engine.preview(plan());
    assert.deepEqual(
      [steps, refused],
      [
        [],
        [
          'plan: power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]',
        ],
      ],
    );
  });

  it("is refused while a VM keeps the device, and the memory while a device stays", async () => {
    const engine = await upped();
    const literal = plan(attachment("gpu", { vm: "trainer", address: gpu, host: "esx-01" }));
    const both = await engine.preview(literal);
    assert.deepEqual(both.refused, [
      "plan: card: 0000:3b:00.0 on host esx-01 (host-12) cannot be taken out of passthrough; found it is still on VM trainer (vm-42); no VM may keep it; remove the device from the VM first; with attachments of this program: pass `device` so that they follow [in-use]",
      "plan: memory: the memory reservation of VM trainer (vm-42) cannot be removed; found the VM keeps 0000:3b:00.0; all memory stays reserved while a passthrough device is there; detach the devices first [in-use]",
    ]);
    assert.deepEqual(both.fake.writes, []);
  });

  it("costs nothing when it is retained", async () => {
    const retained = device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded", retained: true });
    const engine = time.engine(...blank());
    const [first] = plan(retained);
    assert.ok(first !== undefined);
    await engine.up([first, device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded" })]);
    assert.deepEqual((await engine.preview(plan())).warnings, []);
  });

  it("costs nothing when the same is declared under another name", async () => {
    const engine = await upped([device("card", { host: "esx-01", address: gpu })]);
    assert.deepEqual(
      (await engine.preview(plan(device("renamed", { host: "host-12", address: "3B:00.0" })))).refused,
      [],
    );
    const { warnings } = await engine.preview(plan(device("renamed", { host: "host-12", address: "3B:00.0" })));
    assert.deepEqual(
      warnings.filter((text) => text.endsWith("[host-reboot]")),
      [],
    );
  });

  it("is said once for all devices of a host, whatever comes and goes, and that it reboots again for what goes", async () => {
    const card = (name: string, address: string) => device(name, { host: "esx-01", address, reboot: "ifNeeded" });
    const engine = await upped([card("a", gpu)]);
    const { warnings } = await engine.preview(plan(card("b", gpuTwo), card("c", nic)));
    const text = reboot(
      `enable ${nic}, ${gpuTwo}, and another one to take ${gpu} out of passthrough, since deletions come last`,
    );
    assert.deepEqual([...new Set(warnings.map((one) => one.slice(3)))], [text]);
    const { fake, errors } = await engine.up(plan(card("b", gpuTwo), card("c", nic)));
    assert.deepEqual([errors, fake.writes.filter((write) => write.startsWith("rebootHost")).length], [[], 2]);
  });

  it("is nothing when nothing leaves", async () => {
    const engine = await upped();
    const { warnings, refused, steps } = await engine.preview(plan(...canonical()));
    assert.deepEqual([warnings, refused, steps], [[], [], ["plan: same", "card: same", "memory: same", "gpu: same"]]);
  });

  it("is nothing any more when the VM is gone", async () => {
    const engine = await upped();
    engine.world.vms.delete("vm-42");
    const { refused } = await engine.preview(plan(canonical()[0] ?? assert.fail()));
    assert.deepEqual(refused, []);
  });
});

describe("the plan resource", () => {
  const time = fakedTime();

  it("knows the whole program before its first resource is checked", async () => {
    const program = [gpu, gpuTwo, nic].map((address, index) => attachment(`a${index}`, { vm: "trainer", address }));
    const { refused, steps } = await time.engine(...ready()).preview(plan(...program));
    assert.deepEqual(
      [steps, refused.length, refused[0]?.slice(0, 62)],
      [["plan: create"], 1, "a0: vm: 3 passthrough devices on VM trainer (vm-42); found 000"],
    );
  });

  describe("of an unchanged program", () => {
    async function again() {
      const program = plan(attachment("card", { vm: "trainer", address: gpu }));
      const engine = time.engine(...ready());
      await engine.up(program);
      const [planned, card] = [...engine.stored.values()];
      assert.ok(planned !== undefined && card !== undefined);
      const { context, fake } = engine.start();
      const news = program[0]?.inputs as Properties;
      return { context, fake, planned: planned.inputs, card: card.inputs, news };
    }

    it("does not wait for the server, and keeps what the names meant", async () => {
      const { context, planned, news } = await again();
      assert.deepEqual(await kinds.PassthroughPlan.check(context, planned, news), {
        inputs: { ...news, declared: planned["declared"] },
        failures: [],
      });
      assert.match(String(planned["declared"]), /"at":\{"hostId":"host-12","address":"0000:3b:00.0","vmId":"vm-42"\}/);
      assert.equal(context.ledger.isWhole, true);
    });

    it("is unchanged in whatever order it declares, and asks for what is declared first", async () => {
      const one = attachment("one", { vm: "trainer", address: gpu });
      const other = attachment("other", { vm: "other", address: gpuTwo });
      const engine = time.engine(
        ...ready(),
        vm({ ...unreserved, id: "vm-43", name: "other", reservationLocked: true }),
      );
      await engine.up(plan(one, other));
      const [planned] = [...engine.stored.values()];
      for (const order of [plan(one, other), plan(other, one)]) {
        const { context, fake } = engine.start();
        const news = order[0]?.inputs as Properties;
        const { inputs } = await kinds.PassthroughPlan.check(context, planned?.inputs ?? {}, news);
        assert.equal(inputs["declared"], planned?.inputs["declared"]);
        const asked = fake
          .spy("vm")
          .getCalls()
          .map(({ args }) => args[0]);
        assert.deepEqual(asked.slice(0, 2), order[1] === one ? ["vm-42", "vm-43"] : ["vm-43", "vm-42"]);
      }
    });

    it("asks for the VMs of a host where one of them is declared, and for none for a device alone", async () => {
      const card = device("card", { host: "esx-01", address: gpu });
      for (const [program, asked] of [
        [plan(card), 0],
        [plan(card, attachment("gpu", { vm: "trainer", address: gpu, host: "esx-01" })), 1],
      ] as const) {
        const engine = time.engine(...ready());
        await engine.up(program);
        const { context, fake } = engine.start();
        const [planned] = [...engine.stored.values()];
        await kinds.PassthroughPlan.check(context, planned?.inputs ?? {}, program[0]?.inputs as Properties);
        await turn();
        assert.deepEqual([fake.spy("host").called, fake.spy("vms").callCount], [true, asked]);
      }
    });

    it("has the resources wait where nobody can log in, and each of them for what it is about", async () => {
      for (const method of ["server", "vm"] as const) {
        const { context, fake, planned, card, news } = await again();
        fake[method] = async () => {
          throw new RefusedError(["vc.test: no answer"]);
        };
        assert.deepEqual((await kinds.PassthroughPlan.check(context, planned, news)).failures, []);
        await assert.rejects(kinds.VmPciAttachment.check(context, card, card), { message: "vc.test: no answer" });
        await assert.rejects(kinds.VmPciAttachment.diff(context, "id", card, card), { message: "vc.test: no answer" });
      }
    });

    it("waits for the server while an entry is not known to it", async () => {
      const { context, planned, news } = await again();
      const olds = { declared: String(planned["declared"]).replace(/,"vmId":"vm-42"/, "") };
      const { inputs } = await kinds.PassthroughPlan.check(context, olds, news);
      assert.deepEqual([inputs["declared"], context.ledger.isWhole], [planned["declared"], true]);
    });
  });

  it("leaves what cannot be found to the resource that names it", async () => {
    const { refused } = await time.engine(...blank()).preview(plan(memory("memory", { vm: "nobody" })));
    assert.deepEqual(refused, [
      'memory: vm: "nobody" fits no VM; found /DC0/vm/trainer (vm-42); exactly one; give the managed object ID, the inventory path or a UUID; if this program creates the VM, use its `moid` output [ambiguous]',
    ]);
  });

  it("stores a long list deflated, and reads it again", async () => {
    const addresses = Array.from({ length: 60 }, (_, slot) => `0000:${(slot + 64).toString(16)}:00.0`);
    const program = addresses.map((address, index) => device(`card-${index}`, { host: "esx-01", address }));
    const engine = time.engine(...blank());
    const stored = async (...declared: readonly Declared[]) => {
      const { context } = engine.start();
      const news = plan(...declared)[0]?.inputs as Properties;
      const { inputs } = await kinds.PassthroughPlan.check(context, {}, news);
      return { text: String(inputs["declared"]), news };
    };
    const [short, long] = [await stored(...program.slice(0, 10)), await stored(...program)];
    assert.match(short.text, /^\[\{"kind":"device".*"at":\{"hostId":"host-12","address":"0000:49:00.0"\}\}\]$/);
    assert.match(long.text, /^[A-Za-z0-9+/]{100,1000}=*$/);
    const again = await kinds.PassthroughPlan.check(engine.start().context, { declared: long.text }, long.news);
    assert.deepEqual(again, { inputs: { declared: long.text }, failures: [] });
  });

  it("takes a list that it does not know for empty", async () => {
    const { context, fake } = time.engine(...blank()).start();
    for (const declared of [
      undefined,
      "x",
      '[{"kind":"spaceship","urn":"u"}]',
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    ]) {
      assert.deepEqual(await kinds.PassthroughPlan.check(context, { declared }, { declared }), {
        inputs: { declared },
        failures: [],
      });
    }
    assert.equal(fake.spy("server").callCount, 0);
  });

  it("reads, updates and deletes without asking any server", async () => {
    const { context, fake } = time.engine(vm(unreserved)).start();
    const state = { declared: "[]", serverId };
    assert.deepEqual(await kinds.PassthroughPlan.read(context, "vsphere-passthrough-plan", state), {
      id: "vsphere-passthrough-plan",
      state,
    });
    assert.deepEqual(await kinds.PassthroughPlan.update(context, "x", {}, state), state);
    assert.equal(await kinds.PassthroughPlan.delete(context, "x", state), undefined);
    assert.deepEqual(await kinds.PassthroughPlan.create(context, state), { id: "vsphere-passthrough-plan", state });
    assert.equal(fake.spy("server").callCount + fake.spy("host").callCount + fake.spy("vm").callCount, 0);
  });
});
