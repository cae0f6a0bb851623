import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { itAtOnce } from "./release";
import { esx02, Stage } from "./stage";

const cli = join(__dirname, "..", "..", "dist", "cli", "index.js");

/** Stands for the VM resource of another provider: what comes from a resource is in no list of the plan. */
const machine = `
  const machine = new (class extends pulumi.dynamic.Resource {
    constructor(name) {
      super({ create: async () => ({ id: "machine", outs: { moid: "vm-112" } }) }, name, { moid: undefined });
    }
  })("machine");`;
const memory = (vm: string, name = "memory") => `const ${name} = new VmMemoryReservation("${name}", { vm: ${vm} });`;
const policy = `reboot: "ifNeeded", evacuate: "shutdown"`;
const modem = `const modem = new HostPassthroughDevice("modem", { host: "${esx02}", match: { vendorId: 0x12c7 }, ${policy} });`;
const attach = (power: string) => `new VmPciAttachment("attachment", { vm: memory.vm, device: modem, ${power} });`;

const cycle = (what: string) =>
  `vm: VM ml-02 (vm-112) is taken down and started again to ${what}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`;
const reboot = (what: string, ml02: string) =>
  `host: host esx-02.example.test (host-12) needs a reboot to ${what}; found running there: VM ml-02 (vm-112) ${ml02}, VM web (vm-114) can be moved; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "shutdown") [host-reboot]`;

describe("what leaves a program that the plan does not know whole", function () {
  this.timeout(90_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage?.close());

  async function ups(program: string): Promise<void> {
    await stage.project.program(program);
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  }

  async function tells(program: string, ...warnings: readonly string[]): Promise<void> {
    await stage.project.program(program);
    const outcome = await stage.project.preview();
    const shown = Object.values(outcome.warnings).flat().sort();
    assert.deepEqual([outcome.code, outcome.errors, shown], [0, {}, warnings.toSorted()], outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  itAtOnce(
    "a VM of another resource and a device found by match: told by who has it, also that DRS can move it then",
    async () => {
      const byDrs = modem.replace("shutdown", "drs");
      await ups(machine + memory("machine.moid") + byDrs + attach(`power: "shutdown"`));
      await tells(
        machine + memory("machine.moid"),
        cycle("detach 0000:b1:00.0"),
        reboot("take 0000:b1:00.0 out of passthrough", "can be moved").replace(
          `evacuate: "shutdown"`,
          `evacuate: "drs"`,
        ),
      );
    },
  );

  it("look-ups and promises are as good as literals, in a component too", async () => {
    const component = (devices: string) => `
      new passthrough.VmPassthrough("ml", {
        vm: pulumi.output("ml-02"), host: Promise.resolve("host-12"), devices: { ${devices} }, power: "shutdown", ${policy},
      });`;
    const gpu = `gpu: { match: { vendorId: pulumi.output(0x10de) } }`;
    await ups(component(`${gpu}, fax: { address: "b1:00.0" }`));
    await tells(
      component(gpu),
      cycle("detach 0000:b1:00.0"),
      reboot("take 0000:b1:00.0 out of passthrough", "has a passthrough device and cannot be moved"),
    );
  });

  it("the last resource: Pulumi asks nobody, and the report of the plan tells all the same", async () => {
    await ups(memory(`"ml-02"`) + modem + attach(`power: "shutdown"`));
    await tells("");
    const { text } = await stage.project.pulumi("preview", "--json");
    const json = text.slice(text.indexOf("{"));
    const report = spawnSync(process.execPath, [cli, "plan", "--refuse", "reboot,power-cycle"], {
      input: json,
      encoding: "utf8",
    });
    assert.equal(report.status, 2, report.stderr);
    assert.equal(
      report.stdout.slice(0, report.stdout.indexOf("\n")),
      "Passthrough plan: 1 host reboots, 1 VM loses power if running",
    );
  });

  it("a deletion that failed: the next preview shows it, and the report tells what it costs", async () => {
    await ups(memory(`"ml-02"`) + modem + attach(`power: "shutdown"`));
    await stage.project.program(memory(`"ml-02"`) + modem);
    const message = "The configuration is not valid.";
    stage.simulator.fault({
      method: "ReconfigVM_Task",
      effect: { kind: "fault", type: "InvalidVmConfig", message, asTask: true },
    });
    const failed = await stage.project.up();
    assert.notEqual(failed.code, 0, failed.text);
    assert.deepEqual(await stage.project.names(), ["attachment", "memory", "modem", "vsphere-passthrough-plan"]);
    const { text } = await stage.project.pulumi("preview", "--json");
    const report = spawnSync(process.execPath, [cli, "plan"], {
      input: text.slice(text.indexOf("{")),
      encoding: "utf8",
    });
    assert.match(report.stdout, /^Passthrough plan: 1 VM loses power if running$/m);
    assert.match(report.stdout, /attachment: vm-112\/0000:b1:00\.0: its VM loses power if it is\s+running/);
  });
});
