import assert from "node:assert/strict";
import { useFakeTimers } from "sinon";
import { ConnectError } from "../../../provider/errors/connectError";
import { backOffMs, retryRead } from "../../../provider/vsphere/retry";

const broken = (reason: "lost" | "refused") => new ConnectError({ server: "vc", reason });

describe("repeating a read", () => {
  const told: string[] = [];
  const tell = (text: string) => void told.push(text);
  beforeEach(() => {
    told.length = 0;
  });

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
    }, tell);
    assert.equal(await read.finally(() => clock.restore()), "read");
    assert.equal(told.length, 2);
    const said = "cannot talk to vSphere server vc: the connection was lost; try again";
    for (const text of told) assert.match(text, new RegExp(`^trying again in 0\\.[1-4] s: ${said}$`));
  });

  it("ends with the fourth failure", async () => {
    const clock = useFakeTimers();
    clock.setTickMode({ mode: "nextAsync" });
    let count = 0;
    const read = retryRead(() => {
      count++;
      return Promise.reject(broken("lost"));
    }, tell);
    await assert.rejects(
      read.finally(() => clock.restore()),
      { reason: "lost" },
    );
    assert.deepEqual([count, told.length], [4, 3]);
  });

  it("does not happen for what would fail again", async () => {
    let count = 0;
    const read = retryRead(() => {
      count++;
      return Promise.reject(broken("refused"));
    }, tell);
    await assert.rejects(read, { reason: "refused" });
    assert.deepEqual([count, told.length], [1, 0]);
  });
});
