import type { HostReport, Report, VmReport } from "./model";

/** `1 host reboots`, `2 hosts reboot`. */
function count(number: number, noun: string, verb: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"} ${number === 1 ? `${verb}s` : verb}`;
}

function parts(hosts: readonly HostReport[], vms: readonly VmReport[]): readonly string[] {
  const reboots = (state: HostReport["reboot"]) => hosts.filter(({ reboot }) => reboot === state).length;
  const powers = (state: VmReport["power"]) => vms.filter(({ power }) => power === state).length;
  return [
    { number: reboots("planned"), noun: "host", verb: "reboot", rest: "" },
    { number: reboots("needed"), noun: "host", verb: "need", rest: " a reboot by hand" },
    { number: reboots("pending"), noun: "host", verb: "wait", rest: " for a reboot" },
    { number: powers("lost"), noun: "VM", verb: "lose", rest: " power" },
    { number: powers("ifRunning"), noun: "VM", verb: "lose", rest: " power if running" },
  ].flatMap(({ number, noun, verb, rest }) => (number === 0 ? [] : [`${count(number, noun, verb)}${rest}`]));
}

/** What a reviewer has to know, in one line. */
export function headlineOf({ complete, hosts, vms }: Pick<Report, "complete" | "hosts" | "vms">): string {
  const found = parts(hosts, vms);
  if (!complete) return `incomplete, the preview failed${found.length === 0 ? "" : `; so far ${found.join(", ")}`}`;
  return found.length === 0 ? "no host reboots, no VM loses power" : found.join(", ");
}
