import assert from "node:assert/strict";
import { defaultHost } from "../../simulator/inventory/defaultHost";
import { device, memory, plan } from "../provider/resources/operation";
import { assertAsBefore, assertWanted, snapshot } from "./checks";
import { gpu } from "./inventories";
import { onDevice } from "./scenarios";
import { servers } from "./server";

const host = "esx</name><x>&amp;]]>\u009b31m/ 100%\\";
const vm = `vm\u202e<![CDATA[\u009d0;x\u009c\n\t"'${"long".repeat(500)}`;

describe("hostile names of a host and a VM", function () {
  this.timeout(30_000);
  const { stack } = servers();

  it("travel unharmed through a whole life", async () => {
    const vms = [{ id: "vm-101", name: vm, memoryMB: 8192, power: "poweredOn" as const }];
    const machine = { ...defaultHost({ number: 1, id: "host-11", vms, rebindWithoutReboot: false }), name: host };
    const clusters = [{ id: "domain-c8", name: "C</name>%\u009b", hosts: [machine] }];
    const apply = await stack({ datacenters: [{ name: "DC/0", clusters }] }, { timeScale: 0.01 });
    const before = snapshot(apply.simulator.state());
    const program = plan(
      device("card", { host, address: gpu, reboot: "ifNeeded", evacuate: "shutdown" }),
      memory("memory", { vm }),
      onDevice("gpu", "card", { power: "shutdown" }),
    );
    const up = await apply.up(program);
    assert.deepEqual(up.errors, []);
    assertWanted(apply, program, before);
    assert.equal(apply.state("card")?.["hostName"], host);
    assert.equal(apply.state("memory")?.["vmName"], vm);
    const destroyed = await apply.destroy();
    assert.deepEqual(destroyed.errors, []);
    assertAsBefore(apply.simulator, before);
  });
});
