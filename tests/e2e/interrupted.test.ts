import assert from "node:assert/strict";
import { beforeCall } from "../apply/hooks";
import { emptied, isProvider, processesIn } from "./processes";
import { canonical, type Picture, Stage } from "./stage";

/** A call during which something is killed, counted from 1; right before it has its effect, or right after. */
interface Point {
  readonly method: string;
  readonly nth: number;
  readonly when: "before" | "after";
}

const point = (method: string, nth: number, when: Point["when"] = "after"): Point => ({ method, nth, when });
/** While the VM is down; otherwise all writes of the operation (APPLY_WALK=full). */
const few = [point("PowerOffVM_Task", 1)];
const all = [
  ...[point("UpdatePassthruConfig", 1), point("ReconfigVM_Task", 1), point("ReconfigVM_Task", 2)],
  ...[point("PowerOffVM_Task", 1, "before"), point("PowerOffVM_Task", 1), point("ReconfigVM_Task", 3)],
  ...[point("ReconfigureComputeResource_Task", 1), point("PowerOnVM_Task", 1, "before"), point("PowerOnVM_Task", 1)],
];
const points = process.env["APPLY_WALK"] === "full" ? all : few;
const title = ({ method, nth, when }: Point) => `${when} ${method} #${nth}`;

/** The processes of other systems are found in other ways. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("an up that is interrupted (its processes are found in /proc: Linux only)", function () {
  this.timeout(180_000);
  let stage: Stage;
  let start: Picture;

  beforeEach(async () => {
    stage = await Stage.open();
    start = stage.picture();
    await stage.project.program(canonical({ vm: `"ml-02"`, attachment: `power: "powerOff"` }));
  });
  afterEach(async () => {
    if (stage === undefined) return;
    await emptied(stage.project.folder, 0);
    await stage.close();
  });

  const providers = async () => (await processesIn(stage.project.folder)).filter(isProvider);

  function at({ method, nth, when }: Point, act: () => void): void {
    beforeCall(stage.simulator, method, nth, when === "before" ? act : () => setImmediate(act));
  }

  async function succeeds(...args: readonly string[]) {
    const outcome = await stage.project.pulumi(...args);
    assert.equal(outcome.code, 0, `pulumi ${args.join(" ")}: ${outcome.text}`);
    return outcome;
  }

  /** The server and the state say the same, the VM runs, and nothing is left to do; destroy leaves what was before. */
  async function assertWhole(): Promise<void> {
    const { hosts, vms, clusters } = stage.simulator.state();
    const vm = vms["vm-112"];
    assert.deepEqual([vm?.power, vm?.devices.length, vm?.reservationLocked], ["poweredOn", 1, true]);
    assert.equal(vm?.extraConfig["vsphere-passthrough.power"], undefined);
    assert.deepEqual(hosts["host-12"]?.devices.filter((one) => one.enabled).length, 1);
    assert.notEqual(clusters["domain-c8"]?.overrides["vm-112"], undefined);
    assert.deepEqual(await stage.project.names(), ["attachment", "gpu", "memory", "vsphere-passthrough-plan"]);
    const again = await succeeds("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(again.warnings, {});
    await succeeds("destroy", "--yes", "--skip-preview");
    const { vms: left, overrides } = stage.picture();
    assert.deepEqual([left, overrides], [start.vms, start.overrides]);
    // Its reboot is left to somebody else, as the program says.
    assert.deepEqual(
      stage.simulator.state().hosts["host-12"]?.devices.filter((one) => one.enabled),
      [],
    );
  }

  for (const one of points) {
    it(`by the death of the CLI, ${title(one)}: the provider ends what it has begun, and goes`, async () => {
      const { project, simulator } = stage;
      const up = project.start("pulumi", "up", "--yes", "--skip-preview", "--non-interactive");
      at(one, () => process.kill(up.pid, "SIGKILL"));
      assert.equal((await up.ended).code, -1);
      for (let turns = 0; (await providers()).length > 0; turns++) {
        assert.ok(turns < 400, "the provider is still there");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.equal(simulator.state().sessions, 0);
      assert.equal(simulator.state().vms["vm-112"]?.power, "poweredOn");

      const locked = await project.up();
      assert.notEqual(locked.code, 0);
      assert.match(locked.text, /the stack is currently locked by 1 lock\(s\).* `pulumi cancel`/);
      await succeeds("cancel", "--yes");
      const { warnings } = await succeeds("up", "--yes", "--skip-preview");
      assert.match(
        warnings["e2e-test"]?.[0] ?? "",
        /^Attempting to deploy or update resources with \d pending operations/,
      );
      await succeeds("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
      await assertWhole();
    });

    it(`by the death of the provider, ${title(one)}: the next up finishes`, async () => {
      let found: Awaited<ReturnType<typeof providers>> = [];
      // Looked for as soon as it is there, since looking takes time, and killing must not.
      beforeCall(stage.simulator, "Login", 1, async () => {
        found = await providers();
      });
      at(one, () => {
        for (const { pid } of found) process.kill(pid, "SIGKILL");
      });
      const { code, text } = await stage.project.up();
      assert.notEqual(code, 0, text);
      await succeeds("up", "--yes", "--skip-preview");
      await assertWhole();
    });

    it(`by a restart of the server, ${title(one)}: this up or the next one finishes`, async () => {
      at(one, () => void stage.simulator.admin.restart(300));
      const { code, errors } = await stage.project.up();
      if (code !== 0) {
        assert.match(Object.values(errors).flat()[0] ?? "", /^cannot talk to vSphere server .*, during \w+; /);
        await succeeds("up", "--yes", "--skip-preview");
      }
      await assertWhole();
    });
  }
});
