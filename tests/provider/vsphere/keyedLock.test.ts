import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { KeyedLock } from "../../../provider/vsphere/keyedLock";

describe("the keyed lock", () => {
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await turn();
    log.push(`${name} ends`);
    return name;
  };
  beforeEach(() => log.splice(0));

  it("lets the work of one key run one after another, in order", async () => {
    const lock = new KeyedLock();
    assert.deepEqual(await Promise.all([lock.run("k", work("a")), lock.run("k", work("b"))]), ["a", "b"]);
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
  });

  it("lets the work of different keys run side by side", async () => {
    const lock = new KeyedLock();
    await Promise.all([lock.run("k", work("a")), lock.run("l", work("b"))]);
    assert.deepEqual(log, ["a begins", "b begins", "a ends", "b ends"]);
  });

  it("goes on after a failure, which only its owner sees", async () => {
    const lock = new KeyedLock();
    const failing = lock.run("k", () => Promise.reject(new Error("no")));
    const next = lock.run("k", work("a"));
    await assert.rejects(failing, { message: "no" });
    assert.equal(await next, "a");
  });
});
