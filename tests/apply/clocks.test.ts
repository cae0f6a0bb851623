import assert from "node:assert/strict";
import sinon from "sinon";
import { Clock } from "../../simulator/model/clock";
import { snapshot } from "./checks";
import { inventory, type Where } from "./inventories";
import { quickWaits } from "./pace";
import { canonical } from "./scenarios";
import { servers } from "./server";

const day = 24 * 60 * 60 * 1_000;

describe("clocks that differ", function () {
  this.timeout(60_000);
  const { stack } = servers();
  quickWaits();
  afterEach(() => sinon.restore());

  const skews: readonly (readonly [title: string, where: Where, server: number])[] = [
    ["a server a day ahead of us", "reboots", day],
    ["a server a day behind us", "reboots", -day],
    ["a lone host ten years behind us", "lone", -3_650 * day],
  ];
  for (const [title, where, skew] of skews) {
    it(`are not compared: ${title}, and the answer to a reboot is lost`, async () => {
      sinon.stub(Clock.prototype, "now").callsFake(() => new Date(Date.now() + skew));
      const apply = await stack(inventory(where, "poweredOff"));
      const { simulator } = apply;
      const before = snapshot(simulator.state());
      simulator.fault({ method: "RebootHost_Task", effect: { kind: "drop", when: "after" } });
      assert.deepEqual((await apply.up(canonical())).errors, []);
      assert.equal(simulator.calls.filter(({ method }) => method === "RebootHost_Task").length, 1);
      assert.deepEqual((await apply.destroy()).errors, []);
      assert.deepEqual(snapshot(simulator.state()), before);
    });
  }
});
