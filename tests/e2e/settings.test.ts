import assert from "node:assert/strict";
import type { Messages, Outcome, Project } from "./project";
import { esx01, esx02, Stage } from "./stage";

const device = (name: string, host: string, inputs: string) =>
  `const ${name} = new HostPassthroughDevice("${name}", { host: "${host}", ${inputs} });`;
const memory = (vm: string) => `const memory = new VmMemoryReservation("memory", { vm: "${vm}" });`;
const attachment = (name: string, inputs: string) => `new VmPciAttachment("${name}", { ${inputs} });`;
const slots = (...names: readonly string[]) =>
  names.map(
    (slot) =>
      device(`d${slot}`, esx02, `address: "${slot}:00.0"`) + attachment(`a${slot}`, `vm: memory.vm, device: d${slot}`),
  );

const limit = (devices: string, count: number, maximum: number) =>
  `vm: ${count} passthrough devices on VM ml-01 (vm-111); found ${devices}; the limit is ${maximum} per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]`;
const policy = (property: string, what: string, setting: string) =>
  `${property}${what}; found "${setting}" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]`;

const refuse = (words: string) => ({ VSPHERE_PASSTHROUGH_REFUSE: words });
const maximum = (text: string) => ({ VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: text });

describe("settings of the environment and of the stack", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });

  after(() => stage?.close());

  /** The command fails with these messages, and nothing is written. */
  async function fails(run: (project: Project) => Promise<Outcome>, env: NodeJS.ProcessEnv, errors: Messages) {
    const outcome = await run(stage.project.with(env));
    assert.deepEqual([outcome.code === 0, outcome.errors], [false, errors], outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  const previews = (project: Project) => project.preview();

  describe("how many devices a VM may have", () => {
    it("is lowered by the environment", async () => {
      await stage.project.program(
        memory("ml-01") + slots("3b") + attachment("fax", `vm: memory.vm, address: "b1:00.0"`),
      );
      stage.simulator.admin.setPassthrough(esx02, "0000:b1:00.0", { enabled: true, active: true });
      const outcome = await stage.project.with(maximum("1")).preview();
      const errors = Object.values(outcome.errors).flat();
      const message = limit("0000:3b:00.0, 0000:b1:00.0", 2, 1);
      assert.deepEqual([outcome.code, [...new Set(errors)], stage.takeWrites()], [1, [message], []], outcome.text);
    });

    it("is raised by the stack, which wins over the environment", async () => {
      await stage.project.must("config", "set", "vsphere-passthrough:maxDevicesPerVm", "3");
      await stage.project.program([memory("ml-01"), ...slots("3b", "65", "b1")].join(" "));
      const { code, errors, text } = await stage.project.with(maximum("1")).preview();
      assert.deepEqual([code, errors], [0, {}], text);
      await stage.project.must("config", "rm", "vsphere-passthrough:maxDevicesPerVm");
    });

    it("is what the host allows, for `platform`", async () => {
      const { code, errors, text } = await stage.project.with(maximum("platform")).preview();
      assert.deepEqual([code, errors, stage.takeWrites()], [0, {}, []], text);
    });
  });

  describe("what a plan may not need", () => {
    it("is a word that is known", async () => {
      const message =
        'vsphere-passthrough:refuse: not valid; found "reboots"; expected any of reboot, power-cycle, replace, comma-separated; set it with `pulumi config set vsphere-passthrough:refuse` or the environment variable VSPHERE_PASSTHROUGH_REFUSE [input]';
      await fails(previews, refuse("reboots"), { "vsphere-passthrough-plan": [message] });
    });

    it("is a reboot, of whoever would do it: at preview and before the first write", async () => {
      await stage.project.program(device("gpu", esx01, `address: "3b:00.0"`));
      const errors = { gpu: [policy("host: ", "host esx-01.example.test (host-11) would need a reboot", "reboot")] };
      await fails(previews, refuse("power-cycle, reboot"), errors);
      await fails((project) => project.up(), refuse("reboot"), errors);
    });

    const cycled = policy("vm: ", "VM ml-02 (vm-112) would be taken down and started again", "power-cycle");
    const both = `${device("gpu", esx02, `address: "3b:00.0"`)} ${memory("ml-02")}`;
    const attached = attachment("attachment", `vm: memory.vm, device: gpu, power: "powerOff"`);

    it("is a power cycle, by stack configuration", async () => {
      await stage.project.must("config", "set", "vsphere-passthrough:refuse", "power-cycle");
      await stage.project.program(both + attached);
      await fails(previews, refuse("reboot"), { attachment: [cycled] });
      await stage.project.must("config", "rm", "vsphere-passthrough:refuse");
    });

    it("is what leaving costs", async () => {
      const { code, text } = await stage.project.up();
      assert.equal(code, 0, text);
      stage.takeWrites();
      await stage.project.program(both);
      await fails(previews, refuse("power-cycle"), { "vsphere-passthrough-plan": [cycled] });
    });

    it("is a replacement", async () => {
      stage.simulator.admin.setPower("vm-112", "poweredOff");
      await stage.project.program(both + attachment("attachment", `vm: memory.vm, address: "b1:00.0"`));
      const errors = { attachment: [policy("", "this resource would be replaced", "replace")] };
      await fails(previews, refuse("replace"), errors);
      await fails((project) => project.up(), refuse("replace"), errors);
    });

    it("is what destroying costs, and nothing is written", async () => {
      stage.simulator.admin.setPower("vm-112", "poweredOn");
      await fails((project) => project.destroy(), refuse("reboot,power-cycle"), { attachment: [cycled] });
      assert.deepEqual(await stage.project.names(), ["attachment", "gpu", "memory", "vsphere-passthrough-plan"]);
    });
  });
});
