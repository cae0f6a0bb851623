import assert from "node:assert/strict";
import { canonical, Stage } from "./stage";

const urn = (type: string, name: string) =>
  `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/vsphere-passthrough:${type}::${name}`;
const refusedReplacement =
  'this resource would be replaced; found "replace" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]';
const program = canonical({ vm: `"ml-02"`, attachment: `power: "shutdown"` });
const one = ["--replace", urn("VmPciAttachment", "attachment")];

/**
 * Pulumi does not put it to the provider: a preview shows the replacement without what it costs. And it would create first,
 * so that deleting the old one undoes it.
 */
describe("a replacement that the user forces", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    await stage.project.program(program);
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  });

  after(() => stage?.close());

  it("is refused by the setting, before the first write", async () => {
    const refusing = stage.project.with({ VSPHERE_PASSTHROUGH_REFUSE: "replace" });
    const { code, errors, text } = await refusing.up(...one);
    assert.notEqual(code, 0, text);
    assert.deepEqual([Object.values(errors).flat(), stage.takeWrites()], [[refusedReplacement], []], text);
  });

  it("is refused by the setting of a reservation that moves to another VM, too", async () => {
    await stage.project.program(`new VmMemoryReservation("memory", { vm: "ml-01" });`);
    const { code, errors, text } = await stage.project
      .with({ VSPHERE_PASSTHROUGH_REFUSE: "replace" })
      .preview("--target", urn("VmMemoryReservation", "memory"));
    assert.deepEqual([code, errors], [1, { memory: [refusedReplacement] }], text);
    assert.deepEqual(stage.takeWrites(), []);
    await stage.project.program(program);
  });

  it("takes the device away first, and ends where it began, with one power cycle", async () => {
    const before = stage.picture();
    const { code, text } = await stage.project.up(...one);
    assert.equal(code, 0, text);
    const power = stage.takeWrites().filter((call) => /^(ShutdownGuest|PowerOnVM_Task)/.test(call));
    assert.deepEqual(power, ["ShutdownGuest vm-112", "PowerOnVM_Task vm-112"]);
    assert.deepEqual(stage.picture(), before);
  });
});
