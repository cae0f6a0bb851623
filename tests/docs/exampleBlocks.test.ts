import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Inventory, isWrite, type Simulator, startSimulator } from "../../simulator";
import { Project } from "../e2e/project";
import { ExamplePack } from "../policy/examplePack";
import { Standin } from "../standin/standin";
import { root } from "./blocks";
import { Coverage, mustTypeIn, ShellBlock, typeIn } from "./shellBlocks";

const page = (example: string) => `examples/${example}/README.md`;
const planTable = new ShellBlock(page("ci"), "set -o pipefail");
const wrongLevel = new ShellBlock(page("guard"), "pulumi config set level");
const policyPack = new ShellBlock(page("guard"), "pulumi preview --policy-pack");
const destruction = new ShellBlock(page("fax-modem"), "pulumi destroy --preview-only");
const ownHardware = new ShellBlock(page("own-hardware"), "npx vsphere-passthrough snapshot");
const site = new ShellBlock(page("several-vcenters"), "pulumi config set --path");
const third = new ShellBlock(page("two-devices"), "pulumi config set third");

const coverage = new Coverage();
coverage.elsewhere([[new ShellBlock("examples/README.md", "npm install"), "tests/package/installing.test.ts"]]);

describe("shell blocks of the examples, typed into bash against the simulator", function () {
  this.timeout(90_000);
  let simulator: Simulator;
  let project: Project;

  async function open(example: string, inventory?: Inventory): Promise<void> {
    simulator = await startSimulator({ timeScale: 0.01, ...(inventory && { inventory }) });
    project = await Project.create({ env: simulator.env, copyOf: join(root, "examples", example) });
  }

  afterEach(async () => {
    await project?.remove();
    await simulator?.stop();
  });

  /** Types blocks whose preview a rule refuses; nothing is written. */
  async function refuses(rule: RegExp, ...args: Parameters<typeof typeIn>): Promise<void> {
    const { code, text } = await typeIn(...args);
    assert.equal(code, 1, text);
    assert.match(text, rule);
    assert.ok(!simulator.calls.some(({ method }) => isWrite(method)));
  }

  it("are all known here", () => {
    coverage.assertWhole((page) => page.startsWith(join("examples", "/")));
  });

  it(
    `${planTable.page}: the table, with an end of its own for what takes a VM down, and for what a rule refuses`,
    coverage.typing([planTable], async () => {
      await open("gpu");
      const { code, text } = await typeIn(project, [planTable]);
      assert.equal(code, 2, text);
      assert.match(text, /vsphere-passthrough: refused: power-cycle: VM ml-02 \(vm-112\), by gpu/);
      const table = () => readFile(join(project.folder, "plan.md"), "utf8");
      assert.match(await table(), /^\|.*ml-02.*\|$/m);
      simulator.admin.pullCard("host-12", "0000:3b:00.0");
      await refuses(/: the preview failed, and the report is incomplete$/m, project, [planTable]);
      assert.match(await table(), /ambiguous/);
    }),
  );

  it(
    `${wrongLevel.page}: the guard, and the policy pack where there is none (with a stand-in for the vsphere plugin)`,
    coverage.typing([wrongLevel, policyPack], async () => {
      await open("guard");
      const [standin, pack] = [await Standin.install(), await ExamplePack.install()];
      try {
        const path = [pack.programs, standin.env["PATH"]].join(delimiter);
        const shell = project.with({ ...standin.env, PATH: path, STANDIN_VM: "vm-111" });
        await refuses(/found DrsVmOverride "ml" \(fullyAutomated.*\[vmotion-enabled\]/, shell, [wrongLevel]);
        await project.edit("index.ts", (program) => program.replace("guardPassthrough();", ""));
        const edits = { "../policy-pack": pack.folder };
        await refuses(/\[mandatory\]\s+passthrough-vmotion-enabled/, shell, [policyPack], edits);
      } finally {
        await pack.remove();
        await standin.remove();
      }
    }),
  );

  it(
    `${destruction.page}: what a destroy takes down, which Pulumi's own preview does not tell`,
    coverage.typing([destruction], async () => {
      await open("fax-modem");
      await project.must("up", "--yes", "--skip-preview");
      assert.doesNotMatch((await project.must("destroy", "--preview-only")).text, /reboot/);
      const text = await mustTypeIn(project, [destruction]);
      assert.match(text, /^Passthrough plan: 1 host reboots, 1 VM loses power if running$/m);
    }),
  );

  it(
    `${ownHardware.page}: a snapshot, and the program tried on it`,
    coverage.typing([ownHardware], async () => {
      const file = readFileSync(join(root, "examples", "own-hardware", "hardware.json"), "utf8");
      const inventory = JSON.parse(file.replaceAll("esx-1.example.test", "esx-b1.example.test"));
      await open("own-hardware", inventory);
      const text = await mustTypeIn(project, [ownHardware], { "example.com": "example.test" });
      assert.match(text, /host esx-1\.example\.test \(host-31\) needs a reboot .* \[host-reboot\]/);
      const [written] = JSON.parse(await readFile(join(project.folder, "hardware.json"), "utf8")).datacenters;
      assert.deepEqual(written.hosts[0].pci, inventory.datacenters[0].hosts[0].pci);
    }),
  );

  it(
    `${site.page}: a site and its password, as configuration`,
    coverage.typing([site], async () => {
      await open("several-vcenters");
      const { host, user, password, thumbprint } = simulator;
      const own = {
        "vcenter.berlin.example.com": host,
        "passthrough@vsphere.local": user,
        "example.com": "example.test",
      };
      await mustTypeIn(project, [site], own, password);
      await project.must("config", "set", "--path", "sites[0].thumbprint", thumbprint);
      const { text } = await project.with({ VSPHERE_SERVER: undefined, VSPHERE_PASSWORD: undefined }).must("preview");
      assert.match(text, /\+ 7 to create/);
    }),
  );

  it(
    `${third.page}: a third device`,
    coverage.typing([third], async () => {
      await open("two-devices");
      await refuses(/3 passthrough devices on VM ml-01 .* \[device-limit\]/, project, [third]);
    }),
  );
});
