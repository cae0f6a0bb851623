import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ruleCatalog } from "../../provider/rules/catalog";
import {
  type Accepted,
  foreignRules,
  judgeForeign,
  messageOf,
  notKnown,
  type Recorded,
} from "../../provider/rules/foreign";
import { chain, from, machine, resource, urn } from "./recorded";

const ofMachine = from("virtualMachineId", urn("machine", "ml"));
const unborn = { sources: ofMachine.sources };
const drs = (props: Recorded["props"]) => resource("drsOverride", "pin", { ...ofMachine.props, ...props }, unborn);
const ha = (props: Recorded["props"]) => resource("haOverride", "ha", { ...ofMachine.props, ...props }, unborn);
const attachment = (props: Recorded["props"]) => resource("attachment", "gpu", { vm: "vm-42", ...props });
const automated = { drsEnabled: true, drsAutomationLevel: "fullyAutomated" };
const cluster = (props: Recorded["props"]) => resource("cluster", "c", { ...automated, ...props });
/** `ml` with a device, in the cluster `c`. */
const inCluster = (said: Recorded["props"]) => [
  machine({ resourcePoolId: notKnown }, { sources: { resourcePoolId: [urn("cluster", "c")] }, ignoreChanges: ["*"] }),
  ...chain(said),
];
const unmanaged = inCluster({ drsAutomation: "unmanaged" });
const vnic = (name: string, props: Recorded["props"]) => resource("vnic", name, props);
const device = (host: unknown) => resource("device", "gpu-device", { host });

/** What is found: rule, and the offenders as the message has them. */
type Found = readonly (readonly [rule: string, found: string])[];
type Row = readonly [title: string, recorded: readonly Recorded[], found: Found, accept?: readonly Accepted[]];

const migrates = (level: string): Found => [
  ["vmotion-enabled", `DrsVmOverride "pin" (${level}, for VirtualMachine "ml")`],
];
const moves: Found = [["vmotion-enabled", `ComputeCluster "c" (fullyAutomated, for VirtualMachine "ml")`]];

const overrides: readonly Row[] = [
  ["fullyAutomated", [machine(), ...chain(), drs(automated)], migrates("fullyAutomated")],
  [
    "partiallyAutomated, whatever the order",
    [drs({ ...automated, drsAutomationLevel: "partiallyAutomated" }), ...chain(), machine()].reverse(),
    migrates("partiallyAutomated"),
  ],
  ["manual", [machine(), ...chain(), drs({ drsEnabled: true, drsAutomationLevel: "manual" })], []],
  ["no level, which is manual", [machine(), ...chain(), drs({ drsEnabled: true })], []],
  ["DRS off for the VM", [machine(), ...chain(), drs({ ...automated, drsEnabled: false })], []],
  ["a level that is not known", [machine(), ...chain(), drs({ ...automated, drsAutomationLevel: notKnown })], []],
  ["a VM without a device", [machine(), drs(automated)], []],
  ["accepted", [machine(), ...chain(), drs(automated)], [], ["vmotion-enabled"]],
  ["accepted for this one", [machine(), ...chain(), drs(automated)], [], ["vmotion-enabled:pin"]],
  ["accepted for another", [machine(), ...chain(), drs(automated)], migrates("fullyAutomated"), ["vmotion-enabled:x"]],
  ["one that is only read", [machine(), ...chain(), { ...drs(automated), readId: "domain-c8:vm-42" }], []],
  [
    "a VM by the same ID",
    [attachment({}), resource("drsOverride", "pin", { virtualMachineId: "VM-42", ...automated })],
    [["vmotion-enabled", `DrsVmOverride "pin" (fullyAutomated, for the VM of VmPciAttachment "gpu")`]],
  ],
  [
    "a VM by another ID",
    [attachment({}), resource("drsOverride", "pin", { virtualMachineId: "vm-43", ...automated })],
    [],
  ],
  [
    "a VM by the name it gets",
    [machine({ name: "ML-1" }), attachment({ vm: "ML-1" }), drs(automated)],
    migrates("fullyAutomated"),
  ],
  [
    "a VM by its path",
    [machine({ name: "ml", folder: "/a/b" }), attachment({ vm: "/DC0/vm/a/b/ml" }), drs(automated)],
    migrates("fullyAutomated"),
  ],
  [
    "a path in another folder",
    [machine({ name: "ml", folder: "a" }), attachment({ vm: "/DC0/vm/b/ml" }), drs(automated)],
    [],
  ],
  [
    "a value of two VMs, which could be either",
    [
      machine(),
      resource("machine", "other"),
      resource(
        "attachment",
        "gpu",
        { vm: notKnown },
        { sources: { vm: [urn("machine", "ml"), urn("machine", "other")] } },
      ),
      drs(automated),
    ],
    [],
  ],
];

