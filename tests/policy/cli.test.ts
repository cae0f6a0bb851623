import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stage } from "../e2e/stage";
import { Standin, vsphereClasses } from "../standin/standin";

const root = join(__dirname, "..", "..");

/** A folder for `--policy-pack`, with what it needs beside it. */
async function pack(folder: string, name: string, program: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(join(own, "node_modules"), { recursive: true });
  await symlink(join(root, "node_modules", "@pulumi"), join(own, "node_modules", "@pulumi"));
  await symlink(root, join(own, "node_modules", "pulumi-vsphere-passthrough"));
  await writeFile(join(own, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
  await writeFile(join(own, "package.json"), JSON.stringify({ name, version: "0.0.1", private: true }));
  await writeFile(join(own, "index.js"), program);
  return own;
}

describe("the policy pack through the CLI (only where its language host runs policy packs; v3.68 does not)", function () {
  this.timeout(90_000);
  let folder: string;
  let stage: Stage;
  let standin: Standin;

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), "passthrough-pack-"));
    standin = await Standin.install();
    stage = await Stage.open();
    await stage.project.program("");
    const probe = `new (require("@pulumi/policy").PolicyPack)("probe", { policies: [] });`;
    const { code } = await stage.project.preview("--policy-pack", await pack(folder, "probe", probe));
    if (code !== 0) this.skip();
  });

  after(async () => {
    await stage?.close();
    await standin?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it("refuses an override that migrates a VM which does not exist yet", async () => {
    await stage.project.program(`${vsphereClasses}
      const inputs = { memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true };
      const vm = new vsphere.VirtualMachine("ml", inputs, { ignoreChanges: ["pciDeviceIds"] });
      new vsphere.DrsVmOverride("pin", { computeClusterId: "domain-c8", virtualMachineId: vm.id, drsEnabled: true, drsAutomationLevel: "fullyAutomated" });
      const memory = new VmMemoryReservation("memory", { vm: vm.moid });
      const gpu = new HostPassthroughDevice("gpu", { host: "host-12", address: "0000:3b:00.0" });
      new VmPciAttachment("attachment", { vm: memory.vm, device: gpu });`);
    const program = `require("pulumi-vsphere-passthrough/policy").passthroughPolicyPack();`;
    const own = await pack(folder, "passthrough", program);
    const { code, text } = await stage.project.with(standin.env).preview("--policy-pack", own);
    assert.equal(code, 1, text);
    assert.match(
      text,
      /\[mandatory\]\s+passthrough-vmotion-enabled\s+\(vsphere:index\/drsVmOverride:DrsVmOverride: pin\)/,
    );
    assert.match(text, /found DrsVmOverride "pin" \(fullyAutomated, for VirtualMachine "ml"\).*\[vmotion-enabled\]/);
    assert.doesNotMatch(text, /can't run policy/);
    assert.deepEqual(stage.takeWrites(), []);
  });
});
