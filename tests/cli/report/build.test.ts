import assert from "node:assert/strict";
import fc from "fast-check";
import { buildReport } from "../../../cli/report/build";
import { renderMarkdown } from "../../../cli/report/markdown";
import { type Report, refusable } from "../../../cli/report/model";
import type { Diagnostic, Step } from "../../../cli/report/preview";
import { capture, captures } from "./captures";
import { onHost, onVm, preview, step, urn, warning, wasOnHost, wasOnVm } from "./previews";

function report(steps: readonly Step[], diagnostics: readonly Diagnostic[] = []): Report {
  return buildReport(preview(steps, diagnostics), refusable);
}

/** What a reviewer looks for, in short. */
function gist({ headline, hosts, vms, refused }: Report) {
  return {
    headline,
    hosts: hosts.map(({ name, reboot, devices }) => [
      name,
      reboot,
      ...devices.map(({ change, resource }) => `${change} ${resource}`),
    ]),
    vms: vms.map(({ name, power, policy, devices }) => [
      name,
      power,
      policy,
      ...devices.map(({ change, resource }) => `${change} ${resource}`),
    ]),
    refused: refused.map(({ what, subject }) => `${what} ${subject}`),
  };
}

const rebootOf = (host: string, of?: string) => warning("host-reboot", `whatever is said of host ${host}`, of);

describe("hosts in the plan report", () => {
  it("reboot where a device leaves, even if nothing warns of it", () => {
    const found = report([step({ op: "delete", kind: "device", name: "gpu", old: wasOnHost })]);
    assert.deepEqual(gist(found), {
      headline: "1 host reboots",
      hosts: [["esx-01.example.test", "planned", "disable gpu"]],
      vms: [],
      refused: ["reboot host esx-01.example.test (host-1)"],
    });
    assert.deepEqual(
      found.deletions.map(({ costs }) => costs),
      ["reboot"],
    );
  });

  it("need a reboot by hand where the program does none", () => {
    const found = report([step({ op: "delete", kind: "device", name: "gpu", old: { ...wasOnHost, reboot: "never" } })]);
    assert.deepEqual(gist(found), {
      headline: "1 host needs a reboot by hand",
      hosts: [["esx-01.example.test", "needed", "disable gpu"]],
      vms: [],
      refused: ["reboot host esx-01.example.test (host-1)"],
    });
    assert.deepEqual(
      found.deletions.map(({ costs }) => costs),
      ["rebootByHand"],
    );
  });

  it("keep running where the device is out already, stays, or is taken over under another name", () => {
    const out = step({
      op: "delete",
      kind: "device",
      name: "gpu",
      old: { ...wasOnHost, enabled: false, active: false },
    });
    const kept = step({ op: "delete", kind: "device", name: "gpu", old: wasOnHost, retained: true });
    const left = step({ op: "delete", kind: "device", name: "gpu", old: wasOnHost });
    const renamed = step({ op: "create", kind: "device", name: "card", next: onHost });
    assert.equal(report([out]).headline, "no host reboots, no VM loses power");
    assert.equal(report([kept]).headline, "no host reboots, no VM loses power");
    assert.equal(report([left, renamed]).headline, "no host reboots, no VM loses power");
  });

  it("are found by the resource of a warning, whatever its words", () => {
    const steps = [step({ op: "create", kind: "device", name: "gpu", next: onHost })];
    const found = report(steps, [warning("host-reboot", "so be it", urn("device", "gpu"))]);
    assert.deepEqual(gist(found).hosts, [["esx-01", "planned", "enable gpu"]]);
    assert.deepEqual(found.hosts[0]?.messages, ["so be it [host-reboot]"]);
    assert.deepEqual(found.warnings, []);
  });

  it("are told apart by their IDs where a device moves from one to the other", () => {
    const next = { ...onHost, host: "esx-02", hostId: "host-2", reboot: "never" };
    const moved = step({ op: "replace", kind: "device", name: "gpu", old: wasOnHost, next });
    const found = report([moved], [rebootOf("esx-02 (host-2)", urn("device", "gpu"))]);
    assert.deepEqual(gist(found).hosts, [
      ["esx-01.example.test", "planned", "disable gpu"],
      ["esx-02", "needed", "enable gpu"],
    ]);
  });

  it("are found by a warning's words where its resource has no step", () => {
    const pending = warning(
      "reboot-pending",
      "reboot: 0000:3b:00.0 on host esx-01 (host-1) is enabled and not active yet",
      urn("device", "gpu"),
    );
    const found = report([], [pending]);
    assert.deepEqual(gist(found), {
      headline: "1 host waits for a reboot",
      hosts: [["esx-01", "pending", "wait gpu"]],
      vms: [],
      refused: [],
    });
    assert.equal(found.hosts[0]?.devices[0]?.address, "0000:3b:00.0");
  });

  it("finish what is pending with the reboot that is for something else", () => {
    const steps = [step({ op: "create", kind: "device", name: "nic", next: { ...onHost, address: "0000:af:00.0" } })];
    const found = report(steps, [
      rebootOf("esx-01 (host-1)", urn("device", "nic")),
      warning("reboot-pending", "0000:3b:00.0 on host esx-01 (host-1)", urn("device", "gpu")),
    ]);
    assert.deepEqual(gist(found).hosts, [["esx-01", "planned", "finish gpu", "enable nic"]]);
  });

  it("finish a pending change by an update", () => {
    const old = { ...wasOnHost, active: false, reboot: "never" };
    const steps = [step({ op: "update", kind: "device", name: "gpu", old, next: onHost })];
    const found = report(steps, [rebootOf("esx-01 (host-1)", urn("device", "gpu"))]);
    assert.deepEqual(gist(found).hosts, [["esx-01.example.test", "planned", "finish gpu"]]);
  });

  it("of two servers are two, with the same ID", () => {
    const here = step({ op: "delete", kind: "device", name: "gpu", old: wasOnHost });
    const there = step({
      ...{ op: "delete", kind: "device", name: "card", provider: `${urn("plan", "other")}` },
      old: { ...wasOnHost, hostName: "far-01.example.test" },
    });
    assert.deepEqual(gist(report([here, there])).hosts, [
      ["esx-01.example.test", "planned", "disable gpu"],
      ["far-01.example.test", "planned", "disable card"],
    ]);
  });
});

