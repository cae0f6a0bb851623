import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { Stage } from "../e2e/stage";
import { Standin, vsphereClasses } from "../standin/standin";
import { ExamplePack } from "./examplePack";

describe("the policy pack of the example, through the CLI", function () {
  this.timeout(90_000);
  let pack: ExamplePack;
  let env: NodeJS.ProcessEnv;
  let stage: Stage;
  let standin: Standin;

  before(async () => {
    pack = await ExamplePack.install();
    standin = await Standin.install();
    stage = await Stage.open();
    env = { ...standin.env, PATH: [pack.programs, standin.env["PATH"]].join(delimiter) };
  });

  after(async () => {
    await stage?.close();
    await standin?.remove();
    await pack?.remove();
  });

  const preview = async (level: string) => {
    await stage.project.program(`${vsphereClasses}
      const inputs = { memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true };
      const vm = new vsphere.VirtualMachine("ml", inputs, { ignoreChanges: ["pciDeviceIds"] });
      new vsphere.DrsVmOverride("pin", { computeClusterId: "domain-c8", virtualMachineId: vm.id, drsEnabled: true, drsAutomationLevel: "${level}" });
      const memory = new VmMemoryReservation("memory", { vm: vm.moid });
      const gpu = new HostPassthroughDevice("gpu", { host: "host-12", address: "0000:3b:00.0" });
      new VmPciAttachment("attachment", { vm: memory.vm, device: gpu });`);
    const outcome = await stage.project.with(env).preview("--policy-pack", pack.folder);
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
