import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "./project";
import { canonical, Stage } from "./stage";

/** With what shells, URLs, JSON, XML and format strings treat in ways of their own. */
const marker = "mArKeD";
const password = `${marker}-p"w'<&>$HOME %s %d \\ {{x}}`;
const user = "operator@vsphere.local";
const forms = [marker, Buffer.from(password).toString("base64"), Buffer.from(password).toString("hex")];

function assertNowhere(where: string, text: string): void {
  for (const form of forms) assert.ok(!text.includes(form), `the password is in ${where}`);
}

/** The command lines of all processes, again and again, until it is ended; those that tell the password. */
function watchArguments(): { end(): Promise<{ readonly seen: number; readonly telling: readonly string[] }> } {
  const all = new Set<string>();
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
        all.add(await readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => ""));
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  const looking = look();
  return {
    async end() {
      isOver = true;
      await looking;
      const own = [...all].filter((line) => line.includes("dynamic-provider") || line.includes("pulumi\0"));
      return { seen: own.length, telling: [...all].filter((line) => forms.some((form) => line.includes(form))) };
    },
  };
}

describe("a password", function () {
  this.timeout(180_000);
  let stage: Stage;
  let project: Project;

  beforeEach(async () => {
    const permissions = [{ privileges: "all" as const }];
    stage = await Stage.open({ users: [{ name: user, password, permissions }] });
    const folder = join(stage.project.folder, "tmp");
    await mkdir(folder);
    project = stage.project.with({ TMPDIR: folder });
    await project.program(canonical({ attachment: `power: "powerOff"` }));
  });
  afterEach(() => stage?.close());

  /** All that a life of a stack prints and leaves. */
  async function live(of: Project, ...flags: readonly string[]): Promise<void> {
    const watched = watchArguments();
    for (const command of ["preview", "up", "refresh", "destroy"] as const) {
      const { code, text } = await of[command](...flags);
      assert.equal(code, 0, text.slice(-3_000));
      assert.ok(text.length > 10_000, `the flags of ${command} made no difference`);
      assertNowhere(`the output of ${command}`, text);
      if (command === "up") assertNowhere("the exported state", (await of.must("stack", "export")).text);
    }
    assertNowhere("a file", await of.everything());
    const { seen, telling } = await watched.end();
    assert.ok(seen > 0, "no process of the CLI was seen");
    assert.deepEqual(telling, []);
  }

  it("in the environment is nowhere, whatever Pulumi logs", () =>
    live(project.with(stage.simulator.envOf(user)), "-v=11", "--logtostderr", "--logflow"));

  it("in stack configuration is nowhere, as far as Pulumi itself keeps it", async () => {
    const { VSPHERE_SERVER: server, VSPHERE_PASSTHROUGH_THUMBPRINT: thumbprint } = stage.simulator.envOf(user);
    const configured = project.with(
      Object.fromEntries(Object.keys(stage.simulator.env).map((name) => [name, undefined])),
    );
    await configured.must(
      ...["config", "set-all", "--plaintext", `vsphere:vsphereServer=${server}`, "--plaintext", `vsphere:user=${user}`],
      ...["--plaintext", `vsphere-passthrough:thumbprint=${thumbprint}`, "--secret", `vsphere:password=${password}`],
    );
    await live(configured, "-v=8", "--logtostderr", "--logflow");
  });

  it("that was changed between preview and up stops the up before anything is written", async () => {
    const good = project.with(stage.simulator.envOf(user));
    const preview = await good.preview();
    assert.equal(preview.code, 0, preview.text);
    stage.simulator.calls.length = 0;
    const { code, errors, text } = await good.with({ VSPHERE_PASSWORD: `${marker}-old` }).up();
    assert.equal(code, 1, text);
    assert.match(
      Object.values(errors).flat()[0] ?? "",
      /^cannot log in to vSphere server 127\.0\.0\.1:\d+ as operator@vsphere\.local: Cannot complete login due to an incorrect user name or password \(InvalidLogin\); check vsphere:user and vsphere:password; /,
    );
    assertNowhere("the output", text);
    assert.deepEqual(stage.takeWrites(), []);
    const logins = stage.takeCalls().filter((call) => call.startsWith("Login "));
    assert.ok(logins.length <= 1, "a wrong password was tried again");
  });
});