describe("VMs in the plan report", () => {
  const leaves = step({ op: "delete", kind: "attachment", name: "gpu", old: wasOnVm });
  const planGoes = step({ op: "delete", kind: "plan", name: "vsphere-passthrough-plan", old: {} });

  it("lose power where a warning says so", () => {
    const found = report([leaves], [warning("power-cycle", "VM ml-01 (vm-1) goes down", urn("attachment", "gpu"))]);
    assert.deepEqual(gist(found), {
      headline: "1 VM loses power",
      hosts: [],
      vms: [["ml-01", "lost", "shutdown", "detach gpu"]],
      refused: ["power-cycle VM ml-01 (vm-1)"],
    });
  });

  it("that give a device up may be running where nothing warns: only without the plan resource that is refused", () => {
    assert.deepEqual(gist(report([leaves])).refused, []);
    assert.deepEqual(gist(report([leaves, planGoes])), {
      headline: "1 VM loses power if running",
      hosts: [],
      vms: [["ml-01", "ifRunning", "shutdown", "detach gpu"]],
      refused: ["power-cycle VM ml-01 (vm-1)"],
    });
  });

  it("keep their power where `power` does not allow to take them down, or the device stays", () => {
    const off = step({ op: "delete", kind: "attachment", name: "gpu", old: { ...wasOnVm, power: "requireOff" } });
    const kept = step({ op: "delete", kind: "attachment", name: "gpu", old: wasOnVm, retained: true });
    assert.equal(report([off, planGoes]).headline, "no host reboots, no VM loses power");
    assert.equal(report([kept, planGoes]).headline, "no host reboots, no VM loses power");
  });

  it("that get a device while they are off keep their power", () => {
    const found = report([step({ op: "create", kind: "attachment", name: "gpu", next: onVm })]);
    assert.deepEqual(gist(found).vms, [["ml", "kept", null, "attach gpu"]]);
  });

  it("lose power where their host is emptied for a reboot by shutting down", () => {
    const next = { ...onHost, evacuate: "shutdown" };
    const text = "host esx-01 (host-1) needs it; found running there: VM a b (vm-7) can be moved, VM ml-01 (vm-1)";
    const found = report(
      [step({ op: "create", kind: "device", name: "gpu", next })],
      [warning("host-reboot", text, urn("device", "gpu"))],
    );
    assert.equal(found.headline, "1 host reboots, 2 VMs lose power");
    assert.deepEqual(
      found.vms.map(({ name, id, shutDownFor }) => [name, id, shutDownFor]),
      [
        ["a b", "vm-7", "esx-01"],
        ["ml-01", "vm-1", "esx-01"],
      ],
    );
  });

  it("do not lose power where DRS moves them, or nobody reboots", () => {
    const text = "host esx-01 (host-1) needs it; found running there: VM ml-01 (vm-1) can be moved";
    for (const given of [onHost, { ...onHost, evacuate: "shutdown", reboot: "never" }]) {
      const steps = [step({ op: "create", kind: "device", name: "gpu", next: given })];
      assert.deepEqual(report(steps, [warning("host-reboot", text, urn("device", "gpu"))]).vms, []);
    }
  });
});

