import assert from "node:assert/strict";
import { Govc, skipReason } from "./govc";

const esx02 = "esx-02.example.test";
const gpu = "0000:3b:00.0";
/** Its device id is above 7fff, so that govc writes it with a sign. */
const arc = "0000:5e:00.0";

describe(`govc changes the simulator (${skipReason})`, function () {
  this.timeout(30_000);
  let govc: Govc;

  before(async function () {
    const started = await Govc.start();
    if (started === undefined) return this.skip();
    govc = started;
    for (const address of [gpu, arc]) {
      govc.simulator.admin.setPassthrough(esx02, address, { enabled: true, active: true });
    }
  });
  after(() => govc?.stop());

  const vm = (id = "vm-111") => govc.simulator.state().vms[id] ?? assert.fail();
  const host = (id = "host-12") => govc.simulator.state().hosts[id] ?? assert.fail();
  const attached = () => vm().devices.map(({ address }) => address);
  const override = () => govc.simulator.state().clusters["domain-c8"]?.overrides["vm-111"];

  it("vm.change: reserves memory, and locks the reservation to the size", async () => {
    await govc.ok("vm.change", "-vm", "ml-01", "-memory-pin=false", "-mem.reservation", "1024");
    assert.deepEqual([vm().reservationLocked, vm().reservationMB], [false, 1024]);
    await govc.ok("vm.change", "-vm", "ml-01", "-memory-pin", "-mem.reservation", "8192");
    assert.deepEqual([vm().reservationLocked, vm().reservationMB], [true, 8192]);
  });

  it("device.pci.ls: what a VM can be given on its host", async () => {
    const { systemId } = host();
    assert.equal(
      await govc.ok("device.pci.ls", "-vm", "ml-01"),
      [
        `System ID                             Address       Device Name`,
        `${systemId}  ${gpu}  NVIDIA Corporation  TU104GL [Tesla T4]`,
        `${systemId}  ${arc}  Intel Corporation   Battlemage G21 [Arc Pro B60]`,
      ].join("\n"),
    );
  });

  it("device.pci.add: only what is there, and only while the VM is off", async () => {
    const add = ["device.pci.add", "-vm", "ml-01"];
    assert.equal(
      await govc.fails(...add, "0000:65:00.0"),
      "govc: 0000:65:00.0 is not found in allowed PCI passthrough device list",
    );
    await govc.ok("vm.power", "-on", "ml-01");
    const { changeVersion } = vm();
    assert.match(await govc.fails(...add, gpu), /^govc: .*(?:hot-plug|powered off|current state)/i);
    assert.deepEqual([attached(), vm().changeVersion], [[], changeVersion]);
    await govc.ok("vm.power", "-off", "ml-01");

    // It gives both the same key, which vCenter takes for one device.
    const sameKey = "govc: A specified parameter was not correct: deviceChange[1].device.key";
    assert.equal(await govc.fails(...add, gpu, arc), sameKey);
    assert.deepEqual(attached(), []);
    await govc.ok(...add, gpu);
    await govc.ok(...add, arc);
    assert.deepEqual(attached(), [gpu, arc]);
    const texts = vm().devices.map(({ backing }) => (backing as { deviceId: string }).deviceId);
    assert.deepEqual(texts.sort(), ["-1def", "1eb8"]);
    const listed = (await govc.ok("device.ls", "-vm", "ml-01")).split("\n").map((line) => line.trim().split(/ +/));
    assert.deepEqual(listed.slice(-2), [
      ["pcipassthrough-13000", "VirtualPCIPassthrough"],
      ["pcipassthrough-13001", "VirtualPCIPassthrough"],
    ]);
  });

  it("vm.power: needs all memory reserved for a passthrough device", async () => {
    await govc.ok("vm.change", "-vm", "ml-01", "-memory-pin=false", "-mem.reservation", "0");
    const unreserved = "Invalid memory setting: memory reservation (sched.mem.min) should be equal to memsize(8192).";
    assert.equal(
      await govc.fails("vm.power", "-on", "ml-01"),
      `Powering on VirtualMachine:vm-111... govc: ${unreserved} (msg.pciPassthru.memoryReservation)\ngovc: ${unreserved}`,
    );
    await govc.ok("vm.change", "-vm", "ml-01", "-memory-pin", "-mem.reservation", "8192");
    assert.equal(await govc.ok("vm.power", "-on", "ml-01"), "Powering on VirtualMachine:vm-111... OK");
    assert.equal(vm().power, "poweredOn");
    assert.equal(
      await govc.fails("vm.power", "-on", "ml-01"),
      "Powering on VirtualMachine:vm-111... govc: The attempted operation cannot be performed in the current state (Powered on).",
    );
  });

  it("vm.power -reset, -suspend: a VM with a device is reset, and not suspended", async () => {
    assert.equal(await govc.ok("vm.power", "-reset", "ml-01"), "Reset VirtualMachine:vm-111... OK");
    assert.equal(
      await govc.fails("vm.power", "-suspend", "ml-01"),
      "Suspend VirtualMachine:vm-111... govc: The operation is not supported on the object: a PCI DirectPath I/O device excludes suspending",
    );
    assert.equal(vm().power, "poweredOn");
    assert.equal(await govc.ok("vm.power", "-suspend", "edge-02"), "Suspend VirtualMachine:vm-132... OK");
    assert.equal(vm("vm-132").power, "suspended");
    await govc.ok("vm.power", "-on", "edge-02");
  });

  it("vm.power -M: starts several through their datacenter", async () => {
    assert.match(await govc.ok("vm.power", "-on", "-M", "edge-01", "edge-03"), /OK$/);
    const power = (name: string) => Object.values(govc.simulator.state().vms).find((one) => one.name === name)?.power;
    const deadline = Date.now() + 5_000;
    while (power("edge-03") !== "poweredOn" && Date.now() < deadline) await govc.ok("about");
    assert.deepEqual([power("edge-01"), power("edge-03")], ["poweredOn", "poweredOn"]);
  });

  it("vm.migrate: is refused with a device, whether the VM is on or off", async () => {
    const migrate = ["vm.migrate", "-host", "esx-01.example.test", "ml-01"];
    const refusal = /The virtual machine is using a device that prevents migration\./;
    assert.match(await govc.fails(...migrate), refusal);
    assert.equal(await govc.ok("vm.power", "-off", "ml-01"), "Powering off VirtualMachine:vm-111... OK");
    assert.match(await govc.fails(...migrate), refusal);
    assert.equal(vm().host, "host-12");
  });

  it("device.pci.remove: only what is there, after which the VM can be moved", async () => {
    const remove = ["device.pci.remove", "-vm", "ml-01"];
    const unknown = "govc: pcipassthrough-13009 is not found, please check and try again";
    assert.equal(await govc.fails(...remove, "pcipassthrough-13009"), unknown);
    await govc.ok(...remove, "pcipassthrough-13000", "pcipassthrough-13001");
    assert.deepEqual(attached(), []);
    await govc.ok("vm.migrate", "-host", "esx-01.example.test", "ml-01");
    assert.equal(vm().host, "host-11");
    await govc.ok("vm.migrate", "-host", esx02, "ml-01");
  });

  it("host.maintenance.enter and exit: in it no VM can be started", async () => {
    const esx03 = "esx-03.example.test";
    const there = Object.values(govc.simulator.state().vms).filter((one) => one.host === "host-13");
    for (const { id } of there) govc.simulator.admin.setPower(id, "poweredOff");
    assert.match(await govc.ok("host.maintenance.enter", esx03), /entering maintenance mode\.\.\. OK/);
    assert.equal(host("host-13").maintenance, true);
    assert.match(
      await govc.fails("vm.power", "-on", there.find(({ name }) => name !== "web")?.name ?? assert.fail()),
      /not allowed in the current state/,
    );
    assert.match(await govc.fails("host.maintenance.enter", esx03), /not allowed in the current state/);
    assert.match(await govc.ok("host.maintenance.exit", esx03), /exiting maintenance mode\.\.\. OK/);
    assert.equal(host("host-13").maintenance, false);
  });

  it("host.shutdown -r: reboots a host in maintenance mode, or one that is forced to", async () => {
    const esx03 = "esx-03.example.test";
    govc.simulator.admin.setPassthrough(esx03, gpu, { enabled: true, active: false });
    const { bootTime } = host("host-13");
    assert.match(await govc.fails("host.shutdown", "-r", esx03), /not allowed in the current state/);
    assert.equal(host("host-13").bootTime, bootTime);
    assert.match(await govc.ok("host.shutdown", "-r", "-f", esx03), /reboot\.\.\. OK/);
    const deadline = Date.now() + 10_000;
    while (host("host-13").bootTime === bootTime && Date.now() < deadline) await govc.ok("about");
    assert.ok(host("host-13").bootTime > bootTime);
    assert.equal(host("host-13").devices.find(({ address }) => address === gpu)?.active, true);
  });

  it("host.option.set: what there is, of its own type", async () => {
    const set = ["host.option.set", "-host", "esx-03.example.test"];
    await govc.ok(...set, "VMkernel.Boot.disableACSCheck", "true");
    assert.equal(host("host-13").options["VMkernel.Boot.disableACSCheck"], true);
    await govc.ok(...set, "Mem.ShareScanTime", "30");
    assert.equal(host("host-13").options["Mem.ShareScanTime"], 30);
    assert.match(await govc.fails(...set, "No.Such", "1"), /The name 'No\.Such' is invalid/);
  });

  it("cluster.override.change, info and remove", async () => {
    await govc.ok("cluster.override.change", "-vm", "ml-01", "-drs-mode", "manual");
    assert.deepEqual(override(), { enabled: true, behavior: "manual" });
    const text = await govc.ok("cluster.override.info");
    for (const line of [
      /^Name: +ml-01$/m,
      /^ {2}DRS Automation Level: +Manual$/m,
      /^ {2}Host: +esx-02\.example\.test$/m,
    ]) {
      assert.match(text, line);
    }
    await govc.ok("cluster.override.change", "-vm", "ml-01", "-drs-enabled=false");
    assert.equal(override()?.enabled, false);
    await govc.ok("cluster.override.remove", "-vm", "ml-01");
    assert.equal(override(), undefined);
    assert.equal(await govc.ok("cluster.override.info"), "");
  });

  it("vm.upgrade: to a version, and to the newest", async () => {
    const legacy = () => Object.values(govc.simulator.state().vms).find(({ name }) => name === "legacy");
    await govc.ok("vm.upgrade", "-vm", "legacy", "-version", "13");
    assert.equal(legacy()?.hardwareVersion, 13);
    await govc.ok("vm.upgrade", "-vm", "legacy");
    assert.equal(legacy()?.hardwareVersion, 21);
    assert.equal(await govc.ok("vm.upgrade", "-vm", "legacy"), "The virtual machine is already up-to-date.");
  });

  it("tasks: what was done, and how it ended", async () => {
    const rows = (await govc.ok("tasks", "-n", "100")).split("\n");
    assert.match(rows[0] ?? "", /^Task +Target +Initiator +Queued +Started +Completed +Result$/);
    const has = (pattern: RegExp) =>
      assert.ok(
        rows.some((row) => pattern.test(row)),
        `${pattern}\n${rows.join("\n")}`,
      );
    has(/^ReconfigVM +ml-01 +administrator@vsphere\.local .* success/);
    has(/^PowerOnVM +ml-01 .* error +\[Invalid memory setting: /);
    has(/^RelocateVM +ml-01 .* error +\[The virtual machine is using a device that prevents migration/);
    has(/^RebootHost +esx-03\.example\.test .* success/);
  });
});
