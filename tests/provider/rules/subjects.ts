import { attachRules } from "../../../provider/rules/attachment";
import type { AttachCase, EnableCase } from "../../../provider/rules/cases";
import { enableRules } from "../../../provider/rules/hostDevice";
import { type Failure, judge } from "../../../provider/rules/rule";
import type { HostFacts } from "../../../provider/vsphere/types";
import { gpu, host, noUse, vm } from "../facts";

function onHost(on: HostFacts | undefined, address: string | undefined) {
  return {
    device: on?.devices.find((one) => one.address === address),
    info: on?.passthru.find((one) => one.address === address),
  };
}

/** A device that may be enabled, with what the test says instead. */
export function enabling(given: Partial<EnableCase> = {}): EnableCase {
  const { host: on = host(), address = gpu } = given;
  return {
    host: on,
    address,
    ...onHost(on, address),
    use: noUse,
    expect: undefined,
    allowCritical: [],
    hardwareLabel: undefined,
    apiVersion: "8.0.2.0",
    ...given,
  };
}

/** An attachment that may be made, with what the test says instead. */
export function attaching(given: Partial<AttachCase> = {}): AttachCase {
  const defaults = { host: host({ pci: [{ address: gpu, enabled: true }] }), address: gpu };
  const { host: on, address } = { ...defaults, ...given };
  return {
    vm: vm(),
    vmLabel: "VM trainer (vm-42)",
    claim: "gpu for VM trainer (vm-42)",
    host: on,
    vmHostName: undefined,
    address,
    ...onHost(on, address),
    expect: undefined,
    power: "requireOff",
    drsAutomation: "disabled",
    cluster: undefined,
    counted: [],
    maxDevicesPerVm: 2,
    platformMaximum: undefined,
    mmio64SizeGB: undefined,
    holders: [],
    reservation: "no",
    enabling: "no",
    phase: "preview",
    ...given,
  };
}

export const judgeEnabling = (given: Partial<EnableCase>): readonly Failure[] => judge(enableRules, enabling(given));
export const judgeAttaching = (given: Partial<AttachCase>): readonly Failure[] => judge(attachRules, attaching(given));
