import assert from "node:assert/strict";
import { itAtOnce } from "./release";
import { canonical, esx01, type Picture, Stage } from "./stage";

const t4 = "0000:3b:00.0";

describe("an up that fails half-way", function () {
  this.timeout(60_000);
  let stage: Stage;
  let start: Picture;

  beforeEach(async () => {
    stage = await Stage.open();
    start = stage.picture();
  });

  afterEach(() => stage?.close());

  const vm = (id: string) => stage.simulator.state().vms[id];

  async function succeeds(command: "up" | "destroy"): Promise<readonly string[]> {
    stage.takeWrites();
    const { code, text } = await stage.project[command]();
    assert.equal(code, 0, text);
    return stage.takeWrites();
  }

  itAtOnce("because the VM does not start again: the attachment is recorded, the next up starts the VM", async () => {
    const { project, simulator } = stage;
    const message = "The available Memory resources in the parent resource pool are insufficient for the operation.";
    const planned = simulator.fault({
      method: "PowerOnVM_Task",
      object: "vm-112",
      effect: {
        kind: "fault",
        type: "InsufficientMemoryResourcesFault",
        message,
        fields: { unreserved: 1024, requested: 8192 },
        asTask: true,
      },
    });
    await project.program(canonical({ vm: `"ml-02"`, attachment: `power: "shutdown"` }));
    const { code, errors, text } = await project.up();
    const failed = `PowerOnVM_Task on vm-112 failed: ${message.replace(/\.$/, "")} (InsufficientMemoryResourcesFault); free memory on the host or in the VM's resource pool, make the VM smaller, or move it`;
    assert.deepEqual(
      { code, errors, hits: planned.hits },
      { code: 1, errors: { attachment: [failed] }, hits: 1 },
      text,
    );
    assert.equal(vm("vm-112")?.power, "poweredOff");
    assert.equal((await project.resource("attachment")).initErrors?.length, 1);
    await succeeds("up");
    assert.equal(vm("vm-112")?.power, "poweredOn");
    assert.equal((await project.resource("attachment")).initErrors, undefined);
    await succeeds("destroy");
    assert.deepEqual(await project.names(), []);
  });

  it("because the host does not reboot: the device is recorded as pending, the next up reboots", async () => {
    const { project, simulator } = stage;
    simulator.fault({
      method: "RebootHost_Task",
      effect: { kind: "fault", type: "InvalidState", message: "The host refuses to reboot.", asTask: true },
    });
    await project.program(
      `new HostPassthroughDevice("gpu", { host: "${esx01}", address: "${t4}", reboot: "ifNeeded", evacuate: "drs" });`,
    );
    const { code, errors, text } = await project.up();
    const failed =
      "RebootHost_Task on host-11 failed: The host refuses to reboot (InvalidState); see who took it out of maintenance mode, and run again";
    assert.deepEqual({ code, errors }, { code: 1, errors: { gpu: [failed] } }, text);
    const { initErrors, outputs } = await project.resource("gpu");
    assert.deepEqual([outputs?.["enabled"], outputs?.["active"], initErrors?.length], [true, false, 1]);
    assert.equal(simulator.state().hosts["host-11"]?.maintenance, false);
    await succeeds("up");
    assert.equal((await project.resource("gpu")).outputs?.["active"], true);
    await succeeds("destroy");
    // Where DRS has put the VMs meanwhile is its own business.
    assert.deepEqual(stage.picture().passthrough, start.passthrough);
  });

  it("because the VM cannot be reconfigured: nothing of it is recorded, and the next up goes on", async () => {
    const { project, simulator } = stage;
    simulator.fault({
      method: "ReconfigVM_Task",
      effect: { kind: "fault", type: "InvalidVmConfig", message: "The configuration is not valid.", asTask: true },
    });
    await project.program(canonical({ vm: `"ml-02"`, attachment: `power: "shutdown"` }));
    const { code, errors, text } = await project.up();
    const failed =
      "ReconfigVM_Task on vm-112 failed: The configuration is not valid (InvalidVmConfig); look at the VM's events in vCenter, mend what they name, and run again";
    assert.deepEqual({ code, errors }, { code: 1, errors: { memory: [failed] } }, text);
    assert.deepEqual(await project.names(), ["gpu", "vsphere-passthrough-plan"]);
    await succeeds("up");
    assert.deepEqual(await project.names(), ["attachment", "gpu", "memory", "vsphere-passthrough-plan"]);
    await succeeds("destroy");
  });
});
