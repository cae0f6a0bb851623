/** A large vSphere in the simulator: how long it takes to start, and what memory it needs, also while all of it is read. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client, one, type Server } from "../tests/simulator/client";
import { fleet } from "./inventories";
import { peakMB, timed } from "./measure";
import { type Part, root, round } from "./result";

const vms = 10_000;
const mostSeconds = 5;
const mostMB = 500;

/** What a user's test does, in a process of its own; the package resolves by its own name to what is built. */
const program = `
  const { readInventory, startSimulator } = require("pulumi-vsphere-passthrough/simulator");
  const start = performance.now();
  const inventory = readInventory(process.argv[1]);
  startSimulator({ inventory }).then(({ host, user, password, certificate, stop }) => {
    console.log(JSON.stringify({ ms: performance.now() - start, host, user, password, certificate }));
    process.stdin.resume().once("end", stop);
  });
`;

interface Started extends Omit<Server, "inventory"> {
  readonly ms: number;
}

async function startedIn(child: ChildProcess): Promise<Started> {
  if (!child.stdout) throw new Error("the server has no output");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as Started;
}

/** Every property of every host and VM, page by page. */
async function readEverything(client: Client<Server>): Promise<number> {
  const manager = "ViewManager:ViewManager";
  const container = '<container type="Folder">group-d1</container>';
  const types = "<type>HostSystem</type><type>VirtualMachine</type>";
  const view = await client.ok(manager, "CreateContainerView", `${container}${types}<recursive>true</recursive>`);
  const traversal = '<selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet>';
  const start = `<obj type="ContainerView">${view.values[0]?.text}</obj><skip>true</skip>${traversal}`;
  const spec = `<propSet><type>ManagedEntity</type><all>true</all></propSet><objectSet>${start}</objectSet>`;
  const collector = "PropertyCollector:propertyCollector";
  let count = 0;
  let answer = await client.ok(collector, "RetrievePropertiesEx", `<specSet>${spec}</specSet><options/>`);
  for (;;) {
    count += answer.values[0]?.children.filter(({ name }) => name === "objects").length ?? 0;
    const token = one(answer.values[0], "token")?.text;
    if (token === undefined) return count;
    answer = await client.ok(collector, "ContinueRetrievePropertiesEx", `<token>${token}</token>`);
  }
}

export async function serving(): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), "bench-serving-"));
  const file = join(folder, "inventory.json");
  writeFileSync(file, JSON.stringify(fleet({ vms, attached: true })));
  const child = spawn(process.execPath, ["-e", program, file], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  try {
    const { ms, ...server } = await startedIn(child);
    const pid = child.pid ?? 0;
    const startMB = peakMB(pid);
    const client = await new Client({ ...server, inventory: { server: { apiType: "VirtualCenter" } } }).login();
    const { ms: readMs, value: read } = await timed(() => readEverything(client));
    const mostNeededMB = peakMB(pid);
    return {
      rows: [
        {
          what: `simulator with ${vms / 10} hosts and ${vms} VMs: start from a file; peak memory`,
          bar: `under ${mostSeconds} s; under ${mostMB} MB`,
          found: `${round(ms / 1000, 1)} s; ${round(startMB)} MB at start, ${round(mostNeededMB)} MB after ${read} objects were read in full (${round(readMs / 1000, 1)} s)`,
          met: ms < mostSeconds * 1000 && mostNeededMB < mostMB,
        },
      ],
      values: { "simulator, 10000 VMs: start ms": round(ms), "simulator, 10000 VMs: peak MB": round(mostNeededMB) },
    };
  } finally {
    child.stdin?.end();
    await once(child, "exit");
    rmSync(folder, { recursive: true });
  }
}
