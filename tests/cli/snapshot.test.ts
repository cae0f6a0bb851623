import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { isWrite, readInventory, type Simulator, startSimulator } from "../../simulator";
import { secrets, telling } from "./snapshot/inventories";

const cli = join(__dirname, "..", "..", "dist", "cli", "index.js");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function snapshot(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [cli, "snapshot", ...args], { env: { PATH: process.env["PATH"], ...env } });
  const text = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text.out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text.error += chunk;
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, ...text };
}

describe("vsphere-passthrough snapshot", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({
      inventory: telling(),
      users: [{ name: "viewer", permissions: [{ privileges: [] }] }],
    });
  });
  after(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("writes a scrambled JSON file that the simulator starts from, by read-only calls", async () => {
    const file = join(folder, "inventory.json");
    simulator.calls.length = 0;
    assert.deepEqual(await snapshot(["--output", file], simulator.env), { code: 0, out: "", error: "" });
    const text = readFileSync(file, "utf8");
    assert.deepEqual(
      secrets.filter((secret) => text.includes(secret)),
      [],
    );
    assert.deepEqual(
      simulator.calls.filter(({ method }) => isWrite(method)),
      [],
    );
    const again = await startSimulator({ inventory: readInventory(file) });
    const vms = Object.values(again.state().vms).map(({ id, name, power }) => [id, name, power]);
    await again.stop();
    assert.deepEqual(vms, [
      ["vm-101", "machine-1", "poweredOn"],
      ["vm-102", "guest-1.example.test", "poweredOff"],
      ["vm-103", "machine-2", "poweredOn"],
      ["vm-104", "machine-1", "poweredOff"],
    ]);
  });

  it("writes YAML to a file that ends so, and to standard output when asked to", async () => {
    const file = join(folder, "inventory.yaml");
    await snapshot(["--host", "host-12", "--output", file], simulator.env);
    const { out, code } = await snapshot(["--host", "host-12", "--format", "yaml"], simulator.env);
    assert.equal(code, 0);
    assert.equal(out, readFileSync(file, "utf8"));
    assert.match(out, /^server:\n {2}apiType: VirtualCenter\n/);
    assert.equal(parse(out).datacenters[0].clusters[0].hosts[0].name, "198.18.0.1");
  });

  it("keeps names when told to, and never the user", async () => {
    const { out } = await snapshot(["--keep-names"], simulator.env);
    assert.match(out, /"payroll-db"/);
    assert.match(out, /"4c4c4544-0042-3510-8052-b4c04f4e3132"/);
    assert.doesNotMatch(out, /svc-acme|hunter2/);
    assert.ok(!out.includes(simulator.password));
  });

  it("needs no more than the read-only role", async () => {
    const viewer = await snapshot(["--keep-names"], simulator.envOf("viewer"));
    assert.deepEqual(viewer, await snapshot(["--keep-names"], simulator.env));
    assert.equal(viewer.code, 0);
  });

  it("says on standard error what is left out, without names", async () => {
    simulator.admin.pullCard("host-11", "0000:3b:00.0");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { code, error } = await snapshot(["--host", "host-11", "--output", join(folder, "x.json")], simulator.env);
    assert.deepEqual(
      [code, error],
      [0, "vsphere-passthrough: note: vm-101: PCI device 0 is left out: its host has no device 0000:3b:00.0\n"],
    );
  });

  it("makes hosts from lists of esxcli without any server", async () => {
    for (const name of ["esxi67", "esxi80"]) {
      copyFileSync(
        join(__dirname, "..", "simulator", "inventory", "esxcli", `${name}.txt`),
        join(folder, `${name}.txt`),
      );
    }
    const file = join(folder, "lists.yaml");
    const lists = ["esxi67", "esxi80"].flatMap((name) => ["--esxcli", join(folder, `${name}.txt`)]);
    assert.deepEqual(await snapshot([...lists, "--output", file]), { code: 0, out: "", error: "" });
    const hosts = readInventory(file).datacenters[0]?.hosts.map(({ name, pci, nics }) => [
      name,
      pci.length,
      nics.length,
    ]);
    assert.deepEqual(hosts, [
      ["esxi67", 5, 1],
      ["esxi80", 3, 1],
    ]);
  });

  const none = join(folder, "none", "x.json");
  const wrong: readonly (readonly [what: string, args: readonly string[], message: string])[] = [
    ["an unknown format", ["--format", "xml"], '--format: no such format; found "xml"; expected one of json, yaml'],
    [
      "an unknown option",
      ["--hots", "x"],
      "snapshot: Unknown option '--hots'; see vsphere-passthrough snapshot --help",
    ],
    [
      "a list that is none",
      ["--esxcli", __filename],
      `${__filename}: no PCI device in it; found text that begins "import assert from \\"node:assert/strict\\";"; expected blocks that begin with an address such as 0000:3b:00.0; give what \`esxcli hardware pci list\` prints, as it is`,
    ],
    [
      "a list beside a host",
      ["--esxcli", __filename, "--host", "a"],
      "--host: not with --esxcli, which asks no server; give one of the two",
    ],
    [
      "a folder that is not there",
      ["--host", "host-12", "--output", none],
      `--output: cannot write ${none}: ENOENT: no such file or directory, open '${none}'`,
    ],
    [
      "a host that is not there",
      ["--host", "esx-77"],
      '"esx-77" fits no host; found /Berlin-Mitte/host/cl-payroll/10.20.30.42 (host-12), /Berlin-Mitte/host/cl-payroll/esx-payroll-01.corp.test (host-11), /Berlin-Mitte/host/esx-lab.corp.test/esx-lab.corp.test (host-13); give an ID, an inventory path or a unique name',
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what} with one line`, async () => {
      assert.deepEqual(await snapshot(args, simulator.env), {
        ...{ code: 1, out: "" },
        error: `vsphere-passthrough: ${message}\n`,
      });
    });
  }

  it("names the setting that is missing", async () => {
    assert.deepEqual(await snapshot([]), {
      ...{ code: 1, out: "" },
      error:
        "vsphere-passthrough: VSPHERE_SERVER: this setting is missing; set it in the environment: a command does not read stack configuration [input]\n",
    });
  });

  it("has help", async () => {
    const { code, out } = await snapshot(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /^Usage: vsphere-passthrough snapshot \[--host H\]/);
    for (const line of out.split("\n")) assert.ok(line.length <= 120, line);
  });
});
