import assert from "node:assert/strict";
import { evacuationProblem } from "../../../provider/rules/evacuation";
import { sentence } from "../../../provider/rules/rule";
import type { EvacuatePolicy } from "../../../provider/rules/values";
import type { HostFacts, VmFacts } from "../../../provider/vsphere/types";
import { attached, gpu, host, loneHost, vm } from "../facts";

const web = vm({ id: "vm-2", name: "web", toolsRunning: true });
const db = vm({ id: "vm-10", name: "db", toolsRunning: true });
const pinned = vm({ id: "vm-3", name: "trainer", toolsRunning: true, devices: [attached(gpu)] });
const agent = vm({ id: "vm-90", name: "vCLS-1", managedBy: "com.vmware.vim.eam", devices: [attached(gpu)] });

function text(on: HostFacts, running: readonly VmFacts[], evacuate: EvacuatePolicy, bound: readonly string[] = []) {
  const problem = evacuationProblem(on, running, evacuate, bound);
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
      text(host(), [web, db], "drs", ["vm-2"]),
      'evacuate: host esx-01 (host-12) must be rebooted, and DRS cannot move VMs that have, or are about to get, passthrough devices; found VM web (vm-2); shut them down, or set `evacuate` to "shutdown" [evacuation]',
    );
  });

  it('refuses "shutdown" with a guest that cannot be asked', () => {
    assert.equal(
      text(host(), [web, { ...db, toolsRunning: false }], "shutdown"),
      "evacuate: host esx-01 (host-12) must be rebooted, and not every VM there can be shut down gracefully; found VMware Tools not running on VM db (vm-10); start VMware Tools in the guest, or turn the VM off first [evacuation]",
    );
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
