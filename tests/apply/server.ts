/** A server of its own for each test, gone with it. Its hosts are away for long enough to be seen away. */

import { logoutAll } from "../../provider/vsphere/connect";
import { type Inventory, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { Stack } from "./stack";

export function servers() {
  const started: Simulator[] = [];
  afterEach(async () => {
    await logoutAll();
    await Promise.all(started.splice(0).map((simulator) => simulator.stop()));
  });
  return {
    stack: async (inventory: Inventory, options: SimulatorOptions = {}): Promise<Stack> => {
      const simulator = await startSimulator({ timeScale: 0.05, ...options, inventory });
      started.push(simulator);
      return new Stack(simulator);
    },
  };
}

/** Calls of a method so far, with how each of them ended. */
export function outcomes({ calls }: Simulator, method: string, object?: string): readonly string[] {
  return calls
    .filter((call) => call.method === method && (object === undefined || call.object.id === object))
    .map(({ outcome }) => outcome);
}
