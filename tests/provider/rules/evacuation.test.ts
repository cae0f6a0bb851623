import assert from "node:assert/strict";
import { evacuationProblem, type Surroundings } from "../../../provider/rules/evacuation";
import { sentence } from "../../../provider/rules/rule";
import type { EvacuatePolicy } from "../../../provider/rules/values";
import type { HostFacts, VmFacts } from "../../../provider/vsphere/types";
import { attached, cluster, gpu, host, loneHost, vm } from "../facts";

const web = vm({ id: "vm-2", name: "web", toolsRunning: true });
const db = vm({ id: "vm-10", name: "db", toolsRunning: true });
const pinned = vm({ id: "vm-3", name: "trainer", toolsRunning: true, devices: [attached(gpu)] });
const agent = vm({ id: "vm-90", name: "vCLS-1", managedBy: "com.vmware.vim.eam", devices: [attached(gpu)] });

/** DRS moves by itself, to a host that there is. */
const automatic = cluster({ defaultBehavior: "fullyAutomated" });
const open: Surroundings = { bound: [], cluster: automatic, targets: [host({ id: "host-13" })] };

function text(
  on: HostFacts,
  running: readonly VmFacts[],
  evacuate: EvacuatePolicy,
  surroundings: Partial<Surroundings> = {},
) {
  const problem = evacuationProblem(on, running, evacuate, { ...open, ...surroundings });
  return problem === undefined ? undefined : sentence("evacuation", "evacuate", problem);
}

describe("rule evacuation", () => {
  const refused: readonly (readonly [string, HostFacts, readonly VmFacts[], EvacuatePolicy, string])[] = [
    [
      'any running VM with "refuse", by name and sorted',
      host(),
      [web, db],
      "refuse",
      'evacuate: host esx-01 (host-12) must be rebooted, and VMs run there; found VM db (vm-10), VM web (vm-2); `evacuate` is "refuse"; move or shut them down, or set `evacuate` to "drs" or "shutdown" [evacuation]',
    ],
    [
      '"drs" on a host that is in no cluster',
      loneHost(),
      [web],
      "drs",
      'evacuate: host esx-01 (host-12) must be rebooted, and DRS cannot move what runs there; found VM web (vm-2), on a host that is in no cluster; shut them down, or set `evacuate` to "shutdown" [evacuation]',
    ],
    [
      '"drs" with a VM that has a passthrough device, and names that one only',
      host(),
      [web, pinned],
      "drs",
      'evacuate: host esx-01 (host-12) must be rebooted, and DRS cannot move VMs that have, or are about to get, passthrough devices; found VM trainer (vm-3); shut them down, or set `evacuate` to "shutdown" [evacuation]',
    ],
  ];
  for (const [what, on, running, evacuate, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(text(on, running, evacuate), message);
    });
  }

  it('refuses "drs" with a VM that is about to get a device of the host', () => {
    assert.equal(
      text(host(), [web, db], "drs", { bound: ["vm-2"] }),
      'evacuate: host esx-01 (host-12) must be rebooted, and DRS cannot move VMs that have, or are about to get, passthrough devices; found VM web (vm-2); shut them down, or set `evacuate` to "shutdown" [evacuation]',
    );
  });

  it('refuses "shutdown" with a guest that cannot be asked', () => {
    assert.equal(
      text(host(), [web, { ...db, toolsRunning: false }], "shutdown"),
      "evacuate: host esx-01 (host-12) must be rebooted, and not every VM there can be shut down gracefully; found VMware Tools not running on VM db (vm-10); start VMware Tools in the guest, or turn the VM off first [evacuation]",
    );
  });

  const byHand = (vms: string) =>
    `evacuate: host esx-01 (host-12) must be rebooted, and DRS does not move what runs there by itself; found ${vms}, in cluster Cluster (domain-c7); DRS that is on, at the level fullyAutomated for these VMs; move or shut them down, or set \`evacuate\` to "shutdown" [evacuation]`;
  const levels = [
    ["off", { ...automatic, drsEnabled: false }, "VM db (vm-10), VM web (vm-2)"],
    ["manual", cluster(), "VM db (vm-10), VM web (vm-2)"],
    ["partiallyAutomated", cluster({ defaultBehavior: "partiallyAutomated" }), "VM db (vm-10), VM web (vm-2)"],
    ["kept off one VM", { ...automatic, overrides: { "vm-2": { enabled: false } } }, "VM web (vm-2)"],
  ] as const;
  for (const [level, of, vms] of levels) {
    it(`refuses "drs" where DRS is ${level}`, () => {
      assert.equal(text(host(), [web, db], "drs", { cluster: of }), byHand(vms));
    });
  }

  it('refuses "drs" where there is no other host', () => {
    assert.equal(
      text(host(), [web, db], "drs", { targets: [] }),
      'evacuate: host esx-01 (host-12) must be rebooted, and no other host of its cluster takes what runs there; found VM db (vm-10), VM web (vm-2); another host that is connected, and not in maintenance mode; shut them down, or set `evacuate` to "shutdown" [evacuation]',
    );
  });

  it('skips for "drs" what is not known of the cluster', () => {
    assert.equal(text(host(), [web, db], "drs", { cluster: undefined, targets: undefined }), undefined);
  });

  const allowed: readonly (readonly [string, HostFacts, readonly VmFacts[], EvacuatePolicy])[] = [
    ['an empty host with "refuse"', host(), [], "refuse"],
    ["agents, which are not counted", host(), [agent], "refuse"],
    ["agents with a device", host(), [agent], "drs"],
    ['movable VMs with "drs"', host(), [web, db], "drs"],
    ['pinned VMs with "shutdown"', host(), [web, pinned], "shutdown"],
    ['a lone host with "shutdown"', loneHost(), [web], "shutdown"],
  ];
  for (const [what, on, running, evacuate] of allowed) {
    it(`allows ${what}`, () => {
      assert.equal(text(on, running, evacuate), undefined);
    });
  }
});
