import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Diagnosis } from "../../cli/doctor/model";
import { renderText } from "../../cli/doctor/text";
import { ruleCatalog } from "../../provider/rules/catalog";
import { build, defaultInventory, type Inventory, isWrite, type Simulator, startSimulator } from "../../simulator";

const cli = join(__dirname, "..", "..", "dist", "cli", "index.js");
const gpu = "0000:3b:00.0";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function doctor(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [cli, "doctor", ...args], {
    env: { PATH: process.env["PATH"], FORCE_COLOR: "1", ...env },
  });
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

function expected(file: string): string {
  return readFileSync(join(__dirname, "expected", file), "utf8");
}

/** One host, one VM of each kind that matters here. */
function workshop(): Inventory {
  const devices = [
    build.device("3b:00.0", "gpu", { enabled: true }),
    build.device("5e:00.0", "intelGpu", { enabled: true, active: false }),
    build.device("5e:00.1", "audio", { dependentDevice: "0000:5e:00.0" }),
    build.device("65:00.0", "faxModem", { enabled: true }),
    build.device("af:00.0", "sriovNic", { sriov: { enabled: true, functions: 4 } }),
    build.device("d8:00.0", "nvme"),
  ];
  const options = [{ key: "VMkernel.Boot.iovDisableIR", type: "boolean", value: true }] as const;
  const vms = [
    build.vm("idle", { id: "vm-1", reservationLocked: true }),
    build.vm("fax", { id: "vm-2", passthrough: ["65:00.0"], power: "poweredOn" }),
    build.vm("wrong", {
      ...{ id: "vm-3", power: "poweredOn", hardwareVersion: 4, memoryMB: 8192, snapshots: ["s"], nestedHV: true },
      ...{ drsOverride: { behavior: "fullyAutomated" } },
    }),
  ];
  const host = build.host("esx-01.example.test", { id: "host-1", devices, options, vms, rebindWithoutReboot: false });
  const plain = { hosts: [build.host("esx-02.example.test", { id: "host-2" })] };
  const away = { id: "host-3", connection: "notResponding" } as const;
  const drs = { overridesEnabled: false };
  return build.vcenter({
    clusters: [build.cluster("Cluster0", [host], { id: "domain-c1", drs })],
    hosts: [
      ...plain.hosts,
      build.host("esx-03.example.test", away),
      build.host("esx-04.example.test", { id: "host-4", maintenance: true }),
    ],
  });
}

