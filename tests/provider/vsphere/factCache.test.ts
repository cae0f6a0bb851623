import assert from "node:assert/strict";
import { FactCache } from "../../../provider/vsphere/factCache";

describe("kept facts", () => {
  let reads: string[][];
  let version: number;
  let cache: FactCache<string>;
  beforeEach(() => {
    reads = [];
    version = 1;
    cache = new FactCache(async (ids) => {
      reads.push([...ids]);
      if (ids.includes("bad")) throw new Error("no");
      return new Map(ids.filter((id) => id !== "gone").map((id) => [id, `${id} v${version}`]));
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

  it("that were asked for before and after they were forgotten are read twice", async () => {
    const before = cache.get("a");
    cache.forget("a");
    const after = cache.get("a");
    await Promise.all([before, after]);
    assert.deepEqual(reads, [["a"], ["a"]]);
  });

  it("do not include absence or failure", async () => {
    assert.equal(await cache.get("gone"), undefined);
    assert.equal(await cache.get("gone"), undefined);
    await assert.rejects(cache.get("bad"), { message: "no" });
    await assert.rejects(cache.get("bad"), { message: "no" });
    assert.deepEqual(reads, [["gone"], ["gone"], ["bad"], ["bad"]]);
  });
});
