import { setImmediate as turn } from "node:timers/promises";

/** Reads that are asked for side by side go out in the same turn of the event loop, once those before them are done. */
export class Gate {
  #passed: Promise<unknown>[] = [];
  #opening: Promise<void> | undefined;

  async pass<T>(read: () => Promise<T>): Promise<T> {
    this.#opening ??= this.#open();
    await this.#opening;
    const reading = read();
    this.#passed.push(reading.catch(() => undefined));
    return reading;
  }

  async #open(): Promise<void> {
    await turn();
    await Promise.all(this.#passed);
    this.#passed = [];
    this.#opening = undefined;
  }
}
