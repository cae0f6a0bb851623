import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { isWrite, type Simulator, startSimulator } from "../../simulator";
import { Project } from "../e2e/project";
import { type Event, runJob } from "./githubJob";

const root = join(__dirname, "..", "..");
const recipe = (name: string) => readFileSync(join(root, "examples", "ci", name), "utf8");
const github = recipe("github-actions.yml");
const gitlab = recipe("gitlab-ci.yml");

/** A change of the stack, as it comes to CI: a running VM gets a GPU, and is taken down for it. */
type Change = "pull request" | "announced pull request" | "push" | "maintenance window";

const refuse = "!contains(github.event.pull_request.labels.*.name, 'maintenance-window') && 'reboot,power-cycle' || ''";
const pullRequest = { "github.token": "token", "github.event.pull_request.number": "7" };
const events: Readonly<Record<Change, Event>> = {
  "pull request": { name: "pull_request", values: { ...pullRequest, [refuse]: "reboot,power-cycle" } },
  "announced pull request": { name: "pull_request", values: { ...pullRequest, [refuse]: "" } },
  push: { name: "push", values: {} },
  "maintenance window": { name: "schedule", values: {} },
};

const mergeRequest = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_IID: "7" };
const pipelines: Readonly<Record<Change, Readonly<Record<string, string>>>> = {
  "pull request": { ...mergeRequest, CI_MERGE_REQUEST_LABELS: "gpu" },
  "announced pull request": { ...mergeRequest, CI_MERGE_REQUEST_LABELS: "gpu,maintenance-window" },
  push: { CI_PIPELINE_SOURCE: "push" },
  "maintenance window": { CI_PIPELINE_SOURCE: "schedule" },
};

describe("the CI recipes", function () {
  this.timeout(120_000);
  let simulator: Simulator;
  let project: Project;

  beforeEach(async () => {
    simulator = await startSimulator({ timeScale: 0.01 });
    project = await Project.create({ env: simulator.env, copyOf: join(root, "examples", "gpu") });
    await project.must("stack", "init", "production");
    const path = [await stubs(project.folder), process.env["PATH"]].join(delimiter);
    project = project.with({ PATH: path, CALLS: join(project.folder, "calls") });
  });

  afterEach(async () => {
    await simulator?.stop();
    await project?.remove();
  });

  /**
   * Stands for what needs a registry or a forge, and notes how it was called; `rsync` copies for containers, which are
   * not used here.
   */
  async function stubs(folder: string): Promise<string> {
    const programs = join(folder, "stubs");
    await mkdir(programs);
    for (const name of ["npm", "gh", "curl", "rsync"]) {
      await writeFile(join(programs, name), `#!/bin/sh\necho "${name} $*" >> "$CALLS"\n`, { mode: 0o755 });
    }
    return programs;
  }

  const calls = () =>
    readFileSync(join(project.folder, "calls"), "utf8")
      .trimEnd()
      .split("\n")
      .filter((call) => !call.startsWith("rsync "));
  const table = () => readFileSync(join(project.folder, "plan.md"), "utf8");
  const writes = () => simulator.calls.filter(({ method }) => isWrite(method)).length;
  const attached = () => simulator.state().vms["vm-112"]?.devices.length;

  /** GitLab's own tool for a run on the machine; it wants a repository. */
  async function runPipeline(variables: Readonly<Record<string, string>>): Promise<{ code: number; text: string }> {
    const { folder } = project;
    await writeFile(join(folder, ".gitlab-ci.yml"), gitlab);
    await writeFile(join(folder, ".gitignore"), "*\n!.gitlab-ci.yml\n");
    const git = (...args: readonly string[]) =>
      project.run("git", "-c", "user.name=ci", "-c", "user.email=ci@example.test", ...args);
    await git("init", "--quiet", "--initial-branch", "main");
    await git("remote", "add", "origin", "git@gitlab.example.test:team/passthrough.git");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "CI");
    const all = { COMMENT_TOKEN: "token", ...variables };
    const given = Object.entries(all).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
    return project.run("gitlab-ci-local", "--force-shell-executor", "--no-shell-isolation", "--color=false", ...given);
  }

  const forges = {
    GitHub: (change: Change) => runJob(github, events[change], project),
    GitLab: (change: Change) => runPipeline(pipelines[change]),
  };
  const commented = {
    GitHub: "gh pr comment 7 --edit-last --create-if-none --body-file plan.md",
    GitLab: /^curl --fail --silent .* --data-urlencode body@plan\.md .*\/merge_requests\/7\/notes$/,
  };

  for (const [forge, run] of Object.entries(forges) as [keyof typeof forges, (typeof forges)["GitHub"]][]) {
    describe(`for ${forge}`, () => {
      it("fails a pull request that takes a VM down unannounced, and comments on it with the table", async () => {
        const { code, text } = await run("pull request");
        assert.notEqual(code, 0, text);
        assert.match(text, /vsphere-passthrough: refused: power-cycle: VM ml-02 \(vm-112\), by gpu/);
        assert.match(table(), /ml-02/);
        const [installed, comment = ""] = calls();
        assert.equal(installed, "npm ci");
        assert.match(comment, new RegExp(commented[forge]));
        assert.equal(writes(), 0);
      });

      it("passes it when it is announced", async () => {
        const { code, text } = await run("announced pull request");
        assert.equal(code, 0, text);
        assert.match(table(), /ml-02/);
        assert.equal(calls().length, 2);
        assert.equal(writes(), 0);
      });

      it("leaves it to the maintenance window after the merge", async () => {
        const { code, text } = await run("push");
        assert.equal(code, 0, text);
        assert.match(text, /The next maintenance window takes it up\./);
        assert.equal(writes(), 0);
      });

      it("applies it at once after the merge when nothing goes down for it", async () => {
        simulator.admin.setPower("vm-112", "poweredOff");
        const { code, text } = await run("push");
        assert.deepEqual([code, attached()], [0, 1], text);
      });

      it("applies it in the maintenance window, and looks that nothing is left", async () => {
        const { code, text } = await run("maintenance window");
        assert.deepEqual([code, attached()], [0, 1], text);
        assert.equal(simulator.state().vms["vm-112"]?.power, "poweredOn");
      });

      it("fails when the preview does", async () => {
        simulator.admin.pullCard("host-12", "0000:3b:00.0");
        for (const change of ["announced pull request", "push"] as const) {
          const { code, text } = await run(change);
          assert.notEqual(code, 0, `${change}: ${text}`);
        }
        assert.equal(writes(), 0);
      });
    });
  }
});
