import assert from "node:assert/strict";
import type { Properties } from "../../../provider/resources/resource";
import type { Refusal } from "../../../provider/rules/values";
import { cluster, gpu, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, type Declared, device, kinds, memory, plan, urnFor } from "../resources/operation";
import { enabledCards, ready } from "../resources/programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const replaced =
  'this resource would be replaced; found "replace" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]';
const attach = attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" });
const card = device("card", { host: "esx-01", address: gpu });

/** Of a replacement by `--replace` or a taint the engine asks no diff, and checks as if the resource were new. */
describe("a replacement that the user forces", () => {
  const time = fakedTime();

  async function forced(declared: Declared, refuse: readonly Refusal[] = []) {
    const engine = time.engine(cluster(), host({ pci: enabledCards, rebindWithoutReboot: true }), vm());
    const { errors } = await engine.up([declared]);
    assert.deepEqual(errors, []);
    engine.world.vm("vm-42", () => on);
    engine.settings = { ...engine.settings, refuse };
    const operation = engine.start();
    const old = engine.stored.get(urnFor(declared.kind, declared.name));
    assert.ok(old !== undefined && typeof declared.inputs === "object");
    const list = plan(declared)[0]?.inputs as Properties;
    await kinds.PassthroughPlan.check(operation.context, list, list);
    const news = { __urn: urnFor(declared.kind, declared.name), ...declared.inputs };
    const { inputs, failures } = await kinds[declared.kind].check(operation.context, {}, news);
    assert.deepEqual([failures, operation.warnings], [[], []]);
    const replace = async () => {
      const handler = kinds[declared.kind];
      await time.elapse(handler.delete(operation.context, old.id, old.state));
      await time.elapse(handler.create(operation.context, inputs));
    };
    return { operation, replace };
  }

  it("gives the device back and takes it again, with one power cycle", async () => {
    const { operation, replace } = await forced(attach);
    await replace();
    assert.deepEqual(
      operation.fake.writes.filter((write) => /^(shutdown|powerOn)/.test(write)),
      ["shutdownVm vm-42", "powerOnVm vm-42"],
    );
    const devices = operation.fake.world.vms.get("vm-42")?.devices.map(({ address }) => address);
    assert.deepEqual(devices, [gpu]);
  });

  it("takes the device out of passthrough and back again", async () => {
    const { operation, replace } = await forced(card);
    await replace();
    assert.deepEqual(operation.fake.writes, ["updatePassthru host-12", "updatePassthru host-12"]);
    const info = operation.fake.world.hosts.get("host-12")?.passthru.find(({ address }) => address === gpu);
    assert.equal(info?.enabled, true);
  });

  it("is refused by the setting before the first write, of every kind", async () => {
    for (const declared of [attach, card, memory("memory", { vm: "trainer" })]) {
      const { operation, replace } = await forced(declared, ["replace"]);
      await assert.rejects(replace(), { message: replaced });
      assert.deepEqual(operation.fake.writes, []);
    }
  });

  it("is none of what was declared before and never carried out", async () => {
    const engine = time.engine(...ready());
    engine.settings = { ...engine.settings, refuse: ["replace"] };
    const { context } = engine.start();
    const declared = [{ kind: "attachment", urn: urnFor("VmPciAttachment", "gpu"), vm: "trainer", address: "5e:00.0" }];
    const now = [{ ...declared[0], address: gpu }];
    await kinds.PassthroughPlan.check(
      context,
      { declared: JSON.stringify(declared) },
      { declared: JSON.stringify(now) },
    );
    const news = { __urn: urnFor("VmPciAttachment", "gpu"), vm: "trainer", address: gpu };
    assert.deepEqual((await kinds.VmPciAttachment.check(context, {}, news)).failures, []);
  });
});
