import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { build, readInventory } from "../../simulator";
import { beforeCall } from "../apply/hooks";
import type { Project } from "../e2e/project";
import { canonical, Stage } from "../e2e/stage";
import { allBlocks } from "./blocks";
import { Coverage, mustTypeIn, ShellBlock, typeIn } from "./shellBlocks";

const configuration = "docs/installation-configuration.md";
const connection = new ShellBlock("README.md", "export VSPHERE_SERVER=");
const doctor = new ShellBlock("README.md", "npx vsphere-passthrough doctor");
const settings = new ShellBlock(configuration, "pulumi config set vsphere:vsphereServer");
const certificate = new ShellBlock(configuration, "openssl s_client");
const newPassword = new ShellBlock(configuration, "pulumi refresh --run-program");
const afterDeath = new ShellBlock("docs/interrupted.md", "pulumi cancel");
const fromList = new ShellBlock("docs/simulator.md", "ssh root@");
const fromServer = new ShellBlock("docs/simulator.md", "npx vsphere-passthrough snapshot --host");
const firstLook = new ShellBlock("docs/troubleshooting.md", "npx vsphere-passthrough doctor");
const more = new ShellBlock("docs/troubleshooting.md", "pulumi preview --json");
const handedOver = new ShellBlock("docs/troubleshooting.md", "export VSPHERE_SERVER=");

const coverage = new Coverage();
coverage.elsewhere([
  [new ShellBlock("README.md", "npm run demo"), "this is one of the tests, and .ci/run runs both"],
  [new ShellBlock("README.md", "npm init"), "tests/package/readme.test.ts"],
  [new ShellBlock("README.md", "npx vsphere-passthrough simulate"), "tests/package/readme.test.ts"],
  [new ShellBlock("README.md", "pulumi preview"), "tests/package/readme.test.ts"],
  [new ShellBlock("README.md", "pulumi up"), "tests/package/readme.test.ts"],
  [new ShellBlock(configuration, "npm install ./"), "tests/package/installing.test.ts"],
]);

const user = "passthrough@vsphere.local";
const password = "p ' \"$x\\";
const users = [{ name: user, password, permissions: [{ privileges: "all" as const }] }];
const withoutServer = {
  VSPHERE_SERVER: undefined,
  VSPHERE_USER: undefined,
  VSPHERE_PASSWORD: undefined,
  VSPHERE_PASSTHROUGH_THUMBPRINT: undefined,
};
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const itWithOpenssl = hasOpenssl ? it : it.skip;

