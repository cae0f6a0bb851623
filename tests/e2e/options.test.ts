import assert from "node:assert/strict";
import { itAtOnce } from "./release";
import { canonical, esx02, Stage } from "./stage";

const t4 = "0000:3b:00.0";

describe("Pulumi's own options and operations", function () {
  this.timeout(60_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage?.close());

  async function ends(command: "preview" | "up" | "destroy" | "refresh", ...args: readonly string[]) {
    stage.takeWrites();
    const outcome = await stage.project[command](...args);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 0, errors: {} }, outcome.text);
    return { ...outcome, writes: stage.takeWrites() };
  }

  it("a component is a parent, and moving into it under an alias changes nothing on the server", async () => {
    const { project } = stage;
    await project.program(canonical());
    await ends("up");
    await project.program(`
      class Machine extends pulumi.ComponentResource {
        constructor(name) {
          super("example:index:Machine", name);
          const moved = (old) => ({ parent: this, aliases: [{ name: old, parent: pulumi.rootStackResource }] });
          const memory = new VmMemoryReservation(name + "-memory", { vm: "ml-01" }, moved("memory"));
          const device = new HostPassthroughDevice(name + "-gpu", { host: "${esx02}", address: "${t4}" }, moved("gpu"));
          new VmPciAttachment(name, { vm: memory.vm, device }, moved("attachment"));
        }
      }
      new Machine("machine");`);
    const { summary, warnings } = await ends("preview");
    assert.deepEqual(warnings, {});
    // The component itself.
    assert.deepEqual(summary, ["    + 1 to create", "    5 unchanged"]);
    const { writes } = await ends("up");
    assert.deepEqual(writes, []);
    assert.deepEqual(await project.names(), ["machine", "machine-gpu", "machine-memory", "vsphere-passthrough-plan"]);
    await ends("preview", "--expect-no-changes");
  });

  itAtOnce("`retainOnDelete` leaves the device in passthrough, without a warning of a reboot", async () => {
    const { project, simulator } = stage;
    await project.program(
      `new HostPassthroughDevice("gpu", { host: "${esx02}", address: "${t4}" }, { retainOnDelete: true });`,
    );
    await ends("up");
    await project.program(`new HostPassthroughDevice("fax", { host: "${esx02}", address: "b1:00.0" });`);
    assert.deepEqual((await ends("preview")).warnings, {});
    assert.deepEqual((await ends("up")).writes, ["UpdatePassthruConfig pciPassthruSystem-12"]);
    const gpu = simulator.state().hosts["host-12"]?.devices.find(({ address }) => address === t4);
    assert.equal(gpu?.enabled, true);
  });

  itAtOnce("`protect` and `--target` are Pulumi's: one refuses, the other leaves the rest alone", async () => {
    const { project } = stage;
    await project.program(
      `new HostPassthroughDevice("gpu", { host: "${esx02}", address: "${t4}" }, { protect: true });
       new HostPassthroughDevice("fax", { host: "${esx02}", address: "b1:00.0" });`,
    );
    const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/vsphere-passthrough:HostPassthroughDevice::gpu";
    assert.deepEqual((await ends("up", "--target", urn)).writes, ["UpdatePassthruConfig pciPassthruSystem-12"]);
    assert.deepEqual(
      (await project.names()).filter((name) => name !== "vsphere-passthrough-plan"),
      ["gpu"],
    );
    const { code, text } = await project.destroy();
    assert.notEqual(code, 0, text);
    assert.deepEqual(stage.takeWrites(), []);
    assert.deepEqual(
      (await project.names()).filter((name) => name !== "vsphere-passthrough-plan"),
      ["gpu"],
    );
  });

  it("`get` reads what is there, and changes nothing", async () => {
    const { project, simulator } = stage;
    simulator.admin.setPassthrough(esx02, t4, { enabled: true, active: true });
    await project.program(`
      const gpu = HostPassthroughDevice.get("gpu", "host-12/${t4}");
      const memory = VmMemoryReservation.get("memory", "vm-111");
      module.exports = { device: gpu.deviceName, active: gpu.active, vm: memory.vmName, reserved: memory.reservationMB };`);
    const { writes } = await ends("up");
    assert.deepEqual(writes, []);
    const { text } = await project.pulumi("stack", "output", "--json");
    const outputs = { active: true, device: "TU104GL [Tesla T4]", reserved: 8192, vm: "ml-01" };
    assert.deepEqual(JSON.parse(text), outputs);
    assert.deepEqual((await ends("destroy")).writes, []);
  });
});
