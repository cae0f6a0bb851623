import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { FactCache } from "../../../provider/vsphere/factCache";

describe("kept facts", () => {
  let reads: string[][];
  let version: number;
  let cache: FactCache<string>;
  beforeEach(() => {
    reads = [];
    version = 1;
    cache = new FactCache(async (ids, tell) => {
      reads.push([...ids]);
      if (ids.includes("bad")) throw new Error("no");
      for (const id of ids) if (id !== "gone") tell(id, `${id} v${version}`);
    });
  });

  it("are read once, several at a time, and shared", async () => {
    const found = await Promise.all([cache.get("a"), cache.get("b"), cache.get("a")]);
    assert.deepEqual(found, ["a v1", "b v1", "a v1"]);
    assert.equal(await cache.get("b"), "b v1");
    assert.deepEqual(reads, [["a", "b"]]);
  });

  it("are read anew after they were forgotten", async () => {
    await cache.get("a");
    version = 2;
    cache.forget("a");
    assert.equal(await cache.get("a"), "a v2");
  });

  it("that are forgotten while a read is under way are read again by whoever asks then", async () => {
    const before = cache.get("a");
    await turn();
    version = 2;
    cache.forget("a");
    assert.deepEqual([await before, await cache.get("a")], ["a v1", "a v2"]);
    assert.deepEqual(reads, [["a"], ["a"]]);
  });

  it("that are forgotten before their read has started need no second one", async () => {
    const before = cache.get("a");
    version = 2;
    cache.forget("a");
    assert.deepEqual(await Promise.all([before, cache.get("a")]), ["a v2", "a v2"]);
    assert.deepEqual(reads, [["a"]]);
  });

  it("are gathered while a read is under way, also when that fails", async () => {
    for (const first of ["a", "bad"]) {
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const seen: (readonly string[])[] = [];
      const slow = new FactCache<string>(async (ids, tell) => {
        seen.push(ids);
        if (seen.length === 1) await answered;
        if (ids.includes("bad")) throw new Error("no");
        for (const id of ids) tell(id, id);
      });
      const early = slow.get(first).catch(() => "failed");
      await turn();
      const late = [slow.get("b")];
      await turn();
      late.push(slow.get("c"));
      await turn();
      assert.deepEqual(seen, [[first]]);
      answer();
      assert.deepEqual(await Promise.all([early, ...late]), [first === "bad" ? "failed" : "a", "b", "c"]);
      assert.deepEqual(seen, [[first], ["b", "c"]]);
    }
  });

  it("are there for whoever asked as soon as they are told, whatever becomes of the rest of the read", async () => {
    let end: (error: Error) => void = () => undefined;
    const ended = new Promise<void>((_, reject) => {
      end = reject;
    });
    const paged = new FactCache<string>(async (_, tell) => {
      tell("a", "first page");
      await ended;
    });
    const [first, last] = [paged.get("a"), paged.get("b")];
    assert.equal(await first, "first page");
    end(new Error("the second page"));
    await assert.rejects(last, { message: "the second page" });
    assert.equal(await paged.get("a"), "first page");
  });

  it("do not include absence or failure", async () => {
    assert.equal(await cache.get("gone"), undefined);
    assert.equal(await cache.get("gone"), undefined);
    await assert.rejects(cache.get("bad"), { message: "no" });
    await assert.rejects(cache.get("bad"), { message: "no" });
    assert.deepEqual(reads, [["gone"], ["gone"], ["bad"], ["bad"]]);
  });
});