describe("vsphere-passthrough doctor", function () {
  this.timeout(30_000);
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({
      inventory: workshop(),
      users: [{ name: "viewer", permissions: [{ privileges: [] }] }],
    });
  });
  after(() => simulator.stop());

  const texts: readonly (readonly [what: string, args: readonly string[], file: string, code: number])[] = [
    [
      "everything that a host and a VM can lack, by the rules of a preview",
      ["--host", "esx-01.example.test", "--vm", "wrong"],
      "doctorMissing.txt",
      1,
    ],
    ["a host that is ready", ["--host", "host-2"], "doctorHost.txt", 0],
    ["a VM on another host", ["--host", "host-2", "--vm", "vm-1"], "doctorOtherHost.txt", 1],
    ["a host in maintenance mode", ["--host", "host-4"], "doctorMaintenance.txt", 1],
    ["a host that is away", ["--host", "host-3"], "doctorAway.txt", 1],
  ];
  for (const [what, args, file, code] of texts) {
    it(`tells of ${what}, and ends with ${code}`, async () => {
      const found = await doctor(args, simulator.env);
      assert.deepEqual(found, { code, out: expected(file), error: "" });
      for (const line of found.out.split("\n")) assert.ok([...line].length <= 80, line);
    });
  }

  it("tells of a VM that has its device and of one that could be given one, both ready but for the host", async () => {
    const vm = async (name: string) => {
      const { out } = await doctor(["--host", "host-1", "--vm", name, "--json"], simulator.env);
      const diagnosis = JSON.parse(out) as Diagnosis;
      assert.equal(diagnosis.ready, false);
      return diagnosis.vm;
    };
    const fax = await vm("fax");
    assert.deepEqual([fax?.ready, fax?.devices], [false, ["0000:65:00.0"]]);
    const overrides =
      "drsAutomation: DRS would migrate VM fax (vm-2), and a VM with a passthrough device cannot be migrated; found cluster Cluster0 (domain-c1) with DRS level fullyAutomated and per-VM overrides not enabled; a level that does not migrate this VM; enable per-VM DRS overrides on the cluster, or set its level to manual [vmotion-enabled]";
    assert.deepEqual(fax?.checks, [
      { step: "host", state: "ok", text: "it is on host esx-01.example.test (host-1)" },
      { step: "hardware-version", state: "ok", text: "hardware version 20" },
      {
        step: "state",
        state: "ok",
        text: "no snapshots, no nested virtualisation, no fault tolerance, nothing pending",
      },
      { step: "memory", state: "ok", text: "all of its 4096 MB of memory is reserved" },
      { step: "drs", state: "missing", text: overrides },
      { step: "limit", state: "ok", text: "it has 1 passthrough device, of at most 2 (maxDevicesPerVm)" },
      { step: "device", state: "ok", text: "it has 0000:65:00.0" },
      { step: "power", state: "ok", text: "it is running, with its devices" },
    ]);
    simulator.admin.setDrs("domain-c1", { overridesEnabled: true });
    const idle = await vm("idle");
    simulator.admin.setDrs("domain-c1", { overridesEnabled: false });
    assert.equal(idle?.ready, true);
    assert.deepEqual(
      idle?.checks.slice(-4).map(({ text }) => text),
      [
        "DRS may move it now; attaching a device sets an override that stops that (drsAutomation)",
        "it has no passthrough devices, of at most 2 (maxDevicesPerVm)",
        "0000:3b:00.0 is active, and no VM has it",
        "it is off",
      ],
    );
  });

  it("takes the settings of the resources from the environment", async () => {
    const env = { ...simulator.env, VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: "platform" };
    const { out } = await doctor(["--host", "host-1", "--vm", "idle"], env);
    assert.match(out, /it has no passthrough devices, of as many as the host allows/);
  });

  it("trusts an authority that Node.js is told of", async () => {
    const folder = mkdtempSync(join(tmpdir(), "authority-"));
    try {
      const file = join(folder, "ca.pem");
      writeFileSync(file, simulator.certificate);
      const env = { ...simulator.env, VSPHERE_PASSTHROUGH_THUMBPRINT: "" };
      const refused = await doctor(["--host", "host-1"], env);
      assert.match(refused.error, /^vsphere-passthrough: the certificate of vSphere server .* cannot be verified: /);
      const { out } = await doctor(["--host", "host-1"], { ...env, NODE_EXTRA_CA_CERTS: file });
      assert.match(out, /^Host esx-01\.example\.test \(host-1\): /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("prints JSON that says the same, with every device and its state", async () => {
    const { code, out } = await doctor(["--host", "host-1", "--json"], simulator.env);
    const diagnosis = JSON.parse(out) as Diagnosis;
    assert.equal(out, `${JSON.stringify(diagnosis, null, 2)}\n`);
    const { version, ready, apiVersion, vm, host } = diagnosis;
    assert.deepEqual(
      { code, version, ready, apiVersion, vm },
      { code: 1, version: 1, ready: false, apiVersion: "8.0.2.0", vm: null },
    );
    assert.deepEqual(
      host.devices.map(({ address, state }) => [address, state]),
      [
        ["0000:00:14.0", "needed"],
        ["0000:17:00.0", "needed"],
        ["0000:17:00.1", "available"],
        ["0000:18:00.0", "needed"],
        [gpu, "active"],
        ["0000:5e:00.0", "waiting"],
        ["0000:5e:00.1", "available"],
        ["0000:65:00.0", "used"],
        ["0000:af:00.0", "incapable"],
        ["0000:d8:00.0", "needed"],
      ],
    );
    assert.deepEqual(
      host.checks.map(({ step, state }) => [step, state]),
      [
        ["connection", "ok"],
        ["iommu", "ok"],
        ["devices", "ok"],
        ["reboot", "missing"],
        ["reboot", "note"],
        ["interrupt-remapping", "note"],
      ],
    );
  });

  it("ends every message of a rule in an id that the rule table has", async () => {
    for (const args of [
      ["--host", "host-1", "--vm", "wrong"],
      ["--host", "host-2", "--vm", "vm-1"],
    ]) {
      const { out } = await doctor([...args, "--json"], simulator.env);
      const { host, vm } = JSON.parse(out) as Diagnosis;
      const missing = [...host.checks, ...(vm?.checks ?? [])].filter(({ state }) => state === "missing");
      const rules = missing.map(({ text }) => /\[([a-z-]+)\]$/.exec(text)?.[1] ?? text);
      assert.deepEqual(
        rules.filter((rule) => !Object.hasOwn(ruleCatalog, rule)),
        [],
      );
    }
  });

  it("changes nothing: every call only reads", async () => {
    simulator.calls.length = 0;
    await doctor(["--host", "host-1", "--vm", "idle"], simulator.env);
    const methods = [...new Set(simulator.calls.map(({ method }) => method))];
    assert.ok(methods.includes("Logout"));
    assert.deepEqual(methods.filter(isWrite), []);
  });

  it("needs no more than the read-only role", async () => {
    const args = ["--host", "esx-01.example.test", "--vm", "wrong"];
    const { out } = await doctor(args, simulator.envOf("viewer"));
    assert.equal(out, expected("doctorMissing.txt"));
  });

  it("prints names of others without what a terminal would obey", async () => {
    const evil = "\u009b31mred\u202egpj.exe\u0085";
    const devices = [build.device("3b:00.0", "gpu", { deviceName: `T4 ${evil}` })];
    const host = build.host("esx-01", { id: "host-1", devices, vms: [build.vm(`vm ${evil}`, { id: "vm-1" })] });
    const other = await startSimulator({ inventory: build.vcenter({ hosts: [host] }) });
    try {
      for (const format of [[], ["--json"]]) {
        const { out } = await doctor(["--host", "host-1", "--vm", "vm-1", ...format], other.env);
        assert.match(out, /T4 red gpj\.exe/);
        assert.match(out, /vm red gpj\.exe/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }
    } finally {
      await other.stop();
    }
  });

  it("is coloured for a terminal only: here it is none, and the words alone are", async () => {
    const { out } = await doctor(["--host", "host-2", "--json"], simulator.env);
    const diagnosis = JSON.parse(out) as Diagnosis;
    const coloured = renderText(diagnosis, { colour: true });
    const [headline = "", first = ""] = coloured.split("\n");
    assert.equal(headline, "\u001b[1mHost esx-02.example.test (host-2): ready (API 8.0.2.0)\u001b[22m");
    assert.ok(first.startsWith("\u001b[32m  ok       \u001b[39mthe host is connected"), first);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes of colours
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/g, ""), renderText(diagnosis, { colour: false }));
  });

  const wrong: readonly (readonly [what: string, args: readonly string[], message: string])[] = [
    ["no host", [], "doctor: no --host; say which host to look at"],
    ["an unknown option", ["--hots", "x"], "doctor: Unknown option '--hots'; see vsphere-passthrough doctor --help"],
    [
      "a host that is not there",
      ["--host", "esx-77"],
      '"esx-77" fits no host; found /DC0/host/Cluster0/esx-01.example.test (host-1), /DC0/host/esx-02.example.test/esx-02.example.test (host-2), /DC0/host/esx-03.example.test/esx-03.example.test (host-3), /DC0/host/esx-04.example.test/esx-04.example.test (host-4); give an ID, an inventory path or a unique name',
    ],
    [
      "a VM that is not there",
      ["--host", "host-1", "--vm", "faxes"],
      '"faxes" fits no VM; found /DC0/vm/fax (vm-2); give an ID, an inventory path or a unique name; if this program creates it, use its moid output',
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what} with one line`, async () => {
      assert.deepEqual(await doctor(args, simulator.env), {
        code: 1,
        out: "",
        error: `vsphere-passthrough: ${message}\n`,
      });
    });
  }

  it("names the setting that is missing", async () => {
    const { code, error } = await doctor(["--host", "a"], {});
    assert.deepEqual(
      [code, error],
      [
        1,
        "vsphere-passthrough: VSPHERE_SERVER: this setting is missing; set it in the environment: a command does not read stack configuration [input]\n",
      ],
    );
  });

  it("has help", async () => {
    const { code, out } = await doctor(["--help"], {});
    assert.equal(code, 0);
    assert.match(out, /^Usage: vsphere-passthrough doctor --host H/);
    for (const line of out.split("\n")) assert.ok(line.length <= 120, line);
  });
});

describe("vsphere-passthrough doctor on other servers", function () {
  this.timeout(30_000);

  it("looks at a lone host that is talked to directly", async () => {
    const devices = [build.device("3b:00.0", "gpu", { enabled: true })];
    const vms = [build.vm("idle", { id: "7", reservationLocked: true })];
    const simulator = await startSimulator({ inventory: build.esxi(build.host("esx-01", { devices, vms })) });
    const { code, out } = await doctor(["--host", "esx-01", "--vm", "idle"], simulator.env);
    await simulator.stop();
    assert.equal(code, 0);
    assert.match(out, /^Host esx-01 \(ha-host\): ready/);
    assert.match(out, /\nVM idle \(7\): ready\n/);
    assert.match(out, /the host is in no cluster, so nothing moves it/);
  });

  it("says of a host without an IOMMU what to do", async () => {
    const simulator = await startSimulator({ inventory: defaultInventory() });
    const { code, out } = await doctor(["--host", "host-13", "--json"], simulator.env);
    await simulator.stop();
    const { host } = JSON.parse(out) as Diagnosis;
    assert.equal(code, 1);
    assert.deepEqual(host.checks[1], {
      ...{ step: "iommu", state: "missing" },
      text: "host: no device of host esx-03.example.test (host-13) can be passed through; found 0 of 14 PCI functions passthrough capable; the host needs an IOMMU; turn on Intel VT-d or AMD IOMMU in the BIOS and reboot the host [no-iommu]",
    });
    assert.ok(host.devices.every(({ state }) => state === "incapable"));
  });

  describe("vcsim (skipped where there is no Go: npm test builds vcsim)", () => {
    const binary = process.env["VCSIM_BINARY"];
    let child: ChildProcess | undefined;
    let env: Readonly<Record<string, string>>;

    before(async function () {
      if (binary === undefined) return this.skip();
      const started = spawn(binary, { stdio: ["pipe", "pipe", "ignore"] });
      child = started;
      const [line] = await once(createInterface({ input: started.stdout }), "line");
      const { host, username, password } = new URL(String(line));
      const account = { VSPHERE_SERVER: host, VSPHERE_USER: username, VSPHERE_PASSWORD: password };
      env = { ...account, VSPHERE_ALLOW_UNVERIFIED_SSL: "true" };
    });
    after(async () => {
      if (child === undefined) return;
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    });

    it("is looked at, and has no IOMMU as far as it tells", async () => {
      const { code, out, error } = await doctor(["--host", "DC0_H0", "--vm", "DC0_H0_VM0"], env);
      assert.deepEqual([code, error], [1, ""]);
      assert.match(out, /^Host DC0_H0 \(host-\d+\): not ready, 1 thing is missing \(API 6\.5\)\n/);
      assert.match(out, /\[no-iommu\]/);
      assert.match(out, /\nVM DC0_H0_VM0 \(vm-\d+\): not ready, \d things are missing\n/);
    });
  });
});
