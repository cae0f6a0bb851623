import assert from "node:assert/strict";
import { esx01, Stage } from "./stage";

const device = (inputs: string) =>
  `new HostPassthroughDevice("gpu", { host: "${esx01}", address: "0000:3b:00.0", ${inputs} });`;
const rebootOfHost = [
  "EnterMaintenanceMode_Task host-11",
  "RebootHost_Task host-11",
  "ExitMaintenanceMode_Task host-11",
];

/** esx-01 cannot rebind a device: enabling one needs a reboot there, and so does disabling. */
describe("a host that must reboot", function () {
  this.timeout(60_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage?.close());

  const gpu = () => stage.simulator.state().hosts["host-11"]?.devices.find(({ address }) => address === "0000:3b:00.0");
  const power = (vm: string) => stage.simulator.state().vms[vm]?.power;
  const hostOf = (vm: string) => stage.simulator.state().vms[vm]?.host;

  it("goes through maintenance mode while DRS moves its VMs, and comes back with the device active", async () => {
    const { project, simulator } = stage;
    await project.program(device(`reboot: "ifNeeded", evacuate: "drs"`));
    const { code, infos, text } = await project.up();
    assert.equal(code, 0, text);
    assert.deepEqual(stage.takeWrites(), ["UpdatePassthruConfig pciPassthruSystem-11", ...rebootOfHost]);
    assert.deepEqual(infos, {
      gpu: ["entering maintenance mode on", "rebooting", "leaving maintenance mode on"].map(
        (what) => `${what} host esx-01.example.test (host-11)`,
      ),
    });
    assert.deepEqual([gpu()?.enabled, gpu()?.active], [true, true]);
    assert.equal(simulator.state().hosts["host-11"]?.maintenance, false);
    for (const vm of ["vm-101", "vm-104"]) {
      assert.equal(power(vm), "poweredOn");
      assert.notEqual(hostOf(vm), "host-11");
    }
    const { enabled, active, rebootRequired } = (await project.resource("gpu")).outputs ?? {};
    assert.deepEqual({ enabled, active, rebootRequired }, { enabled: true, active: true, rebootRequired: false });
  });

  it("is refused before anything is written while VMs run there that may not be touched", async () => {
    const { project } = stage;
    await project.program(device(`reboot: "ifNeeded"`));
    const { code, errors, text } = await project.up();
    const message =
      'evacuate: host esx-01.example.test (host-11) must be rebooted, and VMs run there; found VM app-01 (vm-101), VM db-01 (vm-104); `evacuate` is "refuse"; move or shut them down, or set `evacuate` to "drs" or "shutdown" [evacuation]';
    assert.deepEqual({ code, errors }, { code: 1, errors: { gpu: [message] } }, text);
    assert.deepEqual(stage.takeWrites(), []);
    assert.deepEqual([gpu()?.enabled, gpu()?.active], [false, false]);
    assert.deepEqual(await project.names(), ["vsphere-passthrough-plan"]);
  });

  it("is left alone under `never`: the change stays pending, until the program says `ifNeeded`", async () => {
    const { project } = stage;
    await project.program(device(""));
    const first = await project.up();
    assert.equal(first.code, 0, first.text);
    assert.deepEqual(stage.takeWrites(), ["UpdatePassthruConfig pciPassthruSystem-11"]);
    const { enabled, active, rebootRequired } = (await project.resource("gpu")).outputs ?? {};
    assert.deepEqual({ enabled, active, rebootRequired }, { enabled: true, active: false, rebootRequired: true });

    const again = await project.preview("--expect-no-changes");
    const waiting =
      "reboot: 0000:3b:00.0 on host esx-01.example.test (host-11) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active [reboot-pending]";
    const pending = waiting.replace(" [", '; reboot the host, or set `reboot: "ifNeeded"` [');
    assert.deepEqual([again.code, again.warnings], [0, { gpu: [pending] }], again.text);

    await project.program(device(`reboot: "ifNeeded", evacuate: "drs"`));
    const planned = await project.preview();
    const reboot =
      'host: host esx-01.example.test (host-11) needs a reboot to finish the pending change of 0000:3b:00.0; found running there: VM app-01 (vm-101) can be moved, VM db-01 (vm-104) can be moved; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "drs") [host-reboot]';
    assert.deepEqual([planned.code, planned.warnings], [0, { gpu: [waiting, reboot] }], planned.text);
    assert.deepEqual(planned.summary, ["    ~ 1 to update", "    2 unchanged"]);
    assert.deepEqual(stage.takeWrites(), []);
    const last = await project.up();
    assert.equal(last.code, 0, last.text);
    assert.deepEqual(stage.takeWrites(), rebootOfHost);
    assert.equal((await project.resource("gpu")).outputs?.["rebootRequired"], false);
  });
});
