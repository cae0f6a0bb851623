import assert from "node:assert/strict";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Stage } from "../e2e/stage";
import { Standin, vsphereClasses } from "../standin/standin";

const root = join(__dirname, "..", "..");

/**
 * The pack of the example, its dependencies beside it. Its runtime has a name of its own: for one without a language host
 * the CLI starts `pulumi-analyzer-policy-<name>`, so it does not matter how old the host for Node.js is that is there.
 */
async function copyOfThePack(folder: string): Promise<string> {
  const pack = join(folder, "policy-pack");
  const filter = (path: string) => !path.endsWith("node_modules");
  await cp(join(root, "examples", "policy-pack"), pack, { recursive: true, filter });
  await mkdir(join(pack, "node_modules"));
  await symlink(join(root, "node_modules", "@pulumi"), join(pack, "node_modules", "@pulumi"));
  await symlink(root, join(pack, "node_modules", "pulumi-vsphere-passthrough"));
  const settings = join(pack, "PulumiPolicy.yaml");
  const text = await readFile(settings, "utf8");
  assert.match(text, /^runtime: nodejs$/m);
  await writeFile(settings, text.replace("runtime: nodejs", "runtime: beside"));
  return pack;
}

/** A folder for PATH, with what the CLI starts for that runtime: what the SDK has for it. */
async function starter(folder: string): Promise<string> {
  const programs = join(folder, "bin");
  await mkdir(programs);
  const file = join(programs, "pulumi-analyzer-policy-beside");
  await writeFile(file, '#!/bin/sh\nexec node node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js "$@"\n');
  await chmod(file, 0o755);
  return programs;
}

describe("the policy pack of the example, through the CLI", function () {
  this.timeout(90_000);
  let folder: string;
  let pack: string;
  let env: NodeJS.ProcessEnv;
  let stage: Stage;
  let standin: Standin;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "passthrough-pack-"));
    pack = await copyOfThePack(folder);
    standin = await Standin.install();
    stage = await Stage.open();
    env = { ...standin.env, PATH: [await starter(folder), standin.env["PATH"]].join(delimiter) };
  });

  after(async () => {
    await stage?.close();
    await standin?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const preview = async (level: string) => {
    await stage.project.program(`${vsphereClasses}
      const inputs = { memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true };
      const vm = new vsphere.VirtualMachine("ml", inputs, { ignoreChanges: ["pciDeviceIds"] });
      new vsphere.DrsVmOverride("pin", { computeClusterId: "domain-c8", virtualMachineId: vm.id, drsEnabled: true, drsAutomationLevel: "${level}" });
      const memory = new VmMemoryReservation("memory", { vm: vm.moid });
      const gpu = new HostPassthroughDevice("gpu", { host: "host-12", address: "0000:3b:00.0" });
      new VmPciAttachment("attachment", { vm: memory.vm, device: gpu });`);
    const outcome = await stage.project.with(env).preview("--policy-pack", pack);
    assert.doesNotMatch(outcome.text, /can't run policy/);
    assert.deepEqual(stage.takeWrites(), []);
    return outcome;
  };

  it("lets a program pass that has nothing against passthrough", async () => {
    const { code, text } = await preview("manual");
    assert.equal(code, 0, text);
    assert.match(text, /vsphere-passthrough@v0\.1\.0 \(local: /);
  });

  it("refuses an override that migrates a VM which does not exist yet", async () => {
    const { code, text } = await preview("fullyAutomated");
    assert.equal(code, 1, text);
    assert.match(text, /\[mandatory\]\s+passthrough-vmotion-enabled\s+\(vsphere:index:DrsVmOverride: pin\)/);
    assert.match(text, /found DrsVmOverride "pin" \(fullyAutomated, for VirtualMachine "ml"\).*\[vmotion-enabled\]/);
  });
});
