/** Waits between tries take a fraction of their time: back-offs are tested by themselves. */
import timers from "node:timers/promises";
import sinon from "sinon";

const factor = 0.04;

export function quickWaits(): void {
  const sleep = timers.setTimeout;
  before(() => {
    sinon
      .stub(timers, "setTimeout")
      .callsFake(((ms: number, ...rest: []) => sleep(ms * factor, ...rest)) as typeof sleep);
  });
  after(() => sinon.restore());
}
