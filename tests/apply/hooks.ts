import type { Simulator } from "../../simulator";

/** Does something to the server right before the nth call of a method has its effect, counted from 1. */
export function beforeCall({ calls }: Simulator, method: string, nth: number, act: () => void): void {
  let seen = 0;
  const push = calls.push.bind(calls);
  calls.push = (...records) => {
    if (records.some((record) => record.method === method) && ++seen === nth) act();
    return push(...records);
  };
}
