/** Hosts, devices and VMs as a diagram, with reboots and lost power marked. */
import { mermaidText } from "./escape";
import type { AttachmentChange, DeviceChange, HostReport, ObjectRef, Report, VmReport } from "./model";
import { deviceOf, isTwice } from "./words";

/** Beyond this nobody can read it, and GitHub stops drawing. */
const mostNodes = 80;

/** Numbers things as they come up: names of others are never used as Mermaid's ids. */
class Nodes {
  readonly #ids = new Map<string, string>();

  constructor(private readonly letter: string) {}

  id(key: string): { readonly id: string; readonly isNew: boolean } {
    const known = this.#ids.get(key);
    if (known !== undefined) return { id: known, isNew: false };
    const id = `${this.letter}${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    return { id, isNew: true };
  }
}

function keyOf({ id, name }: ObjectRef): string {
  // An ID is unique per server only.
  return `${id ?? ""} ${name}`;
}

const hostMarks: Readonly<Record<HostReport["reboot"], string>> = {
  planned: "REBOOTS",
  needed: "NEEDS A REBOOT",
  pending: "waits for a reboot",
  none: "keeps running",
};

const vmMarks: Readonly<Record<VmReport["power"], string>> = {
  lost: "LOSES POWER",
  ifRunning: "LOSES POWER IF RUNNING",
  unborn: "not known yet",
  kept: "keeps its power state",
};

function twice(report: HostReport | VmReport, mark: string): string {
  return isTwice(report) ? `${mark} TWICE` : mark;
}

function node(id: string, [open, close]: readonly [string, string], lines: readonly string[], mark?: string): string {
  const text = lines.map((line) => mermaidText(line).slice(1, -1)).join("<br/>");
  return `  ${id}${open}"${text}"${close}${mark === undefined ? "" : `:::${mark}`}`;
}

class Diagram {
  readonly lines: string[] = ["flowchart LR"];
  readonly #hosts = new Nodes("h");
  readonly #devices = new Nodes("d");
  readonly #vms = new Nodes("v");

  host(host: HostReport): void {
    const { id } = this.#hosts.id(keyOf(host));
    const isDown = host.reboot === "planned" || host.reboot === "needed";
    this.lines.push(
      node(id, ["[", "]"], [host.name, twice(host, hostMarks[host.reboot])], isDown ? "down" : undefined),
    );
    for (const device of host.devices) this.lines.push(`  ${id} ---|${device.change}| ${this.#device(host, device)}`);
  }

  vm(vm: VmReport, hosts: readonly HostReport[]): void {
    const { id } = this.#vms.id(keyOf(vm));
    const isDown = vm.power === "lost" || vm.power === "ifRunning";
    this.lines.push(node(id, ["([", "])"], [vm.name, twice(vm, vmMarks[vm.power])], isDown ? "down" : undefined));
    for (const device of vm.devices) {
      const arrow = device.change === "detach" ? "-.->" : "-->";
      this.lines.push(`  ${this.#attached(device)} ${arrow}|${device.change}| ${id}`);
    }
    const host = hosts.find(({ name }) => name === vm.shutDownFor);
    if (host !== undefined) this.lines.push(`  ${this.#hosts.id(keyOf(host)).id} ==>|shuts down| ${id}`);
  }

  #device(host: ObjectRef, device: DeviceChange | AttachmentChange): string {
    const { id, isNew } = this.#devices.id(`${keyOf(host)} ${device.address ?? device.urn}`);
    if (isNew) this.lines.push(node(id, ["[[", "]]"], [deviceOf(device)]));
    return id;
  }

  /** A device that only an attachment speaks of is drawn with its host. */
  #attached(device: AttachmentChange): string {
    const host = this.#hosts.id(keyOf(device.host));
    if (host.isNew) this.lines.push(node(host.id, ["[", "]"], [device.host.name]));
    const before = this.lines.length;
    const id = this.#device(device.host, device);
    if (this.lines.length > before) this.lines.push(`  ${host.id} --- ${id}`);
    return id;
  }
}

/** Undefined where there is nothing to draw, or too much. */
export function renderMermaid({ hosts, vms }: Report): string | undefined {
  const nodes = [...hosts, ...vms].reduce((sum, { devices }) => sum + 1 + devices.length, 0);
  if (nodes === 0 || nodes > mostNodes) return undefined;
  const diagram = new Diagram();
  for (const host of hosts) diagram.host(host);
  for (const vm of vms) diagram.vm(vm, hosts);
  const style = "  classDef down fill:#ffd7d5,stroke:#cf222e,stroke-width:3px,color:#82071e";
  return [...diagram.lines, ...(diagram.lines.some((line) => line.endsWith(":::down")) ? [style] : [])].join("\n");
}
