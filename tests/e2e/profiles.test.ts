import assert from "node:assert/strict";
import type { Profile } from "../../simulator";
import { type Canonical, canonical, Stage } from "./stage";

/** Reboots of the host when the device is enabled, replaced and destroyed. */
const releases: readonly (readonly [Profile, number])[] = [
  // Nothing is applied at once before 7.0, whatever the host says of itself.
  ["6.7", 3],
  ["7.0U3", 2],
  ["8.0U2", 2],
  ["9.0", 2],
];

for (const [profile, reboots] of releases) {
  describe(`the canonical program on vSphere ${profile}`, function () {
    this.timeout(60_000);
    let stage: Stage;

    before(async () => {
      stage = await Stage.open({ profile });
    });
    after(() => stage?.close());

    const program = (options: Canonical = {}) =>
      stage.project.program(canonical({ device: `reboot: "ifNeeded", evacuate: "shutdown"`, ...options }));

    async function run(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]) {
      const { code, errors, text, summary } = await stage.project[command](...args);
      assert.deepEqual({ code, errors }, { code: 0, errors: {} }, text);
      return summary;
    }

    it("is previewed, applied, changed and destroyed, and leaves everything as it was", async () => {
      const start = stage.picture();
      await program();
      assert.deepEqual(await run("preview"), ["    + 5 to create"]);
      assert.deepEqual(stage.takeWrites(), []);
      await run("up");
      assert.deepEqual(await run("preview", "--expect-no-changes"), ["    5 unchanged"]);
      await program({ which: `address: "0000:b1:00.0"` });
      assert.deepEqual(await run("up"), ["    +-2 replaced", "    3 unchanged"]);
      assert.deepEqual(await run("refresh", "--expect-no-changes"), ["    5 unchanged"]);
      await run("destroy");
      assert.deepEqual(stage.picture(), start);
      const rebooted = stage.takeWrites().filter((call) => call.startsWith("RebootHost_Task"));
      assert.equal(rebooted.length, reboots);
    });
  });
}
