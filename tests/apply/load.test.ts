import assert from "node:assert/strict";
import { inForce, snapshot } from "./checks";
import { collisions, disturb, generator, watchRules } from "./disorder";
import { fleet, program, protectedHost, protectedVm } from "./fleet";
import { quickWaits } from "./pace";
import type { Program } from "./program";
import { servers } from "./server";
import type { Stack } from "./stack";

const seed = Number(process.env["APPLY_SEED"] ?? 20261123);
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

describe("two hundred resources at once, with faults and delays", () => {
  const { stack } = servers();
  quickWaits();

  it("are created, replaced and destroyed, and no rule is broken on the way", async function () {
    this.timeout(180_000);
    const apply = await stack(fleet(), { timeScale: 0.02 });
    const random = generator(seed);
    const before = snapshot(apply.simulator.state());
    const broken = watchRules(apply.simulator, { clusters, maxDevices: 2, protectedVm });
    assert.equal(program().length - 1, 200);
    await converge(apply, program(), random);
    assertInForce(apply);
    await converge(apply, program([1, 2, 5, 8, 9]), random);
    assertInForce(apply);
    await converge(apply, [], random);
    const after = snapshot(apply.simulator.state());
    assert.deepEqual([after.vms, after.overrides], [before.vms, before.overrides]);
    const left = Object.values(apply.simulator.state().hosts).filter(
      ({ devices, maintenance }) => devices.some((one) => one.enabled) || maintenance,
    );
    assert.deepEqual(left, []);
    assert.deepEqual([...new Set(broken)], []);
    assert.deepEqual(collisions(apply.simulator), []);
  });
});
