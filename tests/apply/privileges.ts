/** docs/privileges.md as it is read by a test: what is documented there is what the user of a test gets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../provider/resources/settings";
import type { Permission, Simulator, SimulatorUser } from "../../simulator";

/** A row of a table: what it is for, and what it takes. */
export interface Documented {
  /** `Section: what`. */
  readonly what: string;
  readonly privileges: readonly string[];
  readonly on: string;
}

/** Where a row says that a privilege is needed, in the inventories of these tests. */
const places: Readonly<Record<string, readonly string[]>> = {
  "the host": ["host-11"],
  "the VM": ["vm-101"],
  "the VMs of the host": ["vm-101", "vm-102"],
  "the cluster": ["domain-c8"],
};

export function documented(): readonly Documented[] {
  const text = readFileSync(join(__dirname, "..", "..", "docs", "privileges.md"), "utf8");
  return text.split(/^## /m).flatMap((section) => {
    const [title = "", ...lines] = section.split("\n");
    return lines.flatMap((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      const privileges = [...(cells[3] ?? "").matchAll(/`([\w.]+)`/g)].map((match) => match[1] ?? "");
      if (cells.length !== 6 || privileges.length === 0 || title === "Always") return [];
      return [{ what: `${title}: ${cells[1]}`, privileges, on: cells[4] ?? "" }];
    });
  });
}

/** The rows whose titles begin so; each has to be there. */
export function rowsOf(...beginnings: readonly string[]): readonly Documented[] {
  return beginnings.map((beginning) => {
    const found = documented().find(({ what }) => what.startsWith(beginning));
    if (!found) throw new Error(`docs/privileges.md has no row that begins with ${beginning}`);
    return found;
  });
}

/** A user who may read everything, and has on each object just what the rows say, or all of it but one privilege. */
export function userOf(name: string, rows: readonly Documented[], without?: string): SimulatorUser {
  const byObject = new Map<string, Set<string>>();
  for (const { privileges, on } of rows) {
    for (const place of places[on] ?? []) {
      const held = byObject.get(place) ?? new Set<string>();
      for (const privilege of privileges) if (privilege !== without) held.add(privilege);
      byObject.set(place, held);
    }
  }
  const given = [...byObject].map(([on, held]): Permission => ({ on, privileges: [...held], propagate: false }));
  return { name, permissions: [{ privileges: [] }, ...given] };
}

/** Settings of a provider that logs in as a user of the simulator. */
export function settingsOf(simulator: Simulator, name: string): Pick<Settings, "connection"> {
  const { VSPHERE_PASSWORD: password = "" } = simulator.envOf(name);
  const { host: server, thumbprint } = simulator;
  return { connection: { server, user: name, password, thumbprint, allowUnverifiedSsl: false, apiTimeoutMs: 60_000 } };
}
