import assert from "node:assert/strict";
import { itAtOnce } from "./release";
import { canonical, esx02, Stage } from "./stage";

const t4 = "0000:3b:00.0";
const detail = { vendorId: "10de", vendorName: "NVIDIA Corporation", classId: "0302", deviceName: "GA102GL [A40]" };

/** Each test starts from the program applied, and ends there: what it breaks it also repairs. */
describe("what somebody changes by hand", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    stage.simulator.admin.editVm("vm-111", { reservationLocked: false, reservationMB: 0 });
    await stage.project.program(canonical());
    await ends("up");
  });

  after(() => stage?.close());

  const vm = () => stage.simulator.state().vms["vm-111"];
  const gpu = () => stage.simulator.state().hosts["host-12"]?.devices.find(({ address }) => address === t4);
  const output = async (name: string, key: string) => (await stage.project.resource(name)).outputs?.[key];

  async function ends(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]) {
    stage.takeWrites();
    const outcome = await stage.project[command](...args);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 0, errors: {} }, outcome.text);
    return { ...outcome, writes: stage.takeWrites() };
  }

  itAtOnce("a device disabled: refresh reports it, and the next up enables it again", async () => {
    stage.simulator.admin.setPassthrough(esx02, t4, { enabled: false, active: false });
    assert.deepEqual((await ends("refresh")).summary, ["    ~ 1 updated", "    4 unchanged"]);
    assert.equal(await output("gpu", "enabled"), false);
    const { writes, summary } = await ends("up");
    assert.deepEqual(writes, ["UpdatePassthruConfig pciPassthruSystem-12"]);
    assert.deepEqual(summary, ["    ~ 1 updated", "    4 unchanged"]);
    assert.deepEqual([gpu()?.enabled, gpu()?.active, await output("gpu", "enabled")], [true, true, true]);
  });

  it("a reservation lowered: refresh reports it, and the next up reserves all again", async () => {
    stage.simulator.admin.editVm("vm-111", { reservationLocked: false, reservationMB: 2048 });
    assert.deepEqual((await ends("refresh")).summary, ["    ~ 1 updated", "    4 unchanged"]);
    assert.equal(await output("memory", "reservationMB"), 2048);
    const { writes } = await ends("up");
    assert.deepEqual(writes, ["ReconfigVM_Task vm-111"]);
    assert.deepEqual([vm()?.reservationMB, vm()?.reservationLocked], [8192, true]);
    assert.equal(await output("memory", "previousReservationMB"), 0);
  });

  it("a device detached: refresh drops the attachment, and the next up attaches it again", async () => {
    for (const { key } of vm()?.devices ?? []) stage.simulator.admin.detachDevice("vm-111", key);
    assert.deepEqual((await ends("refresh")).summary, ["    - 1 deleted", "    4 unchanged"]);
    assert.deepEqual(await stage.project.names(), ["gpu", "memory", "vsphere-passthrough-plan"]);
    const { summary } = await ends("up");
    assert.deepEqual(summary, ["    + 1 created", "    4 unchanged"]);
    assert.deepEqual(
      vm()?.devices.map(({ address }) => address),
      [t4],
    );
  });

  it("rules violated since: the unchanged program previews without changes", async () => {
    const { admin } = stage.simulator;
    admin.setDrs("Cluster0", { overridesEnabled: false });
    admin.setPower("vm-111", "poweredOn");
    admin.editVm("vm-111", { hardwareVersion: 4, reservationLocked: false, reservationMB: 0 });
    admin.setConnection("host-12", "disconnected");
    const { summary, writes } = await ends("preview", "--expect-no-changes");
    assert.deepEqual(summary, ["    5 unchanged"]);
    assert.deepEqual(writes, []);
    admin.setConnection("host-12", "connected");
    admin.editVm("vm-111", { hardwareVersion: 21, reservationLocked: true, reservationMB: 8192 });
    admin.setPower("vm-111", "poweredOff");
    admin.setDrs("Cluster0", { overridesEnabled: true });
    await ends("preview", "--expect-no-changes");
  });

  it("another card in the slot: flagged, and accepted by its ids", async () => {
    stage.simulator.admin.putCard(esx02, { ...detail, address: t4, deviceId: "2235", enabled: true });
    const { warnings } = await ends("preview", "--expect-no-changes");
    const other =
      "address: another card is at 0000:3b:00.0; found 10de:2235; expected 10de:1eb8; rule identity would refuse this now, but nothing is written here; the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card [drift]";
    assert.deepEqual(warnings, { gpu: [other] });
    await stage.project.program(canonical({ device: `expect: { vendorId: 0x10de, deviceId: 0x2235 }` }));
    const { writes } = await ends("up");
    assert.deepEqual(writes, []);
    assert.deepEqual(await output("gpu", "expect"), { vendorId: "10de", deviceId: "2235" });
  });

  it("a VM deleted and a card pulled: destroy finds nothing to do, and succeeds", async () => {
    stage.simulator.admin.removeVm("vm-111");
    stage.simulator.admin.pullCard(esx02, t4);
    const { writes } = await ends("destroy");
    assert.deepEqual(writes, []);
    assert.deepEqual(await stage.project.names(), []);
  });
});
