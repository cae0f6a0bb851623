import assert from "node:assert/strict";
import { canonical, esx01, Stage } from "./stage";

const t4 = "0000:3b:00.0";
const modem = "0000:b1:00.0";
const rebootOfHost = [
  "EnterMaintenanceMode_Task host-11",
  "RebootHost_Task host-11",
  "ExitMaintenanceMode_Task host-11",
];
const write = "UpdatePassthruConfig pciPassthruSystem-11";

describe("two devices of a host that must reboot", function () {
  this.timeout(120_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
    const device = (name: string, address: string) =>
      `new HostPassthroughDevice("${name}", { host: "${esx01}", address: "${address}", reboot: "ifNeeded", evacuate: "drs" });`;
    await stage.project.program([device("gpu", t4), device("modem", modem)].join("\n"));
  });
  afterEach(() => stage?.close());

  const inForce = () => stage.simulator.state().hosts["host-11"]?.devices.filter(({ active }) => active).length;

  for (const [title, args, times] of [
    ["side by side: one write and one reboot", [], 1],
    ["one after the other with --parallel 1: as many as steps", ["--parallel", "1"], 2],
  ] as const) {
    it(title, async () => {
      const { project } = stage;
      const up = await project.up(...args);
      assert.equal(up.code, 0, up.text);
      assert.deepEqual(
        stage.takeWrites(),
        Array(times)
          .fill([write, ...rebootOfHost])
          .flat(),
      );
      assert.equal(inForce(), 2);
      const destroy = await project.destroy(...args);
      assert.equal(destroy.code, 0, destroy.text);
      assert.deepEqual(
        stage.takeWrites(),
        Array(times)
          .fill([write, ...rebootOfHost])
          .flat(),
      );
      assert.equal(inForce(), 0);
    });
  }
});

describe("a card that was pulled while a VM has it", function () {
  this.timeout(120_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage?.close());

  it("is flagged, and can still be detached and given up", async () => {
    const { project, simulator } = stage;
    await project.program(canonical());
    const up = await project.up();
    assert.equal(up.code, 0, up.text);
    simulator.admin.pullCard("host-12", t4);
    const preview = await project.preview("--expect-no-changes");
    assert.equal(preview.code, 0, preview.text);
    assert.deepEqual(preview.warnings["gpu"], [
      "address: host esx-02.example.test (host-12) has no PCI device at 0000:3b:00.0; found 13 other devices; rule ambiguous would refuse this now, but nothing is written here; check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved [drift]",
    ]);
    stage.takeWrites();
    const destroy = await project.destroy();
    assert.equal(destroy.code, 0, destroy.text);
    assert.deepEqual(stage.takeWrites(), ["ReconfigureComputeResource_Task domain-c8", "ReconfigVM_Task vm-111"]);
    assert.deepEqual([simulator.state().vms["vm-111"]?.devices, await project.names()], [[], []]);
  });
});
