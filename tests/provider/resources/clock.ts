import sinon from "sinon";
import { Engine } from "./engine";
import { type Fact, World } from "./fakeVSphere";
import { elapse } from "./operation";

/** Faked time for every test of a suite: batches close and waits end without waiting. */
export function fakedTime() {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    const timers = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
    clock = sinon.useFakeTimers({ toFake: [...timers, "Date", "performance"] });
  });
  afterEach(() => clock.restore());
  return {
    engine: (...facts: readonly Fact[]) => new Engine(new World(...facts), clock),
    elapse: <T>(work: Promise<T>) => elapse(clock, work),
    now: () => clock.now,
  };
}
