import assert from "node:assert/strict";
import { logoutAll } from "../../provider/vsphere/connect";
import { isWrite } from "../../simulator";
import { quickWaits } from "./pace";
import type { KillPoint } from "./providerProcess";
import { type Scenario, scenarios, titleOf } from "./scenarios";
import { type Break, breaks, type Case, inParallel, record, walk } from "./walk";

/**
 * All calls in all ways take some hours (APPLY_WALK=full, `npm run test:walk`), all writes in all ways half an hour
 * (APPLY_WALK=writes).
 * Otherwise the ways take turns at the writes, and few reads are broken.
 */
const extent = process.env["APPLY_WALK"] ?? "bounded";
const fewReads = 40;
/** For one operation, when the walk is bounded. */
const mostCases = 30;
/** A death is what nothing in the process can make up for. */
const rota: readonly Break[] = [
  "killed",
  "unanswered",
  "restarted",
  "expired",
  "lost",
  "killed",
  "busy",
  "away",
  "killed",
  "refused",
];

function waysOf({ method }: KillPoint, turn: number): readonly Break[] {
  const next = rota[turn % rota.length] ?? "killed";
  if (extent === "full") return breaks;
  if (!isWrite(method)) return turn % fewReads === 0 ? [next] : [];
  if (extent === "writes") return breaks;
  return [next];
}

function casesOf(scenario: Scenario, points: readonly KillPoint[]): readonly Case[] {
  let writes = scenarios.indexOf(scenario);
  const cases = points.flatMap((point, index) => {
    const turn = isWrite(point.method) ? writes++ : index;
    return waysOf(point, turn).map((how) => ({ ...point, how }));
  });
  const every = extent === "bounded" ? Math.ceil(cases.length / mostCases) : 1;
  return cases.filter((_, index) => index % every === 0);
}

describe("something breaks at any step", () => {
  quickWaits();
  after(() => logoutAll());

  for (const scenario of scenarios) {
    it(titleOf(scenario), async function () {
      this.timeout(extent === "bounded" ? 120_000 : 1_200_000);
      const points = await record(scenario);
      const cases = casesOf(scenario, points);
      const failed: string[] = [];
      await inParallel(cases, async (one) => {
        await walk(scenario, one).catch((error: Error) => {
          failed.push(`${one.how} at ${one.method} #${one.nth}: ${error.message}`);
        });
      });
      assert.deepEqual(failed, [], `${failed.length} of ${cases.length} cases failed, of ${points.length} calls`);
    });
  }
});
