import assert from "node:assert/strict";
import { defaultInventory } from "../../simulator";
import { type Messages, type Outcome, Project } from "./project";
import { canonical, esx02, Stage } from "./stage";

const t4 = `address: "0000:3b:00.0"`;
const gpu = `const gpu = new HostPassthroughDevice("gpu", { host: "${esx02}", ${t4} });`;

/** The program is applied once; what is refused changes nothing, so no test is in another's way. */
describe("with a device that a VM has", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    stage.simulator.admin.editVm("vm-111", { reservationLocked: false, reservationMB: 0 });
    await stage.project.program(canonical());
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  });

  after(() => stage?.close());

  async function refused(program: string, errors: Messages): Promise<void> {
    await stage.project.program(program);
    const outcome = await stage.project.preview();
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 1, errors }, outcome.text);
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("taking it from the host alone is refused", () =>
    refused(
      `const memory = new VmMemoryReservation("memory", { vm: "ml-01" });
       new VmPciAttachment("attachment", { vm: memory.vm, host: "${esx02}", ${t4} });`,
      {
        "vsphere-passthrough-plan": [
          "gpu: 0000:3b:00.0 on host esx-02.example.test (host-12) cannot be taken out of passthrough; found it is still on VM ml-01 (vm-111); no VM may keep it; remove the device from the VM first; with attachments of this program: pass `device` so that they follow [in-use]",
        ],
      },
    ));

  it("taking the VM's reservation alone is refused", () =>
    refused(`${gpu} new VmPciAttachment("attachment", { vm: "ml-01", device: gpu });`, {
      "vsphere-passthrough-plan": [
        "memory: the memory reservation of VM ml-01 (vm-111) cannot be removed; found the VM keeps 0000:3b:00.0; all memory stays reserved while a passthrough device is there; detach the devices first [in-use]",
      ],
    }));

  it("taking it from the host while another VM is to get it is refused", () =>
    refused(
      `const memory = new VmMemoryReservation("memory", { vm: "ml-01" });
       const other = new VmMemoryReservation("other", { vm: "ml-02" });
       new VmPciAttachment("another", { vm: other.vm, host: "${esx02}", ${t4}, power: "shutdown" });`,
      {
        "vsphere-passthrough-plan": [
          "gpu: 0000:3b:00.0 on host esx-02.example.test (host-12) cannot be taken out of passthrough; found this program gives it to VM ml-02 (vm-112); no VM may keep it; remove the device from the VM first; with attachments of this program: pass `device` so that they follow [in-use]",
        ],
      },
    ));

  /** Another stack gives the device, which this one has put on a VM, to a second VM. */
  const second = `
    const memory = new VmMemoryReservation("memory", { vm: "ml-02" });
    new VmPciAttachment("second", { vm: memory.vm, ${t4}, power: "shutdown" });`;

  it("giving it to another VM is refused while the first one runs", async () => {
    stage.simulator.admin.setPower("vm-111", "poweredOn");
    await elsewhere(second, {
      code: 1,
      errors: {
        second: [
          "address: 0000:3b:00.0 on host esx-02.example.test (host-12) is claimed for several VMs; found VM ml-01 (vm-111) that runs, second for VM ml-02 (vm-112); a device serves one VM; attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device [device-shared]",
        ],
      },
      warnings: {},
    });
  });

  it("giving it to another VM is flagged while the first one is off", async () => {
    stage.simulator.admin.setPower("vm-111", "poweredOff");
    await elsewhere(second, {
      code: 0,
      errors: {},
      warnings: {
        second: [
          "vm: VM ml-02 (vm-112) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]",
          "address: 0000:3b:00.0 is also configured on a VM that is off; found VM ml-01 (vm-111); only one of the VMs can run at a time [device-shared]",
          'vm: VM ml-02 (vm-112) is taken down and started again to attach 0000:3b:00.0; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]',
        ],
      },
    });
  });

  async function elsewhere(program: string, expected: Pick<Outcome, "code" | "errors" | "warnings">): Promise<void> {
    const project = await Project.create({ env: stage.simulator.env });
    try {
      await project.program(program);
      const { code, errors, warnings, text } = await project.preview();
      assert.deepEqual({ code, errors, warnings }, expected, text);
      assert.deepEqual(stage.takeWrites(), []);
    } finally {
      await project.remove();
    }
  }

  it("every command is refused at another server, unless that is accepted", async () => {
    const { server, ...inventory } = defaultInventory();
    const instanceUuid = "7c1d0f5e-2b7a-4a0e-8d2f-3e1b6c9a4d50";
    const other = await Stage.open({ inventory: { ...inventory, server: { ...server, instanceUuid } } });
    try {
      await stage.project.program(canonical());
      const project = stage.project.with(other.simulator.env);
      const message = `this is another vSphere server than the one the state was written against; found server ${instanceUuid}; expected 5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21; correct vsphere:vsphereServer, or set vsphere-passthrough:acceptServer to ${instanceUuid} if the server was rebuilt [other-server]`;
      for (const command of ["preview", "up", "refresh", "destroy"] as const) {
        const { code, errors, text } = await project[command]();
        assert.notEqual(code, 0, text);
        assert.deepEqual([...new Set(Object.values(errors).flat())], [message], text);
      }
      assert.deepEqual(other.takeWrites(), []);
      assert.equal((await stage.project.names()).length, 4);

      await project.must("config", "set", "vsphere-passthrough:acceptServer", instanceUuid);
      const accepted = await project.preview();
      assert.equal(accepted.code, 0, accepted.text);
      assert.deepEqual(other.takeWrites(), []);
    } finally {
      await other.close();
    }
  });
});
