import assert from "node:assert/strict";
import sinon from "sinon";
import { Batches, batchWindowMs, fulfilled, rejected } from "../../../provider/resources/batches";

describe("work that arrives together", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  });
  afterEach(() => clock.restore());

  function recorded(run?: (items: readonly number[]) => Promise<readonly PromiseSettledResult<string>[]>) {
    const ran: (readonly [string, readonly number[], number])[] = [];
    const batches = new Batches<number, string>(
      async (key, items) => {
        ran.push([key, items, clock.now]);
        return run === undefined ? items.map((item) => fulfilled(`${key}${item}`)) : run(items);
      },
      { windowMs: batchWindowMs },
    );
    return { ran, batches };
  }

  it("is done together, 250 ms after the last arrival, for each key by itself", async () => {
    const { ran, batches } = recorded();
    const first = batches.submit("a", 1);
    await clock.tickAsync(200);
    const others = [batches.submit("a", 2), batches.submit("b", 3)];
    await clock.tickAsync(249);
    assert.deepEqual(ran, []);
    await clock.tickAsync(1);
    assert.deepEqual(ran, [
      ["a", [1, 2], 450],
      ["b", [3], 450],
    ]);
    assert.deepEqual(await Promise.all([first, ...others]), ["a1", "a2", "b3"]);
  });

  it("is waited for while it is prepared, with what else has arrived; nothing to do is no work", async () => {
    const { ran, batches } = recorded();
    const after = (ms: number, item?: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return item;
    };
    const all = [
      batches.submit("a", 1),
      batches.submitPrepared("a", after(3_000, 2)),
      batches.submitPrepared("a", after(1_000)),
      batches.submitPrepared("a", async () => assert.fail("not prepared")).catch((error: Error) => error.message),
    ];
    await clock.tickAsync(3_249);
    assert.deepEqual(ran, []);
    await clock.tickAsync(1);
    assert.deepEqual(ran, [["a", [1, 2], 3_250]]);
    assert.deepEqual(await Promise.all(all), ["a1", "a2", undefined, "not prepared"]);
    const none = batches.submitPrepared("a", after(10));
    await clock.tickAsync(1_000);
    assert.deepEqual([await none, ran.length], [undefined, 1]);
  });

  it("that comes later waits until the batch before it is done", async () => {
    let finish = () => {};
    const { ran, batches } = recorded(async (items) => {
      if (items[0] === 1) await new Promise<void>((resolve) => (finish = resolve));
      return items.map(() => fulfilled("done"));
    });
    const first = batches.submit("a", 1);
    await clock.tickAsync(250);
    const second = batches.submit("a", 2);
    await clock.tickAsync(10_000);
    assert.equal(ran.length, 1);
    finish();
    assert.deepEqual(await Promise.all([first, second]), ["done", "done"]);
    assert.deepEqual(
      ran.map(([, items]) => items),
      [[1], [2]],
    );
  });

  it("that comes while a batch runs is the next one, all of it", async () => {
    const finish: (() => void)[] = [];
    const { ran, batches } = recorded(async (items) => {
      await new Promise<void>((resolve) => finish.push(resolve));
      return items.map(() => fulfilled("done"));
    });
    const all = [batches.submit("a", 1)];
    await clock.tickAsync(250);
    for (const item of [2, 3]) {
      all.push(batches.submit("a", item));
      await clock.tickAsync(1_000);
    }
    finish[0]?.();
    await clock.tickAsync(0);
    assert.deepEqual(
      ran.map(([, items]) => items),
      [[1], [2, 3]],
    );
    finish[1]?.();
    assert.deepEqual(await Promise.all(all), ["done", "done", "done"]);
  });

  it("is done at once when nothing can join it any more", async () => {
    const ran: (readonly number[])[] = [];
    const batches = new Batches<number, string>(
      async (_key, items) => {
        ran.push(items);
        return items.map(() => fulfilled("done"));
      },
      { windowMs: batchWindowMs, isComplete: (key, items) => key === "a" && items.length === 2 },
    );
    const all = [batches.submit("a", 1), batches.submit("b", 3)];
    await clock.tickAsync(10);
    assert.deepEqual(ran, []);
    all.push(batches.submit("a", 2));
    await clock.tickAsync(0);
    assert.deepEqual(ran, [[1, 2]]);
    await clock.tickAsync(240);
    assert.deepEqual(ran, [[1, 2], [3]]);
    assert.deepEqual(await Promise.all(all), ["done", "done", "done"]);
  });

  it("gets each its own result, and all the same when the whole fails or answers too little", async () => {
    const { batches } = recorded(async ([first]) => {
      if (first === 9) throw new Error("whole");
      return first === 5 ? [] : [fulfilled("one"), rejected(new Error("two"))];
    });
    const outcome = async (...items: readonly number[]) => {
      const settled = Promise.allSettled(items.map((item) => batches.submit("a", item)));
      await clock.tickAsync(250);
      return (await settled).map((one) => (one.status === "fulfilled" ? one.value : one.reason.message));
    };
    assert.deepEqual(await outcome(1, 2), ["one", "two"]);
    assert.deepEqual(await outcome(9, 2), ["whole", "whole"]);
    assert.deepEqual(await outcome(5), ["no result for work on a"]);
  });
});
