import assert from "node:assert/strict";
import type { Inventory } from "../../simulator";
import { defaultHost } from "../../simulator/inventory/defaultHost";
import { device, plan } from "../provider/resources/operation";
import { snapshot } from "./checks";
import { gpu, hba, inventory, modem } from "./inventories";
import { quickWaits } from "./pace";
import { canonical, onDevice, twoCards } from "./scenarios";
import { outcomes, servers } from "./server";
import type { Stack } from "./stack";

const host = "esx-01.example.test";
const rebooting = { host, reboot: "ifNeeded", evacuate: "shutdown" } as const;

/** Time limits are whole minutes for users; here they are the fraction that a test can wait. */
function impatient(apply: Stack, limits: { readonly rebootMs?: number; readonly powerMs?: number }): void {
  apply.prepare = ({ context }) => {
    const { vsphere } = context;
    const [reboot, shutdown] = [vsphere.rebootHost.bind(vsphere), vsphere.shutdownVm.bind(vsphere)];
    vsphere.rebootHost = (id, wait) => reboot(id, { ...wait, timeoutMs: limits.rebootMs ?? wait.timeoutMs });
    vsphere.shutdownVm = (id, wait) => shutdown(id, { ...wait, timeoutMs: limits.powerMs ?? wait.timeoutMs });
  };
}

const power = ({ simulator }: Stack, id: string) => simulator.state().vms[id]?.power;
const maintenance = ({ simulator }: Stack) => simulator.state().hosts["host-11"]?.maintenance;
const passthru = ({ simulator }: Stack, address: string) =>
  simulator.state().hosts["host-11"]?.devices.find((one) => one.address === address);

describe("a host that does not come back", function () {
  this.timeout(30_000);
  const { stack } = servers();
  quickWaits();

  it("is an error that says what was done, what is unknown, what to do; the next up finishes", async () => {
    const apply = await stack(inventory("reboots", "poweredOff"));
    const { simulator } = apply;
    const before = snapshot(simulator.state());
    impatient(apply, { rebootMs: 1_000 });
    // Whatever it reports, vCenter does not see it again.
    const hide = setInterval(() => {
      if (outcomes(simulator, "RebootHost_Task").length > 0) simulator.admin.setConnection("host-11", "notResponding");
    }, 1);
    const { errors } = await apply.up(canonical());
    clearInterval(hide);
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? "",
      /^card: reboot of esx-01\.example\.test \(host-11\) did not end in [\d.]+ s; last seen: notResponding, booted at .*; host esx-01\.example\.test \(host-11\) was put into maintenance mode and told to reboot for 0000:3b:00\.0; whether it comes up is unknown; look at its console, and run again when it is back: what is left is then finished$/,
    );
    assert.equal(apply.state("card")?.["enabled"], true);
    apply.prepare = () => undefined;
    simulator.admin.setConnection("host-11", "connected");
    assert.deepEqual((await apply.up(canonical())).errors, []);
    assert.deepEqual([maintenance(apply), power(apply, "vm-102")], [false, "poweredOn"]);
    assert.deepEqual((await apply.destroy()).errors, []);
    assert.deepEqual(snapshot(simulator.state()), before);
  });
});

describe("a guest that ignores the shutdown", function () {
  this.timeout(30_000);
  const { stack } = servers();
  quickWaits();
  const deaf: Inventory = (() => {
    const vms = [{ id: "vm-101", name: "trainer", power: "poweredOn", ignoresShutdown: true } as const];
    return { datacenters: [{ name: "DC0", hosts: [defaultHost({ number: 1, id: "host-11", vms })] }] };
  })();

  it("runs into the limit of `power: shutdown`, and nothing harder is done", async () => {
    const apply = await stack(deaf);
    impatient(apply, { powerMs: 500 });
    const { errors } = await apply.up(canonical({ evacuate: "refuse", reboot: "never" }, { power: "shutdown" }));
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? "",
      /^gpu: guest shutdown of vm-101 did not end in [\d.]+ s; last seen: poweredOn; VM trainer \(vm-101\) was asked to shut down, and nothing harder was done; it may still shut down later; look at its console, start it again if it went down, and run again$/,
    );
    const { vms } = apply.simulator.state();
    assert.deepEqual([vms["vm-101"]?.power, vms["vm-101"]?.devices], ["poweredOn", []]);
    assert.deepEqual(outcomes(apply.simulator, "PowerOffVM_Task"), []);
    assert.equal(vms["vm-101"]?.extraConfig["vsphere-passthrough.power"], undefined);
  });

  it("keeps its host from rebooting, and the host does not stay in maintenance mode", async () => {
    const apply = await stack({ ...deaf, datacenters: deaf.datacenters.map(slow) });
    impatient(apply, { powerMs: 500 });
    const { errors } = await apply.up([device("card", { ...rebooting, address: gpu })]);
    assert.match(
      errors[0] ?? "",
      /^card: guest shutdown of vm-101 did not end in [\d.]+ s; last seen: poweredOn; VM trainer \(vm-101\) was asked to shut down, and nothing harder was done; it may still shut down later; look at its console, start it again if it went down, and run again$/,
    );
    assert.deepEqual([maintenance(apply), power(apply, "vm-101")], [false, "poweredOn"]);
    assert.deepEqual(outcomes(apply.simulator, "EnterMaintenanceMode_Task"), []);
    assert.deepEqual([passthru(apply, gpu)?.enabled, passthru(apply, gpu)?.active], [true, false]);
    assert.equal(apply.state("card")?.["rebootRequired"], true);
  });
});

