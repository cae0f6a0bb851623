import { isWrite, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { Project } from "./project";
import { release } from "./release";

/** What an administrator would look at. */
export interface Picture {
  /** By host: whether it is in maintenance mode, and the devices in passthrough. */
  readonly passthrough: readonly object[];
  readonly vms: readonly object[];
  /** DRS overrides, by cluster. */
  readonly overrides: readonly object[];
}

/** A vSphere server and a Pulumi project that is configured for it; both end with `close`. */
export class Stage {
  private constructor(
    readonly simulator: Simulator,
    readonly project: Project,
  ) {}

  static async open(options: Pick<SimulatorOptions, "inventory" | "profile" | "users"> = {}): Promise<Stage> {
    const simulator = await startSimulator({ profile: release, ...options, timeScale: 0.02 });
    try {
      return new Stage(simulator, await Project.create({ env: simulator.env }));
    } catch (error) {
      await simulator.stop();
      throw error;
    }
  }

  /** What changed something on the server since the calls were last taken: method and object, in order. */
  takeWrites(): readonly string[] {
    return this.takeCalls().filter((call) => isWrite(call.slice(0, call.indexOf(" "))));
  }

  /** All calls since they were last taken: method and object, in order. */
  takeCalls(): readonly string[] {
    return this.simulator.calls.splice(0).map(({ method, object }) => `${method} ${object.id}`);
  }

  /** Everything that has to be as it was when all is destroyed. */
  picture(): Picture {
    const { hosts, vms, clusters } = this.simulator.state();
    return {
      passthrough: Object.values(hosts).map(({ id, devices, maintenance }) => ({
        id,
        maintenance,
        devices: devices.filter(({ enabled, active }) => enabled || active).map(({ address }) => address),
      })),
      vms: Object.values(vms).map(({ changeVersion: _changeVersion, ...vm }) => vm),
      overrides: Object.values(clusters).map(({ overrides }) => overrides),
    };
  }

  async close(): Promise<void> {
    await this.simulator.stop();
    await this.project.remove();
  }
}

export const [esx01, esx02, esx03, esx04] = [1, 2, 3, 4].map((number) => `esx-0${number}.example.test`) as [
  string,
  string,
  string,
  string,
];

/** Inputs of the canonical program; the texts after `host` and `vm` are JavaScript. */
export interface Canonical {
  readonly host?: string;
  readonly vm?: string;
  /** `address` or `match` of the device. */
  readonly which?: string;
  /** More inputs of the device. */
  readonly device?: string;
  /** More inputs of the attachment. */
  readonly attachment?: string;
}

/** The program of the README: reserve, enable, attach, in this order by data. */
export function canonical({
  host = esx02,
  vm = `"ml-01"`,
  which,
  device = "",
  attachment = "",
}: Canonical = {}): string {
  return `
    const memory = new VmMemoryReservation("memory", { vm: ${vm} });
    const gpu = new HostPassthroughDevice("gpu", { host: "${host}", ${which ?? `address: "0000:3b:00.0"`}, ${device} });
    new VmPciAttachment("attachment", { vm: memory.vm, device: gpu, ${attachment} });
  `;
}