const clusters: readonly Row[] = [
  ["no override holds the VM", [cluster({}), ...unmanaged], moves],
  ["the attachment holds it", [cluster({}), ...inCluster({})], []],
  ["the attachment may hold it", [cluster({}), ...inCluster({ drsAutomation: notKnown })], []],
  ["an override of the program holds it", [cluster({}), ...unmanaged, drs({ drsEnabled: false })], []],
  ["a manual level", [cluster({ drsAutomationLevel: "manual" }), ...unmanaged], []],
  ["DRS off", [cluster({ drsEnabled: false }), ...unmanaged], []],
  ["a level that is not known", [cluster({ drsAutomationLevel: notKnown }), ...unmanaged], []],
  ["overrides not allowed", [cluster({ drsEnableVmOverrides: false }), ...inCluster({})], moves],
  ["overrides not known", [cluster({ drsEnableVmOverrides: notKnown }), ...unmanaged], []],
  ["another cluster", [{ ...cluster({}), urn: urn("cluster", "other") }, ...unmanaged], []],
  ["accepted", [cluster({}), ...unmanaged], [], ["vmotion-enabled:c"]],
  [
    "the VM by the host of its device",
    [
      resource("cluster", "c", { ...automated, hostSystemIds: ["host-12"] }),
      device("host-12"),
      attachment({ drsAutomation: "unmanaged", ...from("host", urn("device", "gpu-device")).props }),
    ].map((one, at) => (at === 2 ? { ...one, sources: { host: [urn("device", "gpu-device")] } } : one)),
    [["vmotion-enabled", `ComputeCluster "c" (fullyAutomated, for the VM of VmPciAttachment "gpu")`]],
  ],
];

const reset = (found: string): Found => [["reservation-reset", `VirtualMachine "ml" (${found})`]];
const machines: readonly Row[] = [
  [
    "nothing reserved",
    [machine({ memoryReservation: undefined, memoryReservationLockedToMax: undefined }), ...chain()],
    reset("memory 4096, memoryReservation 0, memoryReservationLockedToMax false"),
  ],
  [
    "not locked",
    [machine({ memoryReservationLockedToMax: false }), ...chain()],
    reset("memory 4096, memoryReservation 4096, memoryReservationLockedToMax false"),
  ],
  [
    "part reserved",
    [machine({ memoryReservation: 4095 }), ...chain()],
    reset("memory 4096, memoryReservation 4095, memoryReservationLockedToMax true"),
  ],
  [
    "a reservation of ours alone",
    [machine({ memoryReservation: 1 }), ...chain().slice(0, 1)],
    reset("memory 4096, memoryReservation 1, memoryReservationLockedToMax true"),
  ],
  ["all reserved and locked", [machine(), ...chain()], []],
  ["not known", [machine({ memory: notKnown, memoryReservationLockedToMax: notKnown }), ...chain()], []],
  [
    "not locked, the rest not known",
    [machine({ memory: notKnown, memoryReservationLockedToMax: false }), ...chain()],
    reset("memory not known yet, memoryReservation 4096, memoryReservationLockedToMax false"),
  ],
  ["no device and no reservation of ours", [machine({ memoryReservation: 0 })], []],
  ["reset accepted", [machine({ memoryReservation: 0 }), ...chain()], [], ["reservation-reset"]],
  [
    "devices of its own",
    [machine({ pciDeviceIds: ["0000:3b:00.0", notKnown] }, {}), ...chain()],
    [["device-owner", `VirtualMachine "ml" (2 in pciDeviceIds)`]],
  ],
  ["devices of its own that it ignores", [machine({ pciDeviceIds: ["0000:3b:00.0"] }), ...chain()], []],
  ["devices that are not known", [machine({ pciDeviceIds: notKnown }, {}), ...chain()], []],
  ["devices accepted", [machine({ pciDeviceIds: ["a"] }, {}), ...chain()], [], ["device-owner"]],
  [
    "no ignoreChanges",
    [machine({}, {}), ...chain()],
    [["device-removal", `VirtualMachine "ml" without ignoreChanges`]],
  ],
  [
    "another host than its device's",
    [machine({ hostSystemId: "host-11" }), ...chain({ host: "host-12" })],
    [["wrong-host", `VirtualMachine "ml" (with VmPciAttachment "gpu")`]],
  ],
  ["the host of its device", [machine({ hostSystemId: "host-12" }), ...chain({ host: "HOST-12" })], []],
  ["a host that is written in another way", [machine({ hostSystemId: "host-11" }), ...chain({ host: "esx-02" })], []],
  ["a host that is not known", [machine({ hostSystemId: notKnown }), ...chain({ host: "host-12" })], []],
  ["host accepted", [machine({ hostSystemId: "host-11" }), ...chain({ host: "host-12" })], [], ["wrong-host:ml"]],
];

