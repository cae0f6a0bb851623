import assert from "node:assert/strict";
import { Standin, vsphereClasses } from "../standin/standin";
import type { Messages, Outcome } from "./project";
import { esx02, Stage } from "./stage";

const reserved = "memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true";
const aside = `{ ignoreChanges: ["pciDeviceIds"] }`;

/** A VM of the vsphere package, reserved and with a device, as the docs say; its ID is unknown at the first preview. */
const machine = (inputs = reserved, opts = aside) => `
  const vm = new vsphere.VirtualMachine("ml", { annotation: "vm-111", ${inputs} }, ${opts});`;
const ours = `
  const memory = new VmMemoryReservation("memory", { vm: vm.moid });
  const gpu = new HostPassthroughDevice("gpu", { host: "${esx02}", address: "0000:3b:00.0" });
  new VmPciAttachment("attachment", { vm: memory.vm, device: gpu });`;
const override = (level: string) => `
  new vsphere.DrsVmOverride("pin", {
    computeClusterId: "domain-c8", virtualMachineId: vm.id, drsEnabled: true, drsAutomationLevel: "${level}",
  });`;

const migrates = (of: string) =>
  `drsAutomationLevel: this DRS override would migrate a VM with a passthrough device, which cannot be migrated; found ${of}; expected drsEnabled false, or level manual; change the override, or remove it: VmPciAttachment sets one (drsAutomation) [vmotion-enabled]`;
const resets = (of: string) =>
  `memoryReservation: the vsphere provider would reset the reservation of a VM with a passthrough device at its next update; found ${of}; all memory stays reserved while a passthrough device is there; set memoryReservation to the value of memory, and memoryReservationLockedToMax: true [reservation-reset]`;
const byOverride = migrates(`DrsVmOverride "pin" (fullyAutomated, for VirtualMachine "ml")`);

