import assert from "node:assert/strict";
import { defaultInventory } from "../../simulator";
import type { Messages } from "./project";
import { canonical, esx02, Stage } from "./stage";

const t4 = `address: "0000:3b:00.0"`;
const gpu = `const gpu = new HostPassthroughDevice("gpu", { host: "${esx02}", ${t4} });`;

/** The program is applied once; what is refused changes nothing, so no test is in another's way. */
describe("with a device that a VM has", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    stage.simulator.admin.editVm("vm-111", { reservationLocked: false, reservationMB: 0 });
    await stage.project.program(canonical());
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  });

  after(() => stage?.close());

  async function refused(program: string, errors: Messages): Promise<void> {
    await stage.project.program(program);
    const outcome = await stage.project.preview();
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 1, errors }, outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("taking it from the host alone is refused", () =>
    refused(
      `const memory = new VmMemoryReservation("memory", { vm: "ml-01" });
       new VmPciAttachment("attachment", { vm: memory.vm, host: "${esx02}", ${t4} });`,
      { "vsphere-passthrough-plan": [] },
    ));

  it("taking the VM's reservation alone is refused", () =>
    refused(`${gpu} new VmPciAttachment("attachment", { vm: "ml-01", device: gpu });`, {
      "vsphere-passthrough-plan": [],
    }));

  it("attaching it to a second VM is refused while the first one runs, and flagged while it is off", async () => {
    const second = `new VmPciAttachment("second", { vm: "ml-02", device: gpu, power: "shutdown" });`;
    const other = await Stage.open();
    await other.close();
    stage.simulator.admin.setPower("vm-111", "poweredOn");
    await refused(`${canonical()} ${second}`, { second: [] });
    stage.simulator.admin.setPower("vm-111", "poweredOff");
  });

  it("another server is refused for everything, unless it is accepted", async () => {
    const { server, ...inventory } = defaultInventory();
    const instanceUuid = "7c1d0f5e-2b7a-4a0e-8d2f-3e1b6c9a4d50";
    const other = await Stage.open({ inventory: { ...inventory, server: { ...server, instanceUuid } } });
    try {
      await stage.project.program(canonical());
      const project = stage.project.with(other.simulator.env);
      for (const command of ["preview", "up", "refresh", "destroy"] as const) {
        const { code, errors, text } = await project[command]();
        assert.equal(code === 0, false, text);
        console.log(command, JSON.stringify(errors, null, 1));
      }
      assert.deepEqual(other.takeWrites(), []);
      assert.equal((await stage.project.names()).length, 4);
    } finally {
      await other.close();
    }
  });
});
