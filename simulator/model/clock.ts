/** Simulated durations in milliseconds of real time at `timeScale` 1. A real host takes minutes to reboot. */
export const durations = {
  task: 5,
  /** Until a host that was told to reboot stops answering. */
  goingDown: 50,
  reboot: 2000,
  migrate: 100,
  guestShutdown: 300,
  guestBoot: 100,
  /** vCenter's copy of a host's passthrough state lags behind the host. */
  cacheLag: 40,
} as const;

export class Cancelled extends Error {}

/** All waiting of the simulator goes through here, so that it scales and ends with `stop`. */
export class Clock {
  private readonly timers = new Map<NodeJS.Timeout, () => void>();
  private stopped = false;

  constructor(private readonly scale: number) {}

  now(): Date {
    return new Date();
  }

  /** Resolves after the scaled time; rejects with Cancelled on abort. Never settles once the simulator is stopped. */
  delay(duration: keyof typeof durations, signal?: AbortSignal): Promise<void> {
    return this.wait(durations[duration] * this.scale, signal);
  }

  /** As `delay`, for real milliseconds: what a client asked for is on the client's own clock. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.stopped) return;
      const abort = () => {
        this.drop(timer);
        reject(new Cancelled());
      };
      const timer = setTimeout(() => {
        this.drop(timer);
        resolve();
      }, milliseconds);
      this.timers.set(timer, () => signal?.removeEventListener("abort", abort));
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }

  stop(): void {
    this.stopped = true;
    for (const timer of [...this.timers.keys()]) this.drop(timer);
  }

  private drop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.timers.get(timer)?.();
    this.timers.delete(timer);
  }
}
