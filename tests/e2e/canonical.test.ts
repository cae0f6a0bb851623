import assert from "node:assert/strict";
import { type Canonical, canonical, esx02, Stage } from "./stage";

/** Stands for the VM resource of another provider: its `moid` is not known before it is created. */
const born = `
  const machine = new (class extends pulumi.dynamic.Resource {
    constructor(name) {
      super({ create: async () => ({ id: "machine", outs: { moid: "vm-111" } }) }, name, { moid: undefined });
    }
  })("machine");
`;

const attach = ["ReconfigVM_Task vm-111", "ReconfigureComputeResource_Task domain-c8"];
const rebootOfHost = ["EnterMaintenanceMode_Task host-12", "RebootHost_Task host-12", "ExitMaintenanceMode_Task host-12"];
const guestsOfHost = { off: ["ShutdownGuest vm-112", "ShutdownGuest vm-114"], on: ["PowerOnVM_Task vm-112", "PowerOnVM_Task vm-114"] };

describe("the canonical program, from the first preview to destroy", function () {
  this.timeout(60_000);
  let stage: Stage;
  let start: object;

  /** The steps follow one another: each starts from what the one before has left. */
  const program = (options: Canonical = {}) => stage.project.program(born + canonical({ vm: "machine.moid", ...options }));

  before(async () => {
    stage = await Stage.open();
    start = stage.picture();
  });

  after(() => stage?.close());

  it("previews with a VM that does not exist yet", async () => {
    await program();
    const { code, warnings, errors, summary } = await stage.project.preview();
    const unborn =
      'vm: the VM is not known yet (the VM of memory); found no VM to look at: its limits, memory, host and power state are checked at apply; with `power: "requireOff"` the VM has to be off; if it is created powered on, set `power` to "shutdown" or "powerOff" [vm-unborn]';
    assert.deepEqual({ code, warnings, errors }, { code: 0, warnings: { attachment: [unborn] }, errors: {} });
    assert.deepEqual(summary, ["    + 6 to create"]);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("reserves, enables and attaches", async () => {
    const { code, warnings, text } = await stage.project.up();
    assert.deepEqual({ code, warnings }, { code: 0, warnings: {} }, text);
    assert.deepEqual(stage.takeWrites().toSorted(), [...attach, "ReconfigVM_Task vm-111", "UpdatePassthruConfig pciPassthruSystem-12"].toSorted());
  });

  it("has the outputs of all three resources", async () => {
    const { project } = stage;
    const serverId = "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21";
    const card = { vendorId: "10de", deviceId: "1eb8" };
    const place = { host: esx02, hostId: "host-12", address: "0000:3b:00.0", expect: card, ...card, serverId };
    const vm = { vm: "vm-111", vmId: "vm-111", vmName: "ml-01", vmInstanceUuid: "", serverId };
    const gpu = await project.resource("gpu");
    assert.equal(gpu.id, "host-12/0000:3b:00.0");
    assert.deepEqual(shown(gpu.outputs), { ...place });
    const memory = await project.resource("memory");
    assert.equal(memory.id, "vm-111");
    assert.deepEqual(shown(memory.outputs), { ...vm });
    const attachment = await project.resource("attachment");
    assert.equal(attachment.id, "vm-111/0000:3b:00.0");
    assert.deepEqual(shown(attachment.outputs), { ...vm, ...place });
  });

  it("has nothing to change afterwards", async () => {
    const { code, summary, text } = await stage.project.preview("--expect-no-changes");
    assert.deepEqual({ code, summary }, { code: 0, summary: ["    6 unchanged"] }, text);
  });

  it("has nothing to refresh", async () => {
    const { code, summary, text } = await stage.project.refresh("--expect-no-changes");
    assert.deepEqual({ code, summary }, { code: 0, summary: ["    6 unchanged"] }, text);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("takes the same VM, host and device written in other ways for no change", async () => {
    await program({ vm: `"/DC0/vm/research/ml/ml-01"`, host: "host-12", which: `address: "3B:00.0"` });
    const { code, summary, text } = await stage.project.preview("--expect-no-changes");
    assert.deepEqual({ code, summary }, { code: 0, summary: ["    6 unchanged"] }, text);
  });

  it("takes a `match` that selects the same device for no change", async () => {
    await program({ which: "match: { vendorId: 0x10de, classId: '0302' }" });
    const { code, summary, text } = await stage.project.preview("--expect-no-changes");
    assert.deepEqual({ code, summary }, { code: 0, summary: ["    6 unchanged"] }, text);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("records a change of policy, and calls nothing for it", async () => {
    await program({ device: `reboot: "ifNeeded", evacuate: "shutdown"`, attachment: `power: "shutdown"` });
    const { code, summary, text } = await stage.project.up();
    assert.deepEqual({ code, summary }, { code: 0, summary: ["    ~ 3 updated", "    3 unchanged"] }, text);
    assert.deepEqual(stage.takeWrites(), []);
    assert.equal((await stage.project.resource("attachment")).outputs?.["power"], "shutdown");
    assert.equal((await stage.project.resource("gpu")).outputs?.["evacuate"], "shutdown");
  });
});

function shown(outputs: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => !name.startsWith("__")));
}
