import assert from "node:assert/strict";
import { defaultInventory, type Inventory } from "../../simulator";
import { Stage } from "./stage";

const markup = `<b>&amp;</name>]]>"'`;
const formats = `%s %d %!x(MISSING) $\{HOME} $(id) \`id\` {{.}} \\x1b[31m`;
/** What XML can carry of what a terminal obeys, and of what turns text round. */
const escapes = "\u009b31m\u009d0;owned\u009c\u202ertl\u2066\u200f";

const vmName = `ml ${markup} ${formats} ${escapes} ${"x".repeat(200)}`;
const hostName = `esx ${markup}%n`;
const deviceName = `T4 ${markup} ${formats} ${escapes} ${"y".repeat(20_000)}`;

/** The default inventory, with other names on its second host. */
function hostile(): Inventory {
  const inventory = defaultInventory();
  const [datacenter] = inventory.datacenters;
  const [cluster] = datacenter?.clusters ?? [];
  const hosts = (cluster?.hosts ?? []).map((host, index) => {
    if (index !== 1) return host;
    const vms = (host.vms ?? []).map((vm) => (vm.name === "ml-02" ? { ...vm, name: vmName } : vm));
    return { ...host, name: hostName, vms, pci: (host.pci ?? []).map((card) => ({ ...card, deviceName })) };
  });
  return { ...inventory, datacenters: [{ name: "DC0", clusters: [{ name: "Cluster0", ...cluster, hosts }] }] };
}

function assertHarmless(text: string): void {
  // Line ends, and the tab before each reason, are Pulumi's own.
  const obeyed = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.exec(text.replace(/\n(?: {4}\t\* )?/g, " "));
  const at = obeyed?.index ?? 0;
  assert.equal(obeyed, null, `U+${obeyed?.[0].codePointAt(0)?.toString(16)} in: ${text.slice(at - 60, at + 20)}`);
}

describe("hostile names", function () {
  this.timeout(180_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open({ inventory: hostile() });
  });
  after(() => stage?.close());

  const program = (attachment: string) => `
    const memory = new VmMemoryReservation("memory", { vm: ${JSON.stringify(vmName)} });
    const gpu = new HostPassthroughDevice("gpu", { host: ${JSON.stringify(hostName)}, address: "0000:3b:00.0" });
    const attachment = new VmPciAttachment("attachment", { vm: memory.vm, device: gpu, ${attachment} });
    exports.names = [attachment.vmName, gpu.hostName, gpu.deviceName];
  `;

  it("print harmlessly where a plan is refused", async () => {
    await stage.project.program(program(`power: "requireOff"`));
    const { code, text } = await stage.project.preview("--diff");
    assert.equal(code, 1, text);
    assertHarmless(text);
    const shown = `VM ml ${markup} ${formats} `;
    assert.ok(text.includes(`power: ${shown}`), text);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("reach the server unharmed, print harmlessly at apply, and come back into the state as they are", async () => {
    const { project, simulator } = stage;
    await project.program(program(`power: "shutdown"`));
    for (const command of ["preview", "up"] as const) {
      const { code, text } = await project[command]("--diff");
      assert.equal(code, 0, text);
      assertHarmless(text);
    }
    const { outputs } = await project.resource("attachment");
    assert.deepEqual([outputs?.["vmName"], outputs?.["deviceName"]], [vmName, deviceName]);
    assert.equal((await project.resource("gpu")).outputs?.["hostName"], hostName);
    assert.equal(simulator.state().vms["vm-112"]?.devices.length, 1);
    const again = await project.preview("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });

  it("in the words of a fault print harmlessly", async () => {
    const { project, simulator } = stage;
    const message = `no\t\r\n\u007f ${markup} ${formats} ${escapes} ${"z".repeat(50_000)}`;
    const effect = { kind: "fault", type: "InvalidState", message, asTask: true } as const;
    simulator.fault({ method: "ReconfigVM_Task", effect });
    await project.program(program(`power: "shutdown", mmio64SizeGB: 64`));
    const { code, text, errors } = await project.up();
    assert.notEqual(code, 0, text);
    assertHarmless(text);
    const said = errors["attachment"]?.[0] ?? "";
    assert.ok(said.startsWith(`ReconfigVM_Task on vm-112 failed: no  ${markup} ${formats} `), text);
    assert.ok(said.endsWith("zzz... (InvalidState); look at its state and its tasks in vCenter, and run again"), text);
    assert.ok(said.length < 1_000, `${said.length} characters`);
    const destroyed = await project.destroy();
    assert.equal(destroyed.code, 0, destroyed.text);
  });
});
