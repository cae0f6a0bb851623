import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isWrite, type Simulator, startSimulator } from "../../simulator";
import { Standin } from "../standin/standin";
import { Project } from "./project";
import { itAtOnce, release } from "./release";

const folder = join(__dirname, "..", "..", "examples");
/** `quickstart` is the demo's, `policy-pack` no project, and `ci` is tested in tests/ci. */
const examples = readdirSync(folder).filter((name) => existsSync(join(folder, name, "Pulumi.yaml")));

interface Play {
  /** The outputs of `up`. */
  readonly outputs: object;
  /** What the simulator's VM has then. */
  readonly attached: Readonly<Record<string, readonly string[]>>;
  /** A setting that the README tells to try, and what the preview is then refused for. */
  readonly refused?: { readonly set: readonly string[]; readonly message: RegExp };
  /** It lets the host reboot, if its devices need that. */
  readonly reboots?: true;
  /** Before the first command. */
  readonly prepare?: (project: Project, simulator: Simulator) => Promise<unknown>;
}

const [t4, hba, fax, port] = ["0000:3b:00.0", "0000:65:00.0", "0000:b1:00.0", "0000:18:00.1"];
const faxName = "Brooktrout TR1034 Fax Modem";

const plays: Readonly<Record<string, Play>> = {
  "beside-vsphere": { outputs: { card: "TU104GL [Tesla T4]" }, attached: { "vm-111": [t4] } },
  "fax-modem": { outputs: { modemName: faxName }, attached: { "vm-111": [fax] }, reboots: true },
  "fc-hba": {
    outputs: { adapter: "ISP2722-based 16/32Gb Fibre Channel to PCIe Adapter" },
    attached: { "vm-111": [hba] },
    refused: {
      set: ["host", "esx-01.example.test"],
      message:
        /no Fibre Channel adapter of esx-01\.example\.test can be spared; found 0000:65:00\.0: the host needs it: datastore/,
    },
  },
  gpu: { outputs: { card: "TU104GL [Tesla T4]", key: 13000 }, attached: { "vm-112": [t4] } },
  guard: {
    outputs: {},
    attached: { "vm-111": [t4] },
    refused: {
      set: ["level", "fullyAutomated"],
      message: /found DrsVmOverride "ml" \(fullyAutomated.*\[vmotion-enabled\]/,
    },
  },
  nic: { outputs: { port }, attached: { "vm-131": [port] } },
  "own-hardware": { outputs: { gpu: t4 }, attached: { "vm-41": [t4] }, reboots: true },
  "own-tests": { outputs: { address: t4 }, attached: { "vm-112": [t4] } },
  "several-vcenters": {
    outputs: { devices: [`vm-111/${fax}`] },
    attached: { "vm-111": [fax] },
    prepare: async (project, { host, user, password, thumbprint }) => {
      const site = { name: "berlin", server: host, user, thumbprint, host: "esx-02.example.test", vm: "ml-01" };
      for (const [key, value] of Object.entries(site))
        await project.must("config", "set", "--path", `sites[0].${key}`, value);
      await project.must("config", "set", "--secret", "berlinPassword", password);
    },
  },
  "two-devices": {
    outputs: { devices: ["TU104GL [Tesla T4]", faxName] },
    attached: { "vm-111": [t4, fax] },
    refused: { set: ["third", "true"], message: /3 passthrough devices on VM ml-01 .* \[device-limit\]/ },
  },
};

describe("the examples", function () {
  this.timeout(120_000);
  let simulator: Simulator | undefined;
  let standin: Standin | undefined;
  let project: Project | undefined;

  afterEach(async () => {
    await project?.remove();
    await simulator?.stop();
    await standin?.remove();
    [project, simulator, standin] = [undefined, undefined, undefined];
  });

  /** A copy of the example, and what it is configured for: the hardware that it has with it, or the default inventory. */
  async function open(name: string): Promise<{ readonly project: Project; readonly simulator: Simulator }> {
    const own = join(folder, name, "hardware.json");
    const inventory = existsSync(own) ? { inventory: JSON.parse(readFileSync(own, "utf8")) } : {};
    simulator = await startSimulator({ ...inventory, profile: release, timeScale: 0.01 });
    standin = await Standin.install();
    const env = { ...simulator.env, ...standin.env, STANDIN_VM: "vm-111" };
    project = await Project.create({ env, copyOf: join(folder, name) });
    return { project, simulator };
  }

  it("are all played here, complete, and listed", () => {
    assert.deepEqual(examples, Object.keys(plays));
    const list = readFileSync(join(folder, "README.md"), "utf8");
    for (const name of examples) {
      assert.ok(list.includes(`](${name})`), `${name} is not in examples/README.md`);
      for (const file of ["README.md", "tsconfig.json", "index.ts"]) assert.ok(existsSync(join(folder, name, file)));
      const { dependencies } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
      assert.equal(dependencies["pulumi-vsphere-passthrough"], "file:../..");
    }
  });

  for (const [name, { outputs, attached, refused, reboots, prepare }] of Object.entries(plays)) {
    const play = reboots ? it : itAtOnce;
    play(`${name}: preview, up, ${refused === undefined ? "" : "a refused preview, "}destroy`, async () => {
      const { project, simulator } = await open(name);
      await prepare?.(project, simulator);
      const writes = () => simulator.calls.filter(({ method }) => isWrite(method)).length;
      const devices = () =>
        Object.fromEntries(
          Object.values(simulator.state().vms)
            .filter((vm) => vm.devices.length > 0)
            .map((vm) => [vm.id, vm.devices.map(({ address }) => address)]),
        );

      await project.must("preview");
      assert.equal(writes(), 0);
      await project.must("up", "--yes", "--skip-preview");
      assert.deepEqual(JSON.parse((await project.must("stack", "output", "--json")).text), outputs);
      assert.deepEqual(devices(), attached);
      if (refused !== undefined) {
        await project.must("config", "set", ...refused.set);
        const [before, { code, text }] = [writes(), await project.preview()];
        assert.equal(code, 1, text);
        assert.match(text, refused.message);
        assert.equal(writes(), before);
      }
      await project.must("destroy", "--yes", "--skip-preview");
      assert.deepEqual(devices(), {});
    });
  }

  it("own-tests: its own tests pass", async () => {
    // Where the example is in the repository, mocha would take up this repository's settings else.
    assert.ok(existsSync(join(folder, "own-tests", ".mocharc.json")));
    const { project } = await open("own-tests");
    const { code, text } = await project.run("npm", "test");
    assert.equal(code, 0, text);
    assert.match(text, /3 passing/);
  });

  it("own-hardware: the check tells what would reboot, and fails when the card is not there", async () => {
    const { project } = await open("own-hardware");
    const { code, text } = await project.run("npm", "run", "check");
    assert.equal(code, 0, text);
    assert.match(text, /host esx-1\.example\.test \(host-31\) needs a reboot .* \[host-reboot\]/);
    await project.edit("hardware.json", (hardware) => hardware.replace("Tesla T4", "Tesla P4"));
    const other = await project.run("npm", "run", "check");
    assert.equal(other.code, 1, other.text);
    assert.match(other.text, /match: .* \[ambiguous\]/);
  });
});