const found = (set: string): Found => [["ha-restart", `HaVmOverride "ha" (${set}, for VirtualMachine "ml")`]];
const network: Found = [["vmotion-network", `Vnic "a"`]];
const flags: readonly Row[] = [
  [
    "HA restart",
    [machine(), ...chain(), ha({ haVmRestartPriority: "high", haHostIsolationResponse: "shutdown" })],
    found("haVmRestartPriority high, haHostIsolationResponse shutdown"),
  ],
  ["HA as the cluster has it", [machine(), ...chain(), ha({ haVmRestartPriority: "clusterRestartPriority" })], []],
  ["HA not known", [machine(), ...chain(), ha({ haVmRestartPriority: notKnown })], []],
  ["HA accepted", [machine(), ...chain(), ha({ haVmRestartPriority: "high" })], [], ["ha-restart"]],
  [
    "vMotion for a host of a device",
    [device("host-12"), vnic("a", { host: "host-12", services: ["vmotion"] })],
    network,
  ],
  ["the vMotion stack", [device("host-12"), vnic("a", { host: "host-12", netstack: "vmotion" })], network],
  [
    "vMotion for another host as well",
    [
      device("host-12"),
      vnic("a", { host: "host-12", services: ["vmotion"] }),
      vnic("b", { host: "host-13", services: ["vmotion"] }),
    ],
    [],
  ],
  [
    "perhaps for another host as well",
    [
      device("host-12"),
      vnic("a", { host: "host-12", services: ["vmotion"] }),
      vnic("b", { host: notKnown, services: notKnown }),
    ],
    [],
  ],
  ["another service", [device("host-12"), vnic("a", { host: "host-12", services: ["management"] })], []],
  [
    "vMotion accepted",
    [device("host-12"), vnic("a", { host: "host-12", services: ["vmotion"] })],
    [],
    ["vmotion-network:a"],
  ],
];

describe("rules over resources of the vsphere package", () => {
  for (const [topic, rows] of Object.entries({
    DrsVmOverride: overrides,
    ComputeCluster: clusters,
    VirtualMachine: machines,
    "HA and vMotion networks": flags,
  })) {
    describe(topic, () => {
      for (const [title, recorded, expected, accept] of rows) {
        it(`${expected.length === 0 ? "lets pass" : "finds"}: ${title}`, () => {
          const findings = judgeForeign(recorded, accept);
          const short = findings.map(({ rule, offenders }) => [rule.id, offenders.map((one) => one.found).join(", ")]);
          assert.deepEqual(short, expected);
        });
      }
    });
  }

  it("name all offenders of a rule in one message that does not depend on the order of declaration", () => {
    const other = resource("drsOverride", "also", { ...ofMachine.props, ...automated }, unborn);
    const all = [machine(), ...chain(), drs(automated), other, ha({ haVmRestartPriority: "low" })];
    const messages = judgeForeign(all).map(messageOf);
    assert.equal(
      messages[0],
      `drsAutomationLevel: this DRS override would migrate a VM with a passthrough device, which cannot be migrated; found DrsVmOverride "also" (fullyAutomated, for VirtualMachine "ml"), DrsVmOverride "pin" (fullyAutomated, for VirtualMachine "ml"); expected drsEnabled false, or level manual; change the override, or remove it: VmPciAttachment sets one (drsAutomation) [vmotion-enabled]`,
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        assert.deepEqual(judgeForeign(shuffled).map(messageOf), messages);
      }),
      { numRuns: 50 },
    );
  });

  it("never find anything in a program without a resource of this package", () => {
    assert.deepEqual(
      judgeForeign([machine({}, {}), drs(automated), cluster({}), ha({ haVmRestartPriority: "high" })]),
      [],
    );
  });

  it("have a row in the rule table, with the same verdict", () => {
    for (const { id, verdict } of foreignRules) assert.equal(ruleCatalog[id].verdict, verdict, id);
  });
});
