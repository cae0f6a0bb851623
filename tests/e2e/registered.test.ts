import assert from "node:assert/strict";
import { canonical, Stage } from "./stage";

const t4 = "0000:3b:00.0";

/** vCenter gives a host, and its VMs, other IDs when it is taken out of the inventory and put in again. */
describe("a host that was registered anew, with its VMs", function () {
  this.timeout(60_000);
  let stage: Stage;
  let host: string;
  let vm: string;

  beforeEach(async () => {
    stage = await Stage.open();
    await stage.project.program(canonical());
    await succeeds("up");
    host = stage.simulator.admin.reregisterHost("esx-02.example.test");
    vm = Object.values(stage.simulator.state().vms).find(({ name }) => name === "ml-01")?.id ?? "";
  });

  afterEach(() => stage?.close());

  async function succeeds(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]) {
    stage.takeWrites();
    const outcome = await stage.project[command](...args);
    assert.equal(outcome.code, 0, outcome.text);
    return { ...outcome, writes: stage.takeWrites() };
  }

  const enabled = () => stage.simulator.state().hosts[host]?.devices.filter((device) => device.enabled);
  const attached = () => stage.simulator.state().vms[vm]?.devices;
  const idOf = async (name: string) => (await stage.project.resource(name)).id;

  it("is found by its UUID: nothing changes, a refresh writes the new IDs down, the next up sets the DRS override again", async () => {
    const { project } = stage;
    const up = await succeeds("up", "--expect-no-changes");
    const anew = (what: string, before: string, after: string) =>
      `${what === "VM" ? "vm" : "host"}: the ${what} ${before} was registered anew; found ${after}, with the same UUID; run \`pulumi refresh\` to write the new ID down [drift]`;
    assert.deepEqual([up.warnings["gpu"], up.writes], [[anew("host", "host-12", host)], []]);
    assert.deepEqual(up.warnings["memory"], [anew("VM", "vm-111", vm)]);
    await succeeds("refresh");
    assert.deepEqual(
      [await idOf("gpu"), await idOf("memory"), await idOf("attachment")],
      [`${host}/${t4}`, vm, `${vm}/${t4}`],
    );
    // A VM that is registered anew has lost its DRS override; after the refresh that is repaired.
    const { writes } = await succeeds("up");
    assert.deepEqual(
      writes,
      ["ReconfigVM_Task", "ReconfigureComputeResource_Task"].flatMap((method) =>
        writes.filter((write) => write.startsWith(method)),
      ),
    );
    assert.ok(
      writes.some((write) => write.startsWith("ReconfigureComputeResource_Task")),
      writes.join("\n"),
    );
    for (const args of [["up"], ["refresh"], ["preview"]] as const) {
      const again = await succeeds(args[0], "--expect-no-changes");
      assert.deepEqual([again.warnings, again.writes], [{}, []]);
    }
    await succeeds("destroy");
    assert.deepEqual([await project.names(), enabled(), attached()], [[], [], []]);
  });

  it("is cleaned up by a destroy that knows the old IDs", async () => {
    const { writes } = await succeeds("destroy");
    assert.ok(
      writes.some((write) => write === `ReconfigVM_Task ${vm}`),
      writes.join("\n"),
    );
    assert.deepEqual([await stage.project.names(), enabled(), attached()], [[], [], []]);
  });
});
