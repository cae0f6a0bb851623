import assert from "node:assert/strict";
import { logoutAll } from "../../provider/vsphere/connect";
import { isWrite } from "../../simulator";
import { quickWaits } from "./pace";
import type { KillPoint } from "./providerProcess";
import { scenarios, titleOf } from "./scenarios";
import { type Break, breaks, type Case, inParallel, record, walk } from "./walk";

/** All calls in all ways take some minutes; without it reads take turns with the ways they can break in. */
const isFull = process.env["APPLY_WALK"] === "full";

function casesOf(points: readonly KillPoint[]): readonly Case[] {
  return points.flatMap((point, index) => {
    const ways: readonly Break[] =
      isFull || isWrite(point.method) ? breaks : [breaks[index % breaks.length] ?? "killed"];
    return ways.map((how) => ({ ...point, how }));
  });
}

describe("something breaks at any step", () => {
  quickWaits();
  after(() => logoutAll());

  for (const scenario of scenarios) {
    it(titleOf(scenario), async function () {
      this.timeout(isFull ? 900_000 : 120_000);
      const points = await record(scenario);
      const failed: string[] = [];
      const cases = casesOf(points);
      await inParallel(cases, async (one) => {
        await walk(scenario, one).catch((error: Error) => {
          failed.push(`${one.how} at ${one.method} #${one.nth}: ${error.message}`);
        });
      });
      assert.deepEqual(failed, [], `${failed.length} of ${cases.length} cases, ${points.length} calls`);
    });
  }
});
