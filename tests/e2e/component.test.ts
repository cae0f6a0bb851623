import assert from "node:assert/strict";
import { defaultInventory, type Simulator, startSimulator } from "../../simulator";
import { Standin, vsphereClasses } from "../standin/standin";
import type { StateResource } from "./project";
import { itAtOnce } from "./release";
import { esx02, Stage } from "./stage";

const t4 = "0000:3b:00.0";
const fax = "0000:b1:00.0";

/** What a resource of the state hangs on. */
const family = ({ urn, parent, provider, protect, retainOnDelete }: StateResource) => ({
  name: nameOf(urn),
  parent: nameOf(parent),
  provider: nameOf(provider?.slice(0, provider.lastIndexOf("::"))),
  kept: [protect ?? false, retainOnDelete ?? false],
});
const nameOf = (urn = "") => urn.slice(urn.lastIndexOf("::") + 2);

describe("the component VmPassthrough", function () {
  this.timeout(90_000);
  let stage: Stage;
  let standin: Standin;
  let second: Simulator;

  beforeEach(async () => {
    standin = await Standin.install();
    const inventory = defaultInventory();
    second = await startSimulator({
      inventory: {
        ...inventory,
        server: { apiVersion: "7.0.3.0", instanceUuid: "0c7a1a52-3a0e-4d2c-9a36-5b0a4b1f0d11" },
      },
      timeScale: 0.02,
    });
    stage = await Stage.open();
  });

  afterEach(async () => {
    await stage?.close();
    await second?.stop();
    await standin?.remove();
  });

  async function succeeds(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]) {
    const outcome = await stage.project.with(standin.env)[command](...args);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 0, errors: {} }, outcome.text);
    return outcome;
  }

  const ours = async () =>
    (await stage.project.state())
      .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/") && !type.endsWith(":PassthroughPlan"))
      .map(family)
      .sort((one, other) => (one.name < other.name ? -1 : 1));

  itAtOnce("takes VM, host and devices as outputs of the vsphere package, in order, there and back", async () => {
    await stage.project.program(`${vsphereClasses}
      const vm = new vsphere.VirtualMachine("ml", {
        annotation: "vm-111", hostSystemId: "host-12", memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true,
      }, { ignoreChanges: ["pciDeviceIds"] });
      // A data source of the vsphere package answers a promise, or an output in its Output form.
      const found = pulumi.output(Promise.resolve({ id: "${t4}" }));
      const ml = new passthrough.VmPassthrough("ml", {
        vm: vm.moid,
        host: vm.hostSystemId,
        devices: { gpu: { address: found.id }, fax: { match: pulumi.output({ vendorId: "12c7", name: "fax" }) } },
      });
      module.exports = {
        names: Object.values(ml.attachments).map(({ deviceName }) => deviceName),
        reserved: ml.memory.reservationMB,
        active: ml.devices.gpu.active,
      };`);
    const { passthrough: _waitsForReboot, ...before } = stage.picture();
    assert.deepEqual((await succeeds("preview")).summary, ["    + 9 to create"]);
    assert.deepEqual(stage.takeWrites(), []);
    await succeeds("up");
    const writes = stage.takeWrites();
    assert.deepEqual(
      writes.slice(-2),
      ["ReconfigVM_Task vm-111", "ReconfigureComputeResource_Task domain-c8"],
      `${writes}`,
    );
    const child = (name: string) => ({ name, parent: "ml", provider: "default", kept: [false, false] });
    const names = ["ml-fax", "ml-fax-device", "ml-gpu", "ml-gpu-device", "ml-memory"];
    assert.deepEqual(await ours(), names.map(child));
    const { text } = await stage.project.pulumi("stack", "output", "--json");
    assert.deepEqual(JSON.parse(text), {
      names: ["TU104GL [Tesla T4]", "Brooktrout TR1034 Fax Modem"],
      reserved: 8192,
      active: true,
    });
    await succeeds("preview", "--expect-no-changes");
    await succeeds("destroy");
    const { vms, overrides } = stage.picture();
    assert.deepEqual({ vms, overrides }, before);
  });

  it("hands options down: provider, protect and retainOnDelete", async () => {
    const { host, user, password, thumbprint } = second;
    const program = (devices: string) => `
      const site = new passthrough.Provider("site", {
        vsphereServer: "${host}", user: "${user}", password: process.env.SECOND_PASSWORD, thumbprint: "${thumbprint}",
      });
      new passthrough.VmPassthrough("ml", { vm: "ml-01", host: "${esx02}", devices: { ${devices} } }, {
        provider: site, retainOnDelete: true, protect: false,
      });`;
    const env = { ...standin.env, SECOND_PASSWORD: password, VSPHERE_SERVER: undefined, VSPHERE_PASSWORD: undefined };
    const project = stage.project.with({ ...env, VSPHERE_PASSTHROUGH_THUMBPRINT: undefined });
    await project.program(program(`gpu: { address: "3b:00.0" }, fax: { address: "b1:00.0" }`));
    const up = await project.up();
    assert.equal(up.code, 0, up.text);
    assert.deepEqual(stage.takeCalls(), []);
    const child = (name: string) => ({ name, parent: "ml", provider: "site", kept: [false, true] });
    const names = ["ml-fax", "ml-fax-device", "ml-gpu", "ml-gpu-device", "ml-memory"];
    assert.deepEqual(await ours(), names.map(child));
    assert.deepEqual(
      second.state().vms["vm-111"]?.devices.map(({ address }) => address),
      [t4, fax],
    );
    // What is kept costs nothing when it leaves: no reboot is told, and none is made.
    await project.program(program(`gpu: { address: "3b:00.0" }`));
    const leaving = await project.with({ VSPHERE_PASSTHROUGH_REFUSE: "reboot,power-cycle" }).up();
    assert.deepEqual([leaving.code, leaving.warnings], [0, {}], leaving.text);
    assert.equal(second.state().vms["vm-111"]?.devices.length, 2);
    assert.ok(!(await project.everything()).includes(password), "the password is stored in clear");
  });

  it("is renamed under an alias, with a `dependsOn` to and from it, and nothing is written", async () => {
    const program = (name: string, aliases: string) => `
      const before = new HostPassthroughDevice("fax", { host: "${esx02}", address: "${fax}" });
      const ml = new passthrough.VmPassthrough("${name}", { vm: "ml-01", host: "${esx02}", devices: { gpu: { address: "${t4}" } } }, {
        dependsOn: [before], aliases: ${aliases},
      });
      new VmPciAttachment("fax", { vm: ml.memory.vm, device: before }, { dependsOn: [ml] });`;
    await stage.project.program(program("ml", "[]"));
    await succeeds("up");
    stage.takeWrites();
    await stage.project.program(program("gpus", `[{ name: "ml" }]`));
    assert.deepEqual((await succeeds("preview", "--expect-no-changes")).warnings, {});
    await succeeds("up");
    assert.deepEqual(stage.takeWrites(), []);
    const names = ["fax", "fax", "gpus-gpu", "gpus-gpu-device", "gpus-memory"];
    assert.deepEqual((await ours()).map(({ name }) => name).sort(), names);
  });

  it("takes a provider whose password another resource makes", async () => {
    const { host, user, password, thumbprint } = second;
    await stage.project.program(`
      class Vault extends pulumi.dynamic.Resource {
        constructor(name) {
          const outs = { password: process.env.SECOND_PASSWORD };
          super({ create: async () => ({ id: "secret", outs }) }, name, { password: undefined });
        }
      }
      const provider = new passthrough.Provider("site", {
        vsphereServer: "${host}", user: "${user}", password: new Vault("vault").password, thumbprint: "${thumbprint}",
      });
      new passthrough.VmPassthrough("ml", { vm: "ml-01", host: "${esx02}", devices: { gpu: { address: "${t4}" } } }, { provider });`);
    const project = stage.project.with({ SECOND_PASSWORD: password, VSPHERE_PASSTHROUGH_THUMBPRINT: undefined });
    for (const command of ["preview", "up"] as const) {
      const { code, errors, text } = await project[command]();
      assert.deepEqual({ code, errors }, { code: 0, errors: {} }, text);
    }
    assert.equal(second.state().vms["vm-111"]?.devices.length, 1);
    assert.deepEqual(stage.takeCalls(), []);
  });

  it("refuses an attachment that looks on another server than its device, before anything is written", async () => {
    const { host, user, password, thumbprint } = second;
    await stage.project.program(`
      const provider = new passthrough.Provider("site", {
        vsphereServer: "${host}", user: "${user}", password: "${password}", thumbprint: "${thumbprint}",
      });
      const device = new HostPassthroughDevice("gpu", { host: "host-12", address: "3b:00.0" }, { provider });
      new VmPciAttachment("attachment", { vm: "vm-111", device });`);
    const { code, errors, text } = await stage.project.up();
    const message =
      'VmPciAttachment "attachment": device: it comes from a HostPassthroughDevice of another provider; found provider "site" there, that of the stack here; one vSphere for both; give both the same `provider` [input]';
    assert.deepEqual([code, Object.values(errors).flat()], [1, [message]], text);
    assert.deepEqual(stage.takeWrites(), []);
    assert.equal(second.state().vms["vm-111"]?.devices.length, 0);
  });
});