describe("guardPassthrough", function () {
  this.timeout(90_000);
  let stage: Stage;
  let standin: Standin;

  beforeEach(async () => {
    standin = await Standin.install();
    stage = await Stage.open();
  });

  afterEach(async () => {
    await stage?.close();
    await standin?.remove();
  });

  async function run(command: "preview" | "up", program: string): Promise<Outcome> {
    await stage.project.program(vsphereClasses + program);
    return stage.project.with(standin.env)[command]();
  }

  /** The stack fails with exactly these errors; nobody is asked to write. */
  async function refused(command: "preview" | "up", program: string, errors: Messages): Promise<void> {
    const outcome = await run(command, program);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 1, errors }, outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
    assert.deepEqual(await standin.calls(), []);
    assert.deepEqual(await stage.project.names(), []);
  }

  for (const command of ["preview", "up"] as const) {
    it(`refuses at ${command} an override that migrates a VM which does not exist yet`, () =>
      refused(command, `passthrough.guardPassthrough(); ${machine()} ${override("fullyAutomated")} ${ours}`, {
        "e2e-test": [byOverride],
      }));
  }

  it("names all offenders of all rules, whatever the order of declaration, in components too", async () => {
    const program = `
      passthrough.guardPassthrough();
      class Team extends pulumi.ComponentResource {
        constructor(name) {
          super("example:index:Team", name);
          const vm = new vsphere.VirtualMachine("ml", { annotation: "vm-111", memory: 8192 }, { parent: this, ...${aside} });
          new vsphere.DrsVmOverride("b", { computeClusterId: "domain-c8", virtualMachineId: vm.id, drsEnabled: true, drsAutomationLevel: "partiallyAutomated" }, { parent: this });
          new vsphere.DrsVmOverride("a", { computeClusterId: "domain-c8", virtualMachineId: vm.uuid, drsEnabled: true, drsAutomationLevel: Promise.resolve("fullyAutomated") });
          this.vm = vm.moid;
        }
      }
      const vm = { moid: new Team("team").vm }; ${ours}`;
    const outcome = await run("preview", program);
    const messages = [
      migrates(
        `DrsVmOverride "a" (fullyAutomated, for VirtualMachine "ml"), DrsVmOverride "b" (partiallyAutomated, for VirtualMachine "ml")`,
      ),
      resets(`VirtualMachine "ml" (memory 8192, memoryReservation 0, memoryReservationLockedToMax false)`),
    ];
    assert.deepEqual(outcome.errors, { "e2e-test": [messages[0]] }, outcome.text);
    assert.deepEqual(outcome.infos["e2e-test"], [messages[1]], outcome.text);
    assert.equal(outcome.code, 1);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("refuses a VM that claims devices itself, is placed on another host, or is in a cluster that migrates it", async () => {
    const program = `passthrough.guardPassthrough();
      const cluster = new vsphere.ComputeCluster("c", { drsEnabled: true, drsAutomationLevel: "fullyAutomated", drsEnableVmOverrides: false });
      const vm = new vsphere.VirtualMachine("ml", { annotation: "vm-111", ${reserved}, pciDeviceIds: ["0000:b1:00.0"], hostSystemId: "host-11", resourcePoolId: cluster.resourcePoolId });
      const memory = new VmMemoryReservation("memory", { vm: vm.moid });
      const gpu = new HostPassthroughDevice("gpu", { host: "host-12", address: "0000:3b:00.0" });
      new VmPciAttachment("attachment", { vm: memory.vm, device: gpu });`;
    const { code, text, errors, infos } = await run("preview", program);
    const [first, ...others] = [
      `drsEnableVmOverrides: this cluster would migrate a VM with a passthrough device, and allows no override that holds it; found ComputeCluster "c" (fullyAutomated, for VirtualMachine "ml"); a level that does not migrate this VM; set drsEnableVmOverrides: true, or drsAutomationLevel: "manual" [vmotion-enabled]`,
      `hostSystemId: this VM is placed on another host than its passthrough device; found VirtualMachine "ml" (with VmPciAttachment "attachment"); a passthrough device serves only VMs of its own host; place the VM on the host of the device, or attach a device of its host [wrong-host]`,
      `pciDeviceIds: this VM claims PCI devices itself, and a VmPciAttachment attaches to it as well; found VirtualMachine "ml" (1 in pciDeviceIds); one owner of the VM's devices; remove pciDeviceIds there, and set ignoreChanges: ["pciDeviceIds"] in its options [device-owner]`,
    ];
    assert.deepEqual([code, errors, infos], [1, { "e2e-test": [first] }, { "e2e-test": others }], text);
    assert.deepEqual([stage.takeWrites(), await standin.calls()], [[], []]);
  });

  it("flags what goes on, at its resource", async () => {
    const program = `passthrough.guardPassthrough(); ${machine(reserved, "{}")}
      new vsphere.HaVmOverride("ha", { computeClusterId: "domain-c8", virtualMachineId: vm.id, haVmRestartPriority: "high" });
      new vsphere.Vnic("vmk1", { host: "${esx02}", services: ["vmotion"] }); ${ours}`;
    const { code, text, warnings } = await run("preview", program);
    assert.equal(code, 0, text);
    assert.deepEqual(
      { ha: warnings["ha"], ml: warnings["ml"], vmk1: warnings["vmk1"] },
      {
        ha: [
          `virtualMachineId: HA cannot restart a VM with a passthrough device on another host; found HaVmOverride "ha" (haVmRestartPriority high, for VirtualMachine "ml"); no setting that relies on that; leave the VM's HA settings at those of the cluster, or provide for the outage of the host in another way [ha-restart]`,
        ],
        ml: [
          `pciDeviceIds: after a refresh the vsphere provider would take the passthrough device of this VM away, with a power cycle; found VirtualMachine "ml" without ignoreChanges; the VM's devices are none of its changes; set ignoreChanges: ["pciDeviceIds"] in its options [device-removal]`,
        ],
        vmk1: [
          `services: vMotion is turned on only for hosts of passthrough devices, whose VMs cannot be migrated; found Vnic "vmk1"; vMotion where VMs can use it; remove the service, unless other VMs of these hosts need it [vmotion-network]`,
        ],
      },
      text,
    );
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("lets a plan through that fits, creates it, leaves nothing of itself, and sees no change afterwards", async () => {
    const program = `passthrough.guardPassthrough(); ${machine()} ${override("manual")} ${ours}`;
    const preview = await run("preview", program);
    assert.deepEqual({ code: preview.code, errors: preview.errors }, { code: 0, errors: {} }, preview.text);
    assert.deepEqual(stage.takeWrites(), []);
    const up = await run("up", program);
    assert.equal(up.code, 0, up.text);
    assert.deepEqual(await standin.calls(), ["create ml", "create pin"]);
    assert.doesNotMatch(await stage.project.stateText(), /__guard/);
    const again = await stage.project.with(standin.env).preview("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });

  it("does not stand in the way of what it is told to accept", async () => {
    const accept = `{ accept: ["vmotion-enabled:pin"] }`;
    const program = `passthrough.guardPassthrough(${accept}); ${machine()} ${override("fullyAutomated")} ${ours}`;
    const { code, errors, text } = await run("preview", program);
    assert.deepEqual({ code, errors }, { code: 0, errors: {} }, text);
  });
});
