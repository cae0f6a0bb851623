import * as pulumi from "@pulumi/pulumi";
import type { CriticalReason, EvacuatePolicy, PciIds, RebootPolicy } from "../provider/rules/values";
import { declare } from "./declared";
import { dynamicInputs, dynamicOptions, isOfKind, typeToken, withoutTraces } from "./dynamic";

/** A PCI id: a number is the value (`0x10de`), a string is hex with or without `0x`. */
export type PciId = string | number;

/** Vendor and device id of a card. */
export interface PciIdsArgs {
  vendorId: pulumi.Input<PciId>;
  deviceId: pulumi.Input<PciId>;
}

/** What a device is found by; all that is given must fit, and exactly one device of the host must do so. */
export interface PciDeviceMatch {
  vendorId?: pulumi.Input<PciId>;
  deviceId?: pulumi.Input<PciId>;
  subVendorId?: pulumi.Input<PciId>;
  subDeviceId?: pulumi.Input<PciId>;
  /** Base and sub class, such as `"0302"`. */
  classId?: pulumi.Input<PciId>;
  /** Part of the device name; case is ignored. */
  name?: pulumi.Input<string>;
}

/** What HostPassthroughDevice is given. */
export interface HostPassthroughDeviceArgs {
  /**
   * The host: managed object ID (`host-12`), inventory path, unique name, DNS name or address.
   * Another host replaces: both hosts may need a reboot for it. The same host written in another way is no change.
   */
  host: pulumi.Input<string>;
  /** PCI address, `SSSS:BB:DD.F` or `BB:DD.F` in hex. Give this or `match`. A change replaces, and needs a reboot. */
  address?: pulumi.Input<string>;
  /** Finds the device instead of `address`; the address found stays while it still fits. */
  match?: pulumi.Input<PciDeviceMatch>;
  /**
   * The card that must be at the address (rule `identity`). Default: the card found when it was first enabled. A change
   * is recorded only; write the new card's ids here to accept a swapped card.
   */
  expect?: pulumi.Input<PciIdsArgs>;
  /** Label for Dynamic DirectPath; vSphere 7.0 U2 and later. A change is an update without a reboot. Default: none. */
  hardwareLabel?: pulumi.Input<string>;
  /**
   * `"never"` leaves a change that needs a host reboot pending and says so; `"ifNeeded"` reboots the host, in
   * maintenance mode. Default `"never"`.
   */
  reboot?: pulumi.Input<RebootPolicy>;
  /**
   * What may happen to VMs that run on a host that must reboot: `"refuse"` fails, `"drs"` lets DRS move them,
   * `"shutdown"` shuts the guests down and starts them again. Default `"refuse"`.
   */
  evacuate?: pulumi.Input<EvacuatePolicy>;
  /** Minutes; bounds entering maintenance mode and coming back, each. Default 30. */
  rebootTimeoutMinutes?: pulumi.Input<number>;
  /** Reasons of rule `critical-device` that are accepted. Default none. */
  allowCritical?: pulumi.Input<pulumi.Input<CriticalReason>[]>;
}

const outputs = [
  "hostId",
  "hostName",
  "hostUuid",
  "serverId",
  "vendorId",
  "deviceId",
  "subVendorId",
  "subDeviceId",
  "classId",
  "vendorName",
  "deviceName",
  "dependentDevice",
  "enabled",
  "active",
  "rebootRequired",
  // Inputs that check fills in when they are not given.
  "address",
  "expect",
] as const;

/**
 * Puts one PCI device of one host into passthrough; deleting takes it out. Enabling usually needs a host reboot
 * (vSphere 7 and later can apply some at once), disabling always does: see `reboot`.
 */
export class HostPassthroughDevice extends pulumi.CustomResource {
  /** The host as it was given. */
  declare readonly host: pulumi.Output<string>;
  /** `SSSS:BB:DD.F`, lower-case hex. */
  declare readonly address: pulumi.Output<string>;
  declare readonly match: pulumi.Output<PciDeviceMatch | undefined>;
  /** The card that must be at the address, four lower-case hex digits each. */
  declare readonly expect: pulumi.Output<PciIds>;
  declare readonly hardwareLabel: pulumi.Output<string | undefined>;
  declare readonly reboot: pulumi.Output<RebootPolicy | undefined>;
  declare readonly evacuate: pulumi.Output<EvacuatePolicy | undefined>;
  declare readonly rebootTimeoutMinutes: pulumi.Output<number | undefined>;
  declare readonly allowCritical: pulumi.Output<CriticalReason[] | undefined>;
  /** Managed object ID, such as `host-12`. */
  declare readonly hostId: pulumi.Output<string>;
  declare readonly hostName: pulumi.Output<string>;
  /** Hardware UUID. */
  declare readonly hostUuid: pulumi.Output<string>;
  /** Instance UUID of the vCenter, hardware UUID of a lone host. */
  declare readonly serverId: pulumi.Output<string>;
  declare readonly vendorId: pulumi.Output<string>;
  declare readonly deviceId: pulumi.Output<string>;
  declare readonly subVendorId: pulumi.Output<string>;
  declare readonly subDeviceId: pulumi.Output<string>;
  declare readonly classId: pulumi.Output<string>;
  declare readonly vendorName: pulumi.Output<string>;
  declare readonly deviceName: pulumi.Output<string>;
  /** Functions with the same dependent device leave the hypervisor together. */
  declare readonly dependentDevice: pulumi.Output<string>;
  /** Configured for passthrough. */
  declare readonly enabled: pulumi.Output<boolean>;
  /** In force; differs from `enabled` until the host has rebooted. */
  declare readonly active: pulumi.Output<boolean>;
  /** `enabled` differs from `active`. */
  declare readonly rebootRequired: pulumi.Output<boolean>;

  /** Reads a device that is in passthrough already, by its ID `<hostId>/<address>`. Nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): HostPassthroughDevice {
    return new HostPassthroughDevice(name, undefined, { ...opts, id });
  }

  static override isInstance(object: unknown): object is HostPassthroughDevice {
    return isOfKind(object, "HostPassthroughDevice");
  }

  constructor(name: string, args: HostPassthroughDeviceArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal */
  constructor(name: string, args: HostPassthroughDeviceArgs | undefined, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: HostPassthroughDeviceArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args };
    const { hidden, turn } = declare("HostPassthroughDevice", name, inputs, opts);
    const restore = withoutTraces();
    try {
      super(
        typeToken("HostPassthroughDevice"),
        name,
        dynamicInputs("HostPassthroughDevice", inputs, [...inputNames, ...outputs], hidden),
        dynamicOptions(opts),
        false,
        turn,
      );
    } finally {
      restore();
    }
  }
}

const inputNames = [
  "host",
  "match",
  "hardwareLabel",
  "reboot",
  "evacuate",
  "rebootTimeoutMinutes",
  "allowCritical",
] as const;
