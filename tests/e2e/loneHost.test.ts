import assert from "node:assert/strict";
import { defaultInventory } from "../../simulator";
import { canonical, esx04, Stage } from "./stage";

/** One ESXi host, spoken to directly. Its reboot takes the server away for a while. */
describe("a lone ESXi host as the server", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    const [datacenter] = defaultInventory().datacenters;
    stage = await Stage.open({
      inventory: {
        server: { apiType: "HostAgent" },
        datacenters: [{ name: "ha-datacenter", hosts: [...(datacenter?.hosts ?? [])] }],
      },
    });
    for (const vm of ["edge-02", "edge-04"]) stage.simulator.admin.setPower(vm, "poweredOff");
  });

  after(() => stage?.close());

  it("previews, applies, refreshes and destroys", async () => {
    const { project, simulator } = stage;
    const start = stage.picture();
    await project.program(canonical({ host: esx04, vm: `"edge-01"`, device: `reboot: "ifNeeded"` }));
    for (const [command, ...args] of [
      ["preview"],
      ["up"],
      ["preview", "--expect-no-changes"],
      ["refresh", "--expect-no-changes"],
      ["destroy"],
    ] as const) {
      const { code, errors, text } = await project[command](...args);
      assert.deepEqual({ command, code, errors }, { command, code: 0, errors: {} }, text);
      if (command === "up") {
        const { serverId, hostUuid } = (await project.resource("gpu")).outputs ?? {};
        assert.equal(serverId, hostUuid);
        assert.equal(Object.values(simulator.state().vms).find(({ name }) => name === "edge-01")?.devices.length, 1);
      }
    }
    assert.deepEqual(stage.picture(), start);
    assert.deepEqual(await project.names(), []);
  });
});