function slow(datacenter: Inventory["datacenters"][number]) {
  return { ...datacenter, hosts: (datacenter.hosts ?? []).map((one) => ({ ...one, rebindWithoutReboot: false })) };
}

describe("maintenance mode and what was shut down", function () {
  this.timeout(30_000);
  const { stack } = servers();
  quickWaits();

  it("moves of vSAN as much as keeps it accessible, and no VM that is off: both said explicitly", async () => {
    const apply = await stack(inventory("reboots", "poweredOff"));
    const places = () => Object.values(apply.simulator.state().vms).map(({ name, host: at }) => `${name} ${at}`);
    const before = places();
    assert.deepEqual((await apply.up(canonical())).errors, []);
    const { timeout, ...said } =
      apply.simulator.calls.find(({ method }) => method === "EnterMaintenanceMode_Task")?.args ?? {};
    assert.deepEqual(said, {
      evacuatePoweredOffVms: false,
      maintenanceSpec: {
        $type: "HostMaintenanceSpec",
        vsanMode: { $type: "VsanHostDecommissionMode", objectAction: "ensureObjectAccessibility" },
      },
    });
    assert.ok(Number(timeout) >= 30 * 60, `${timeout} s`);
    assert.deepEqual(places(), before);
  });

  it("is left when the reboot fails, and the VMs run again", async () => {
    const apply = await stack(inventory("reboots", "poweredOff"));
    const effect = { kind: "fault", type: "InvalidState", message: "not today", asTask: true } as const;
    apply.simulator.fault({ method: "RebootHost_Task", effect });
    const { errors } = await apply.up(canonical());
    assert.deepEqual(errors, [
      "card: RebootHost_Task on host-11 failed: not today (InvalidState); see who took it out of maintenance mode, and run again",
    ]);
    assert.deepEqual([maintenance(apply), power(apply, "vm-102")], [false, "poweredOn"]);
    assert.deepEqual([apply.state("card")?.["enabled"], apply.state("card")?.["active"]], [true, false]);
  });

  it("stays when somebody else entered it: nothing is rebooted under them", async () => {
    const hosts = [defaultHost({ number: 1, id: "host-11", vms: [], rebindWithoutReboot: false })];
    const apply = await stack({ datacenters: [{ name: "DC0", hosts }] });
    const { simulator } = apply;
    const program = [device("card", { ...rebooting, address: gpu, reboot: "never" })];
    assert.deepEqual((await apply.up(program)).errors, []);
    const theirs =
      "host: host esx-01.example.test (host-11) is not at our disposal; found maintenance mode that somebody else has entered; connected, and not in maintenance mode; take it out of maintenance mode [not-connected]";
    const wanted = [device("card", { ...rebooting, address: gpu })];
    // While the plan was made, and then before it.
    apply.prepare = ({ context: { hosts } }) => {
      const submit = hosts.submit.bind(hosts);
      hosts.submit = (...work) => {
        simulator.admin.setMaintenance("host-11", true);
        return submit(...work);
      };
    };
    assert.deepEqual((await apply.up(wanted)).errors, [`card: ${theirs}`]);
    apply.prepare = () => undefined;
    assert.deepEqual((await apply.up(wanted)).errors, [`card: refused: ${theirs}`]);
    assert.deepEqual([maintenance(apply), passthru(apply, gpu)?.active], [true, false]);
    for (const method of ["RebootHost_Task", "ExitMaintenanceMode_Task"]) {
      assert.deepEqual(outcomes(simulator, method), [], method);
    }
  });
});

