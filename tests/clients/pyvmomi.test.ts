import assert from "node:assert/strict";
import { type Fault, Pyvmomi, skipReason } from "./pyvmomi";

const esx02 = "esx-02.example.test";
const esx03 = "esx-03.example.test";
const gpu = "0000:3b:00.0";
/** Its device id is above 7fff: negative in pyvmomi, as on the wire. */
const arc = "0000:5e:00.0";

describe(`pyvmomi with the simulator (${skipReason})`, function () {
  this.timeout(60_000);
  let client: Pyvmomi;

  before(async function () {
    const started = await Pyvmomi.start();
    if (started === undefined) return this.skip();
    client = started;
    await client.call("connect", "authority");
  });
  after(() => client?.stop());

  const vm = () => client.simulator.state().vms["vm-111"] ?? assert.fail();
  const host = (id = "host-12") => client.simulator.state().hosts[id] ?? assert.fail();
  const device = (address: string, id?: string) => host(id).devices.find((one) => one.address === address);
  /** Methods that were called meanwhile, each once, without those that read one property. */
  async function methods(work: Promise<unknown>): Promise<readonly string[]> {
    client.simulator.calls.length = 0;
    await work;
    return [...new Set(client.simulator.calls.map(({ method }) => method))].filter((method) => method !== "Fetch");
  }

  for (const trust of ["authority", "thumbprint", "anything"]) {
    it(`SmartConnect: speaks the server's version, and trusts by ${trust}`, async () => {
      const about = { apiType: "VirtualCenter", apiVersion: "8.0.2.0", spoken: '"urn:vim25/8.0.2.0"' };
      assert.deepEqual(await client.call("connect", trust), about);
      assert.equal(await client.call("current_session"), "administrator@vsphere.local");
      assert.equal(await client.call("current_time"), true);
    });
  }

  it("SmartConnect: catches a wrong password as InvalidLogin", async () => {
    const { fault, message } = await client.fails("wrong_password");
    assert.deepEqual(
      [fault, message],
      ["vim.fault.InvalidLogin", "Cannot complete login due to an incorrect user name or password."],
    );
  });

  it("container views: all of a type, and nothing left of them", async () => {
    const names = [1, 2, 3, 4].map((number) => `esx-0${number}.example.test`);
    const called = await methods(client.call("view", "hosts").then((found) => assert.deepEqual(found, names)));
    assert.deepEqual(called, ["CreateContainerView", "DestroyView"]);
  });

  it("property collector: page by page, and the old way", async () => {
    const { pages, rows } = (await client.call("collect", ["name", "runtime.powerState"], 5)) as {
      pages: readonly number[];
      rows: readonly Record<string, string>[];
    };
    const { vms } = client.simulator.state();
    const all = Object.values(vms).map(({ name, power }) => ({ name, "runtime.powerState": power }));
    assert.deepEqual(pages, [5, 5, 5, 1]);
    assert.deepEqual(rows.map((row) => JSON.stringify(row)).sort(), all.map((row) => JSON.stringify(row)).sort());
    assert.deepEqual(await client.call("contents", "name"), all.map(({ name }) => name).sort());
  });

  it("search index: by path and by UUID, and nothing where there is nothing", async () => {
    assert.deepEqual(await client.call("find", "/DC0/vm/research/ml/ml-01"), ["vm-111", "vm-111", null]);
  });

  it("properties one by one: signed numbers, subclasses, what is unset", async () => {
    const found = (await client.call("devices", esx02)) as {
      pci: readonly (readonly [string, number, number, number])[];
      passthru: readonly (readonly [string, string, boolean, boolean, boolean])[];
      same: boolean;
      unset: null;
    };
    const row = (address: string) => found.pci.find(([id]) => id === address);
    assert.deepEqual(row(arc), [arc, 0x8086 - 0x10000, 0xe211 - 0x10000, 0x5e]);
    assert.deepEqual(row("0000:af:00.0")?.[3], 0xaf - 0x100);
    const kinds = new Map(found.passthru.map(([kind, id]) => [id, kind]));
    assert.equal(kinds.get("0000:af:00.0"), "vim.host.SriovInfo");
    assert.equal(kinds.get(gpu), "vim.host.PciPassthruInfo");
    assert.deepEqual(
      found.passthru.map(([, id, capable, enabled, active]) => [id, capable, enabled, active]),
      host().devices.map(({ address, capable, enabled, active }) => [address, capable, enabled, active]),
    );
    assert.deepEqual([found.same, found.unset], [true, null]);
  });

  it("UpdatePassthruConfig and Refresh: the device can be given to a VM", async () => {
    const called = await methods(client.call("passthru", esx02, gpu, true));
    assert.deepEqual(called.slice(-2), ["UpdatePassthruConfig", "Refresh"]);
    assert.deepEqual([device(gpu)?.enabled, device(gpu)?.active], [true, true]);
    assert.deepEqual(await client.call("target", esx02), [[gpu, host().systemId]]);
  });

  it("UpdatePassthruConfig: catches what cannot be as PlatformConfigFault, which is a HostConfigFault", async () => {
    for (const [address, text] of [
      ["0000:00:00.0", "PCI device 0000:00:00.0 is not capable of passthrough."],
      ["0000:ff:00.0", "There is no PCI device 0000:ff:00.0 on the host."],
    ] as const) {
      assert.deepEqual(await client.fails("passthru", esx02, address, true), {
        fault: "vim.fault.PlatformConfigFault",
        kinds: ["vim.fault.PlatformConfigFault", "vim.fault.HostConfigFault", "vim.fault.VimFault"],
        fields: { text },
        message: "An error occurred during host configuration.",
      } satisfies Fault);
    }
  });

  it("ReconfigVM_Task: attaches, with all memory reserved", async () => {
    const called = await methods(
      client.call("attach", "ml-01", esx02, gpu).then((found) => {
        assert.deepEqual(found, ["ReconfigVM_Task", [[13000, "PCI device 0", gpu]]]);
      }),
    );
    // WaitForTask watches on the session's own collector, with the call that has no options.
    assert.deepEqual(called.slice(-4), ["ReconfigVM_Task", "CreateFilter", "WaitForUpdates", "DestroyPropertyFilter"]);
    assert.deepEqual([vm().reservationLocked, vm().reservationMB], [true, 8192]);
    assert.equal(await client.call("power", "ml-01", true), "poweredOn");
  });

  const refusals: readonly [title: string, call: readonly unknown[], fault: string, base: string, message: string][] = [
    [
      "a second start",
      ["power", "ml-01", true],
      "vim.fault.InvalidPowerState",
      "vim.fault.InvalidState",
      "The attempted operation cannot be performed in the current state (Powered on).",
    ],
    [
      "a device for a VM that runs",
      ["attach", "ml-01", esx02, gpu],
      "vim.fault.GenericVmConfigFault",
      "vim.fault.VmConfigFault",
      "The hot-plug operation failed. ",
    ],
    [
      "the migration of a VM with a device",
      ["migrate", "ml-01", "esx-01.example.test"],
      "vim.fault.DisallowedMigrationDeviceAttached",
      "vim.fault.MigrationFault",
      "The virtual machine is using a device that prevents migration.",
    ],
    [
      "a change that is based on an old version",
      ["stale_change", "ml-02"],
      "vim.fault.ConcurrentAccess",
      "vim.fault.VimFault",
      "Cannot complete operation due to concurrent modification by another operation.",
    ],
    [
      "the reboot of a host that is in use",
      ["reboot", esx02, false],
      "vim.fault.InvalidState",
      "vim.fault.VimFault",
      "The operation is not allowed in the current state.",
    ],
    [
      "a task that was cancelled",
      ["cancel_maintenance", esx02],
      "vmodl.fault.RequestCanceled",
      "vmodl.fault.RequestCanceled",
      "The task was canceled by a user.",
    ],
    [
      "an object that is gone",
      ["gone"],
      "vmodl.fault.ManagedObjectNotFound",
      "vmodl.fault.ManagedObjectNotFound",
      "The object 'vim.VirtualMachine:vm-99999' has already been deleted or has not been completely created",
    ],
  ];
  for (const [title, [call, ...args], type, base, text] of refusals) {
    it(`catches ${title} as ${type}`, async () => {
      const { fault, kinds, message } = await client.fails(String(call), ...args);
      assert.deepEqual([fault, message], [type, text]);
      assert.ok(kinds?.includes(base), String(kinds));
      assert.deepEqual(
        vm().devices.map(({ address }) => address),
        [gpu],
      );
      assert.deepEqual([vm().host, host().maintenance], ["host-12", false]);
    });
  }

  it("ReconfigVM_Task: detaches, after which MigrateVM_Task moves the VM", async () => {
    assert.equal(await client.call("power", "ml-01", false), "poweredOff");
    await client.call("detach", "ml-01");
    assert.deepEqual(vm().devices, []);
    await client.call("migrate", "ml-01", "esx-01.example.test");
    assert.equal(vm().host, "host-11");
  });

  it("RebootHost_Task: gives the device back, in maintenance mode", async () => {
    await client.call("passthru", esx02, gpu, false);
    assert.deepEqual([device(gpu)?.enabled, device(gpu)?.active], [false, true]);
    for (const { id, host: on } of Object.values(client.simulator.state().vms)) {
      if (on === "host-12") client.simulator.admin.setPower(id, "poweredOff");
    }
    await client.call("enter_maintenance", esx02);
    const { bootTime } = host();
    assert.equal(await client.call("reboot", esx02, false), "RebootHost_Task");
    const deadline = Date.now() + 10_000;
    while (host().bootTime === bootTime && Date.now() < deadline) await client.call("current_time");
    assert.deepEqual([device(gpu)?.enabled, device(gpu)?.active], [false, false]);
    assert.deepEqual([host().connection, host().maintenance], ["connected", true]);
    await client.call("exit_maintenance", esx02);
    assert.equal(host().maintenance, false);
  });

  it("UpdatePassthruConfig: waits for a reboot where the host cannot do it at once", async () => {
    const esx01 = "esx-01.example.test";
    await client.call("passthru", esx01, gpu, true);
    assert.deepEqual([device(gpu, "host-11")?.enabled, device(gpu, "host-11")?.active], [true, false]);
    assert.deepEqual(await client.call("target", esx01), []);
    assert.equal((await client.fails("passthru", esx03, gpu, true)).fault, "vim.fault.PlatformConfigFault");
  });

  it("catches a session that has ended as NotAuthenticated, and Disconnect ends one", async () => {
    client.simulator.admin.expireSessions();
    const { fault, kinds } = await client.fails("current_time");
    assert.equal(fault, "vim.fault.NotAuthenticated");
    assert.ok(kinds?.includes("vim.fault.NoPermission"));
    await client.call("connect", "anything");
    assert.equal(client.simulator.state().sessions, 1);
    await client.call("disconnect");
    assert.equal(client.simulator.state().sessions, 0);
  });
});
