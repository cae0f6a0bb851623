// `npm run demo`: real Pulumi against the embedded simulator, from the first preview to the last destroy.
// Everything it makes is in a temporary folder; it ends what it starts.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { startSimulator } = createRequire(import.meta.url)("../dist/simulator/index.js");
const stack = "demo";

function say(text) {
  console.log(`\n=== ${text}\n`);
}

/** A copy of the root project: the CLI writes stack files beside Pulumi.yaml. */
async function copyProject(folder) {
  const project = join(folder, "project");
  await mkdir(join(project, "node_modules"), { recursive: true });
  for (const name of ["Pulumi.yaml", "examples", "tsconfig.json"]) {
    await cp(join(root, name), join(project, name), { recursive: true });
  }
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "quickstart", private: true }));
  for (const name of ["@pulumi", "@types", "typescript"]) {
    await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
  }
  await symlink(root, join(project, "node_modules", "pulumi-vsphere-passthrough"));
  return project;
}

async function environment(folder, simulator) {
  for (const name of ["state", "home"]) await mkdir(join(folder, name));
  return {
    ...process.env,
    ...simulator.env,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** Runs a Pulumi command; `expected` says what its outcome must be, so a demo that shows something else fails. */
async function pulumi(options, args, expected) {
  console.log(`$ pulumi ${args.join(" ")}`);
  const { code, output } = await run("pulumi", [...args, "--non-interactive"], options);
  const isRefused = code !== 0;
  if (isRefused !== (expected.refused !== undefined)) throw new Error(`pulumi ${args[0]} ended with ${code}`);
  for (const text of [expected.refused, expected.flagged].filter((one) => one !== undefined)) {
    if (!output.includes(text)) throw new Error(`pulumi ${args[0]} did not say ${text}`);
  }
}

async function scenes(options) {
  const config = (path, value) => pulumi(options, ["config", "set", "--path", path, value], {});
  say("A new stack: what would happen?");
  await pulumi(options, ["stack", "init", stack], {});
  await pulumi(options, ["preview"], { flagged: "[power-cycle]" });

  say("Do it: memory reserved, two devices out of the hypervisor and on the VM");
  await pulumi(options, ["up", "--yes", "--skip-preview"], {});
  await pulumi(options, ["stack", "output"], {});

  say("A third device on the same VM: the plan is refused, and nothing is touched");
  await config("devices[0]", "0000:3b:00.0");
  await config("devices[1]", "0000:b1:00.0");
  await config("devices[2]", "0000:65:00.0");
  await pulumi(options, ["preview"], { refused: "[device-limit]" });

  say("Another device instead of the first: the plan is flagged, since giving a device back reboots the host");
  await config("devices[0]", "0000:65:00.0");
  await pulumi(options, ["config", "rm", "--path", "devices[2]"], {});
  await pulumi(options, ["preview"], { flagged: "[host-reboot]" });

  say("Back to the devices there are: nothing to change, and a refresh finds nothing either");
  await config("devices[0]", "0000:3b:00.0");
  await pulumi(options, ["refresh", "--yes", "--expect-no-changes"], {});
  await pulumi(options, ["preview", "--expect-no-changes"], {});

  say("Take it all away: the VM gets its earlier settings back, the host its devices");
  await pulumi(options, ["destroy", "--yes", "--skip-preview"], {});
}

async function demo() {
  const started = Date.now();
  const folder = await mkdtemp(join(tmpdir(), "vsphere-passthrough-demo-"));
  const simulator = await startSimulator({ timeScale: 0.02 });
  try {
    say(`The embedded vSphere simulator serves at ${simulator.url}`);
    const options = { cwd: await copyProject(folder), env: await environment(folder, simulator) };
    await scenes(options);
    say(`Done in ${Math.round((Date.now() - started) / 1000)} s; nothing is left behind`);
  } finally {
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await demo();
