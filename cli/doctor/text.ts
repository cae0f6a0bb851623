/** The diagnosis for people at a terminal: 80 columns. */
import { styleText } from "node:util";
import { wrap } from "../report/wrap";
import type { Check, DeviceFinding, Diagnosis, HostDiagnosis, VmDiagnosis } from "./model";

type Style = "bold" | "green" | "red" | "yellow";

export interface TextOptions {
  readonly colour: boolean;
}

type Paint = (style: Style, text: string) => string;

const styles = { ok: "green", missing: "red", note: "yellow" } as const satisfies Record<Check["state"], Style>;
const wordWidth = "  missing  ".length;

/** Only the word is coloured: the columns are counted without escapes. */
function checkLines(checks: readonly Check[], paint: Paint): readonly string[] {
  return checks.flatMap(({ state, text }) => {
    const word = `  ${state}`.padEnd(wordWidth);
    const [first = "", ...rest] = wrap(word, text);
    return [`${paint(styles[state], word)}${first.slice(wordWidth)}`, ...rest];
  });
}

const addressWidth = "  0000:00:00.0  ".length;
const indent = " ".repeat(addressWidth);

function deviceLines(device: DeviceFinding): readonly string[] {
  const { address, deviceName, vendorName, vendorId, deviceId, classId, siblings } = device;
  const name = [vendorName, deviceName].filter((part) => part !== "").join(" ");
  const about = [...stateOf(device), ...(siblings.length > 0 ? [`changes together with ${siblings.join(", ")}`] : [])];
  return [
    ...wrap(`  ${address}  `, `${name} (${vendorId}:${deviceId}, class ${classId})`),
    ...about.flatMap((text) => wrap(indent, text)),
  ];
}

function stateOf({ state, reasons, enabled, active }: DeviceFinding): readonly string[] {
  switch (state) {
    case "available":
      return ["can be passed through, and is not"];
    case "active":
      return ["active: a VM can be given it"];
    case "used":
      return [`${active ? "active" : "not active"}: ${reasons.join(", ")} ${reasons.length === 1 ? "has" : "have"} it`];
    case "waiting":
      return [`${enabled ? "enabled, not active yet" : "disabled, still active"}: waits for a host reboot`];
    case "needed":
      return [...reasons, ...(active ? ["in passthrough all the same"] : [])];
    case "incapable":
      return reasons;
  }
}

interface Group {
  readonly title: string;
  readonly states: readonly DeviceFinding["state"][];
}

const groups: readonly Group[] = [
  { title: "Devices that can be passed through", states: ["available", "active", "used", "waiting"] },
  { title: "Devices that the host itself needs (allowCritical accepts reasons)", states: ["needed"] },
  { title: "Devices that cannot be passed through", states: ["incapable"] },
];

function headline(kind: string, { id, name, ready, checks }: HostDiagnosis | VmDiagnosis): string {
  const missing = checks.filter(({ state }) => state === "missing").length;
  const verdict = ready ? "ready" : `not ready, ${missing} ${missing === 1 ? "thing is" : "things are"} missing`;
  return `${kind} ${id === name ? name : `${name} (${id})`}: ${verdict}`;
}

export function renderText({ host, vm, apiVersion }: Diagnosis, { colour }: TextOptions): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const title = (text: string) => wrap("", text).map((line) => paint("bold", line));
  const blocks = [
    [...title(`${headline("Host", host)} (API ${apiVersion})`), ...checkLines(host.checks, paint)],
    ...groups.map(({ title: text, states }) => {
      const devices = host.devices.filter(({ state }) => states.includes(state));
      return devices.length === 0 ? [] : [...title(text), ...devices.flatMap(deviceLines)];
    }),
    vm === null ? [] : [...title(headline("VM", vm)), ...checkLines(vm.checks, paint)],
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}
