import assert from "node:assert/strict";
import { defaultInventory, type Inventory } from "../../simulator";
import { Govc, skipReason as govcSkipReason } from "./govc";
import { Pyvmomi, skipReason as pyvmomiSkipReason } from "./pyvmomi";

/** The last host of the default inventory, talked to directly. */
function loneHost(): Inventory {
  const [datacenter] = defaultInventory().datacenters;
  return {
    server: { apiType: "HostAgent" },
    datacenters: [{ name: "ha-datacenter", hosts: [...(datacenter?.hosts ?? [])] }],
  };
}

const esx04 = "esx-04.example.test";
const gpu = "0000:3b:00.0";

describe("a lone ESXi host of the simulator", function () {
  this.timeout(30_000);

  it(`is told apart from a vCenter by govc, which starts its VMs and reboots it (${govcSkipReason})`, async function () {
    const govc = await Govc.start({ inventory: loneHost() });
    if (govc === undefined) return this.skip();
    try {
      assert.match(await govc.ok("about"), /^API type: +HostAgent$/m);
      assert.match(await govc.ok("host.info"), /^Name: +esx-04\.example\.test$/m);
      await govc.ok("vm.power", "-on", "edge-01");
      const { hosts, vms } = govc.simulator.state();
      assert.equal(Object.values(vms).find(({ name }) => name === "edge-01")?.power, "poweredOn");
      const [host] = Object.values(hosts);
      // The connection may drop before the end of the task is told, as it does on a real one.
      await govc.run(["host.shutdown", "-r", "-f", esx04]);
      const booted = () => Object.values(govc.simulator.state().hosts)[0]?.bootTime;
      const deadline = Date.now() + 10_000;
      while (booted() === host?.bootTime && Date.now() < deadline) await govc.run(["about"]);
      assert.notEqual(booted(), host?.bootTime);
    } finally {
      await govc.stop();
    }
  });

  it(`gives a device to a VM by pyvmomi (${pyvmomiSkipReason})`, async function () {
    const client = await Pyvmomi.start({ inventory: loneHost() });
    if (client === undefined) return this.skip();
    try {
      const about = (await client.call("connect", "authority")) as { apiType: string };
      assert.equal(about.apiType, "HostAgent");
      assert.deepEqual(await client.call("view", "hosts"), [esx04]);
      await client.call("passthru", esx04, gpu, true);
      const attached = await client.call("attach", "edge-01", esx04, gpu);
      assert.deepEqual(attached, ["ReconfigVM_Task", [[13000, "PCI device 0", gpu]]]);
      assert.equal(await client.call("power", "edge-01", true), "poweredOn");
    } finally {
      await client.stop();
    }
  });
});
