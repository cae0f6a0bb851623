import assert from "node:assert/strict";
import type { Refusal } from "../../../provider/rules/values";
import { cluster, gpu, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, type Declared, device, kinds, memory, urnFor } from "../resources/operation";
import { enabledCards, ready } from "../resources/programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const replaced =
  'this resource would be replaced; found "replace" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]';

/** The engine asks no diff of a replacement that the user forces (`--replace`, a taint), but checks twice. */
describe("a replacement that the user forces", () => {
  const time = fakedTime();

  async function forced(declared: Declared, refuse: readonly Refusal[] = []) {
    const engine = time.engine(cluster(), host({ pci: enabledCards, rebindWithoutReboot: true }), vm());
    const { errors } = await engine.up([declared]);
    assert.deepEqual(errors, []);
    engine.world.vm("vm-42", () => on);
    engine.settings = { ...engine.settings, refuse };
    const operation = engine.start();
    const [old] = engine.stored.values();
    assert.ok(old !== undefined && typeof declared.inputs === "object");
    const news = { __urn: urnFor(declared.kind, declared.name), ...declared.inputs };
    const { check } = kinds[declared.kind];
    const first = await check(operation.context, old.inputs, news);
    const second = await check(operation.context, {}, news);
    const failures = [...first.failures, ...second.failures].map(({ message }) => message);
    return { failures, warnings: operation.warnings, operation, old, inputs: second.inputs };
  }

  const attach = attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" });
  const card = device("card", { host: "esx-01", address: gpu });

  it("of an attachment takes the VM down, and says so", async () => {
    const { failures, warnings } = await forced(attach);
    assert.deepEqual(failures, []);
    assert.deepEqual(warnings.slice(-1), [
      `gpu: vm: VM trainer (vm-42) is taken down and started again to attach ${gpu} and detach ${gpu}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`,
    ]);
    assert.deepEqual(
      warnings.filter((text) => text.endsWith("[adopted]")),
      [],
    );
  });

  it("of a device gives it back, and says so", async () => {
    const { failures, warnings } = await forced(card);
    assert.deepEqual(
      [failures, warnings],
      [
        [],
        [
          `card: host: host esx-01 (host-12) needs a reboot to take ${gpu} out of passthrough; found running there: VM trainer (vm-42) can be moved by hand, not by DRS; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]`,
        ],
      ],
    );
  });

  it("is refused by the setting, of every kind", async () => {
    for (const declared of [attach, card, memory("memory", { vm: "trainer" })]) {
      assert.deepEqual((await forced(declared, ["replace"])).failures, [replaced]);
    }
  });

  it("gives a device back and takes it again, with one power cycle", async () => {
    const { operation, old, inputs } = await forced(attach);
    await time.elapse(kinds.VmPciAttachment.delete(operation.context, old.id, old.state));
    await time.elapse(kinds.VmPciAttachment.create(operation.context, inputs));
    assert.deepEqual(
      operation.fake.writes.filter((write) => /^(shutdown|powerOn)/.test(write)),
      ["shutdownVm vm-42", "powerOnVm vm-42"],
    );
    const devices = operation.fake.world.vms.get("vm-42")?.devices.map(({ address }) => address);
    assert.deepEqual(devices, [gpu]);
  });

  it("is none of what was declared before and never carried out", async () => {
    const engine = time.engine(...ready());
    engine.settings = { ...engine.settings, refuse: ["replace"] };
    const { context } = engine.start();
    const declared = [{ kind: "attachment", urn: urnFor("VmPciAttachment", "gpu"), vm: "trainer", address: "5e:00.0" }];
    await kinds.PassthroughPlan.check(context, { declared }, { declared: [{ ...declared[0], address: gpu }] });
    const news = { __urn: urnFor("VmPciAttachment", "gpu"), vm: "trainer", address: gpu };
    assert.deepEqual((await kinds.VmPciAttachment.check(context, {}, news)).failures, []);
  });
});
