import assert from "node:assert/strict";
import { useFakeTimers } from "sinon";
import { ConnectError } from "../../../provider/errors/connectError";
import { backOffMs, retryRead } from "../../../provider/vsphere/retry";

const broken = (reason: "lost" | "refused") => new ConnectError({ server: "vc", reason });

describe("repeating a read", () => {
  it("waits twice as long each time, up to a cap, spread over the upper half", () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((attempt) => backOffMs(attempt, 1)),
      [200, 400, 800, 1600],
    );
    assert.deepEqual(
      [1, 2, 3, 4].map((attempt) => backOffMs(attempt, 0)),
      [100, 200, 400, 800],
    );
    assert.equal(backOffMs(30, 1), 5_000);
  });

  it("ends with the first success", async () => {
    const clock = useFakeTimers();
    clock.setTickMode({ mode: "nextAsync" });
    let count = 0;
    const read = retryRead(async () => {
      if (++count < 3) throw broken("lost");
      return "read";
    });
    assert.equal(await read.finally(() => clock.restore()), "read");
  });

  it("ends with the fourth failure", async () => {
    const clock = useFakeTimers();
    clock.setTickMode({ mode: "nextAsync" });
    let count = 0;
    const read = retryRead(() => {
      count++;
      return Promise.reject(broken("lost"));
    });
    await assert.rejects(
      read.finally(() => clock.restore()),
      { reason: "lost" },
    );
    assert.equal(count, 4);
  });

  it("does not happen for what would fail again", async () => {
    let count = 0;
    const read = retryRead(() => {
      count++;
      return Promise.reject(broken("refused"));
    });
    await assert.rejects(read, { reason: "refused" });
    assert.equal(count, 1);
  });
});
