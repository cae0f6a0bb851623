import assert from "node:assert/strict";
import { isWrite } from "../../simulator";
import { inForce, snapshot } from "./checks";
import { collisions, disturb, generator, watchRules } from "./disorder";
import { fleet, program, protectedHost, protectedVm } from "./fleet";
import { quickWaits } from "./pace";
import type { Program } from "./program";
import { servers } from "./server";
import type { Stack } from "./stack";

/** Each seed is another disorder; CI runs one. */
const seeds = (process.env["APPLY_SEEDS"] ?? "20261123").split(",").map(Number);
const clusters = new Map(
  Array.from({ length: 8 }, (_, index) => [`host-${101 + index}`, index < 4 ? "first" : "second"]),
);
/** A server's fault by its type, a rule by its id, a broken connection by its call, a wait by its end. */
const clear = /\([A-Z]\w+(;.*)?\)(; .*)?$|\[[a-z-]+\]$|, during \w+; |did not end in/s;

/** Ups with faults until all is there; the last ones without. */
async function converge(apply: Stack, wanted: Program, random: () => number): Promise<readonly string[]> {
  const errors: string[] = [];
  for (let round = 0; round < 5; round++) {
    const calm = disturb(apply.simulator, random, round < 2 ? 60 : 0);
    const outcome = await apply.up(wanted);
    calm();
    for (const error of outcome.errors) assert.match(error, clear);
    errors.push(...outcome.errors);
    if (outcome.errors.length === 0) return errors;
  }
  assert.fail(`not there after five rounds: ${errors.slice(-3).join("\n")}`);
}

/** The protected host reboots for nobody: what is disabled there stays active. */
function assertInForce(apply: Stack): void {
  const known = [...apply.stored.values()].filter(({ kind }) => kind !== "PassthroughPlan").map(({ id }) => id);
  const host = `host-${100 + protectedHost}/`;
  const there = inForce(apply.simulator.state()).filter((id) => !(id.startsWith(host) && id.endsWith(" pending")));
  assert.deepEqual(there, known.sort());
}

/** A device that moves needs a reboot: under a VM that policy protects it is refused by its name, and nothing is written. */
async function assertProtected(apply: Stack): Promise<void> {
  const { calls } = apply.simulator;
  const writes = calls.filter(({ method }) => isWrite(method)).length;
  const { errors } = await apply.up(program([protectedHost], { reboot: "ifNeeded" }));
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? "", /: refused: evacuate: .*found VM untouchable \(vm-1099\); .* \[evacuation\]$/);
  assert.equal(calls.filter(({ method }) => isWrite(method)).length, writes);
}

describe("two hundred resources at once, with faults and delays", () => {
  const { stack } = servers();
  quickWaits();

  for (const seed of seeds) {
    it(`are created, replaced and destroyed, and no rule is broken on the way (seed ${seed})`, async function () {
      this.timeout(300_000);
      const apply = await stack(fleet(), { timeScale: 0.02 });
      const random = generator(seed);
      const before = snapshot(apply.simulator.state());
      const broken = watchRules(apply.simulator, { clusters, maxDevices: 2, protectedVm });
      assert.equal(program().length - 1, 200);
      const errors = [...(await converge(apply, program(), random))];
      assertInForce(apply);
      await assertProtected(apply);
      errors.push(...(await converge(apply, program([1, 2, 5, 8, 9]), random)));
      assertInForce(apply);
      errors.push(...(await converge(apply, [], random)));
      const after = snapshot(apply.simulator.state());
      assert.deepEqual([after.vms, after.overrides], [before.vms, before.overrides]);
      const left = Object.values(apply.simulator.state().hosts).filter(
        ({ devices, maintenance }) => devices.some((one) => one.enabled) || maintenance,
      );
      assert.deepEqual(left, []);
      assert.deepEqual([...broken], []);
      assert.deepEqual(collisions(apply.simulator), []);
      assert.ok(errors.length > 0, "the disorder was none");
    });
  }
});