describe("shell blocks of README.md and docs, typed into bash against the simulator", function () {
  this.timeout(90_000);
  let stage: Stage;
  /** That of the stage, with nothing in its environment that says where the server is. */
  let project: Project;

  async function open(options: Parameters<typeof Stage.open>[0] = {}): Promise<void> {
    stage = await Stage.open({ users, ...options });
    project = stage.project.with({ ...withoutServer, PULUMI_SKIP_CONFIRMATIONS: "true" });
  }
  afterEach(() => stage?.close());

  /** By the page's own commands, and the certificate. */
  async function configure(): Promise<void> {
    await mustTypeIn(project, [settings], { "vcenter.example.com": stage.simulator.host }, password);
    await project.must("config", "set", "vsphere-passthrough:thumbprint", stage.simulator.thumbprint);
  }

  it("are all known here", () => {
    coverage.assertWhole((page) => !page.startsWith(join("examples", "/")));
  });

  it(
    `${connection.page}: the connection in the environment, the password asked for, and the doctor`,
    coverage.typing([connection, doctor], async () => {
      await open();
      const edits = { "vcenter.example.com": stage.simulator.host };
      const { thumbprint } = stage.simulator;
      const unknown = await typeIn(project, [connection, doctor], edits, password);
      assert.equal(unknown.code, 1, unknown.text);
      assert.ok(unknown.text.includes(thumbprint), unknown.text);
      const trusting = project.with({ VSPHERE_PASSTHROUGH_THUMBPRINT: thumbprint });
      const { code, text } = await typeIn(trusting, [connection, doctor], edits, password);
      assert.equal(code, 1, text);
      assert.match(text, /^VM ml-02 \(vm-112\): not ready, 3 things are missing$/m);
      assert.ok(!text.includes(password));
    }),
  );

  itWithOpenssl(
    `${configuration}: the connection in the stack, and its certificate${hasOpenssl ? "" : " (skipped: there is no openssl)"}`,
    coverage.typing([settings, certificate], async () => {
      await open();
      const { host } = stage.simulator;
      await project.program(canonical());
      await mustTypeIn(project, [settings], { "vcenter.example.com": host }, password);
      assert.ok(!(await readFile(join(project.folder, "Pulumi.test.yaml"), "utf8")).includes(password));
      const refused = await project.preview();
      assert.equal(refused.code, 1, refused.text);
      const authority = join(project.folder, "authority.pem");
      await writeFile(authority, stage.simulator.certificate);
      await project.with({ NODE_EXTRA_CA_CERTS: authority }).must("preview");
      const [thumbprint = "none"] = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(refused.text) ?? [];
      const edits = { "vcenter.example.com:443": host, "<thumbprint>": thumbprint };
      assert.match(await mustTypeIn(project, [certificate], edits), new RegExp(`Fingerprint=${thumbprint}$`, "m"));
      await project.must("preview");
      assert.deepEqual(stage.takeWrites(), []);
    }),
  );

  it(
    `${more.page} and ${newPassword.page}: an up that is looked into; after a password change, the stack's configuration`,
    coverage.typing([more, newPassword], async () => {
      await open();
      await configure();
      await project.program(canonical({ vm: `"ml-02"`, attachment: `power: "powerOff"` }));
      assert.match(await mustTypeIn(project, [more]), /^Passthrough plan: 1 VM loses power$/m);
      const log = await readFile(join(project.folder, "log"), "utf8");
      assert.match(log, /Provider\[.*\.Check\b/);
      assert.match(log, /Provider\[.*\.Create\b/);
      assert.ok(!log.includes(JSON.stringify(password).slice(1, -1)) && !log.includes(password));

      await project.must("config", "set", "--secret", "vsphere:password", "changed");
      const { code, text } = await typeIn(project, [newPassword]);
      assert.notEqual(code, 0);
      assert.match(text, /cannot log in to vSphere server .* \(InvalidLogin\)/);
      await project.must("config", "set", "--secret", "vsphere:password", password);
      assert.match(await mustTypeIn(project, [newPassword]), /^ {4}5 unchanged$/m);
    }),
  );

  it(
    `${afterDeath.page}: what it says of the death of the CLI, and how to go on`,
    coverage.typing([afterDeath], async () => {
      await open();
      await project.program(canonical({ vm: `"ml-02"`, attachment: `power: "powerOff"` }));
      await configure();
      const up = project.start("pulumi", "up", "--yes", "--skip-preview", "--non-interactive");
      beforeCall(stage.simulator, "PowerOffVM_Task", 1, () => setImmediate(() => process.kill(up.pid, "SIGKILL")));
      await up.ended;
      // As the page says: it is waited for the provider, which logs out last.
      for (let turns = 0; stage.simulator.state().sessions > 0; turns++) {
        assert.ok(turns < 400, "the provider is still there");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const locked = await project.up();
      const [shown] = allBlocks.filter(({ page, language }) => page === afterDeath.page && language === "text");
      assert.ok(locked.text.includes(shown?.code.trim() ?? "no such block"), locked.text);
      const text = await mustTypeIn(project, [afterDeath]);
      assert.match(text, /, interrupted while creating$/m);
      assert.equal(stage.simulator.state().vms["vm-112"]?.devices.length, 1);
      const { warnings } = await project.must("preview", "--expect-no-changes");
      assert.deepEqual(warnings, {});
    }),
  );

  it(
    `${fromList.page}: a simulator from what esxcli prints (a stand-in for ssh prints a list of the tests)`,
    coverage.typing([fromList], async () => {
      await open();
      const programs = join(project.folder, "programs");
      await mkdir(programs);
      const list = join(__dirname, "..", "simulator", "inventory", "esxcli", "esxi67.txt");
      const called = "root@esx-b1.example.com esxcli hardware pci list";
      await writeFile(join(programs, "ssh"), `#!/bin/sh\n[ "$*" = "${called}" ] && cat "${list}"\n`, { mode: 0o755 });
      const shell = project.with({ PATH: [programs, process.env["PATH"]].join(delimiter) });
      const serving = shell.start("bash", "-e", "-c", fromList.code);
      const line = await Promise.race([serving.firstLine, serving.ended.then(({ text }) => assert.fail(text))]);
      const { url, user, password, thumbprint, pid } = JSON.parse(line);
      const env = { VSPHERE_SERVER: new URL(url).host, VSPHERE_USER: user, VSPHERE_PASSWORD: password };
      const there = project.with({ ...env, VSPHERE_PASSTHROUGH_THUMBPRINT: thumbprint });
      const { text } = await there.run("npx", "vsphere-passthrough", "doctor", "--host", "esx-b1");
      process.kill(pid, "SIGTERM");
      assert.match(text, /^Host esx-b1 /m);
      assert.equal((await serving.ended).code, 0);
    }),
  );

  it(
    `${fromServer.page}: an inventory from a live server`,
    coverage.typing([fromServer], async () => {
      const host = build.host("esx-b1.example.test", { devices: [build.device("3b:00.0", "gpu")] });
      await open({ inventory: build.vcenter({ name: "Berlin", hosts: [host] }) });
      await mustTypeIn(stage.project, [fromServer], { "example.com": "example.test" });
      const [found] = readInventory(join(project.folder, "inventory.yaml")).datacenters[0]?.hosts ?? [];
      assert.notEqual(found?.name, "esx-b1.example.test");
      assert.ok(found?.pci.some(({ address }) => address === "0000:3b:00.0"));
      assert.deepEqual(stage.takeWrites(), []);
    }),
  );

  it(
    `${handedOver.page}: the connection of the stack, handed to the doctor`,
    coverage.typing([handedOver, firstLook], async () => {
      await open();
      await configure();
      const { code, text } = await typeIn(project, [handedOver, firstLook], { "example.com": "example.test" });
      assert.equal(code, 1, text);
      assert.match(text, /^VM ml-02 \(vm-112\): not ready, 3 things are missing$/m);
      assert.deepEqual(stage.takeWrites(), []);
    }),
  );
});