describe("what is in flight together", function () {
  this.timeout(30_000);
  const { stack } = servers();
  quickWaits();

  it("of one cluster's hosts: one at a time", async () => {
    const hosts = [1, 2, 3].map((number) =>
      defaultHost({ number, id: `host-1${number}`, vms: [], rebindWithoutReboot: false }),
    );
    const apply = await stack({ datacenters: [{ name: "DC0", clusters: [{ name: "Cluster0", hosts }] }] });
    const cards = hosts.map(({ name }, index) => device(`card${index}`, { ...rebooting, host: name, address: gpu }));
    assert.deepEqual((await apply.up(cards)).errors, []);
    const power = apply.simulator.calls.filter(({ method }) => /Maintenance|Reboot/.test(method));
    const inTurn = power.map(({ object }) => object.id).filter((id, index, ids) => id !== ids[index - 1]);
    assert.deepEqual([power.length, inTurn.length], [9, 3]);
  });

  it("of one host's devices: one UpdatePassthruConfig and one reboot for eight", async () => {
    const addresses = Array.from({ length: 8 }, (_, index) => `0000:4${index}:00.0`);
    const ids = { vendorId: "10de", deviceId: "1eb8", classId: "0302", vendorName: "NVIDIA", deviceName: "T4" };
    const base = defaultHost({ number: 1, id: "host-11", vms: [], rebindWithoutReboot: false });
    const one = { ...base, pci: [...(base.pci ?? []), ...addresses.map((address) => ({ address, ...ids }))] };
    const apply = await stack({ datacenters: [{ name: "DC0", hosts: [one] }] });
    const cards = addresses.map((address, index) => device(`card${index}`, { ...rebooting, address }));
    assert.deepEqual((await apply.up(cards, { windowMs: 250 })).errors, []);
    assert.deepEqual(outcomes(apply.simulator, "UpdatePassthruConfig"), ["ok"]);
    assert.deepEqual(outcomes(apply.simulator, "RebootHost_Task"), ["ok"]);
    assert.ok(addresses.every((address) => passthru(apply, address)?.active));
    apply.simulator.calls.length = 0;
    assert.deepEqual((await apply.destroy({ windowMs: 250 })).errors, []);
    assert.deepEqual(outcomes(apply.simulator, "UpdatePassthruConfig"), ["ok"]);
    assert.deepEqual(outcomes(apply.simulator, "RebootHost_Task"), ["ok"]);
  });

  it("of a replacement on one host: one reboot for both halves", async () => {
    const apply = await stack(inventory("reboots", "poweredOff"));
    assert.deepEqual((await apply.up(canonical())).errors, []);
    apply.simulator.calls.length = 0;
    assert.deepEqual((await apply.up(canonical({ address: hba }))).errors, []);
    assert.deepEqual(outcomes(apply.simulator, "RebootHost_Task"), ["ok"]);
    assert.deepEqual([passthru(apply, gpu)?.active, passthru(apply, hba)?.active], [false, true]);
  });

  it("of a replacement on one running VM: one power cycle", async () => {
    const apply = await stack(inventory("rebinds", "poweredOn"));
    assert.deepEqual((await apply.up(twoCards("card", { power: "powerOff" }))).errors, []);
    apply.simulator.calls.length = 0;
    assert.deepEqual((await apply.up(twoCards("spare", { power: "powerOff" }))).errors, []);
    assert.deepEqual(outcomes(apply.simulator, "PowerOffVM_Task"), ["ok"]);
    assert.deepEqual(outcomes(apply.simulator, "PowerOnVM_Task"), ["ok"]);
    assert.deepEqual(
      apply.simulator.state().vms["vm-101"]?.devices.map(({ address }) => address),
      [modem],
    );
  });

  it("of two attachments of one running VM: one power cycle", async () => {
    const apply = await stack(inventory("rebinds", "poweredOn"));
    const both = [...twoCards("card", { power: "powerOff" }), onDevice("other", "spare", { power: "powerOff" })];
    assert.deepEqual((await apply.up(plan(...both.slice(1)), { windowMs: 250 })).errors, []);
    assert.deepEqual(outcomes(apply.simulator, "PowerOffVM_Task"), ["ok"]);
    assert.deepEqual(outcomes(apply.simulator, "PowerOnVM_Task"), ["ok"]);
    assert.equal(apply.simulator.state().vms["vm-101"]?.devices.length, 2);
  });
});
