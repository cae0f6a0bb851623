#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { plainText } from "../provider/errors/plainText";
import { doctor } from "./doctor";
import { plan } from "./plan";
import { simulate } from "./simulate";
import { snapshot } from "./snapshot";
import { UsageError } from "./usageError";

interface Command {
  readonly summary: string;
  readonly run: (args: readonly string[]) => Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  doctor: {
    summary: "say whether a host, and a VM on it, are ready for passthrough, and what is missing",
    run: doctor,
  },
  plan: { summary: "say which hosts reboot and which VMs lose power, from `pulumi preview --json`", run: plan },
  simulate: { summary: "serve a simulated vSphere on loopback until interrupted", run: simulate },
  snapshot: { summary: "read a live vCenter or host into an inventory for the simulator", run: snapshot },
};

const help = [
  "Usage: vsphere-passthrough <command> [options]",
  "",
  ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`),
  "",
  "vsphere-passthrough <command> --help tells the options of a command, vsphere-passthrough --version the version.",
].join("\n");

/** By the package's own name: this file is in `cli` or in `dist/cli`. */
function version(): string {
  return JSON.parse(readFileSync(require.resolve("pulumi-vsphere-passthrough/package.json"), "utf8")).version;
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === "--help" || name === "-h") {
    console.log(help);
    return;
  }
  if (name === "--version") {
    console.log(version());
    return;
  }
  if (name === undefined) throw new UsageError(`no command; one of: ${Object.keys(commands).join(", ")}`);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`unknown command "${name}"; one of: ${Object.keys(commands).join(", ")}`);
  await command.run(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // What comes from servers and files goes to a terminal.
  console.error(`vsphere-passthrough: ${plainText(error instanceof Error ? error.message : String(error), 4_000)}`);
  process.exitCode = 1;
});