describe("the plan report", () => {
  it("keeps warnings that lead to no host or VM", () => {
    const found = report([], [warning("power-cycle", "somebody goes down"), { severity: "warning", message: "odd" }]);
    assert.deepEqual(
      found.warnings.map(({ text }) => text),
      ["somebody goes down [power-cycle]"],
    );
  });

  it("gives a refusal as the rule says it, without the engine's words", () => {
    const message = `error: pulumi-nodejs:dynamic/vsphere-passthrough:VmPciAttachment resource 'it's' has a problem: vm: no [device-limit]\n`;
    const found = report([], [{ severity: "error", message, urn: urn("attachment", "it's") }]);
    assert.equal(found.complete, false);
    assert.deepEqual(found.refusals, [
      { rule: "device-limit", resource: "it's", urn: urn("attachment", "it's"), text: "vm: no [device-limit]" },
    ]);
  });

  it("takes a setting that is not given for what the others of the host or VM gave, as the state has it", () => {
    const { reboot, evacuate, ...device } = wasOnHost;
    const { power, ...attachment } = wasOnVm;
    const found = report([
      step({ op: "delete", kind: "device", name: "gpu", old: { ...device, __agreed: { reboot, evacuate } } }),
      step({ op: "delete", kind: "attachment", name: "gpu-to-ml", old: { ...attachment, __agreed: { power } } }),
    ]);
    assert.equal(found.headline, "1 host reboots, 1 VM loses power if running");
    assert.deepEqual(
      found.deletions.map(({ resource, costs }) => [resource, costs]),
      [
        ["gpu", "reboot"],
        ["gpu-to-ml", "powerCycleIfRunning"],
      ],
    );
    assert.deepEqual([found.hosts[0]?.evacuate, found.vms[0]?.policy], [evacuate, power]);
  });

  it("says of a deletion that may not take its VM down that the VM has to be off", () => {
    const { power: _, ...old } = wasOnVm;
    const found = report([step({ op: "delete", kind: "attachment", name: "gpu-to-ml", old })]);
    assert.deepEqual(found.deletions[0]?.costs, "needsOff");
    assert.match(renderMarkdown(found), /^- gpu-to-ml: id-of-gpu-to-ml: its VM has to be off$/m);
  });

  it("says what a released reservation goes back to", () => {
    const old = { vmId: "vm-1", vmName: "ml-01", previousReservationMB: 512 };
    const found = report([step({ op: "delete", kind: "memory", name: "memory", old })]);
    assert.deepEqual(found.reservations, [
      {
        ...{ resource: "memory", urn: urn("memory", "memory"), vm: { id: "vm-1", name: "ml-01" } },
        ...{ change: "release", restoredMB: 512 },
      },
    ]);
  });

  it("does not depend on the order in which Pulumi tells", () => {
    for (const name of captures) {
      const { steps, diagnostics } = capture(name);
      const expected = buildReport({ steps, diagnostics }, refusable);
      const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length });
      fc.assert(
        fc.property(shuffled(steps), shuffled(diagnostics), (some, said) => {
          assert.deepEqual(buildReport({ steps: some, diagnostics: said }, refusable), expected);
        }),
        { numRuns: 20 },
      );
    }
  });
});
