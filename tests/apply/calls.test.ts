import assert from "node:assert/strict";
import { type HostInput, type Inventory, isWrite } from "../../simulator";
import { attachment, device, memory, plan, urnFor } from "../provider/resources/operation";
import { quickWaits } from "./pace";
import type { Program } from "./program";
import { servers } from "./server";

const perHost = 5;
const hostOf = (vm: number) => `esx-${Math.floor(vm / perHost)}.test`;
const addressOf = (vm: number) => `0000:${(0x40 + (vm % perHost)).toString(16)}:00.0`;

/** Hosts in a cluster, each with VMs of ours and as many of others. */
function inventory(vms: number): Inventory {
  const hosts = Array.from({ length: vms / perHost }, (_, host): HostInput => {
    const own = Array.from({ length: perHost }, (_, index) => host * perHost + index);
    return {
      name: hostOf(host * perHost),
      pci: own.map((vm) => ({
        ...{ address: addressOf(vm), vendorId: "10de", deviceId: "1eb8", classId: "0302" },
        ...{ vendorName: "NVIDIA Corporation", deviceName: "Tesla T4" },
      })),
      vms: own.flatMap((vm) => [{ name: `own-${vm}` }, { name: `other-${vm}` }]),
    };
  });
  return { datacenters: [{ name: "DC0", clusters: [{ name: "cluster", hosts }] }] };
}

/** Reservation, device and attachment for each VM. */
function program(vms: number): Program {
  const all = Array.from({ length: vms }, (_, vm) => [
    memory(`memory-${vm}`, { vm: `own-${vm}` }),
    device(`card-${vm}`, { host: hostOf(vm), address: addressOf(vm) }),
    attachment(`gpu-${vm}`, (of) => ({
      vm: of(`memory-${vm}`, "vm"),
      __vmSource: urnFor("VmMemoryReservation", `memory-${vm}`),
      __deviceSource: urnFor("HostPassthroughDevice", `card-${vm}`),
      address: of(`card-${vm}`, "address"),
      host: of(`card-${vm}`, "host"),
      expect: of(`card-${vm}`, "expect"),
    })),
  ]);
  return plan(...all.flat());
}

describe("the calls of an operation", () => {
  const { stack } = servers();
  quickWaits();

  it("that changes nothing are as many for three hosts as for one, and few", async function () {
    this.timeout(60_000);
    const counts: (readonly string[])[] = [];
    for (const vms of [perHost, 3 * perHost]) {
      const apply = await stack(inventory(vms));
      assert.deepEqual((await apply.up(program(vms))).errors, []);
      apply.simulator.calls.length = 0;
      const { errors, steps } = await apply.up(program(vms));
      assert.deepEqual([errors, steps.every((step) => step.endsWith(": same"))], [[], true]);
      counts.push(apply.simulator.calls.map(({ method }) => method));
    }
    assert.deepEqual(counts[1], counts[0]);
    assert.ok((counts[0] ?? []).length <= 8, counts[0]?.join(", "));
    assert.deepEqual(counts[0]?.filter(isWrite), []);
  });
});
