import * as pulumi from "@pulumi/pulumi";
import type { DrsAutomation, PciIds, PowerPolicy } from "../provider/rules/values";
import { declare } from "./declared";
import { dynamicInputs, dynamicOptions, isOfKind, typeToken, withoutTraces } from "./dynamic";
import type { HostPassthroughDevice, PciIdsArgs } from "./hostPassthroughDevice";
import { SameProvider } from "./sameProvider";

/** What VmPciAttachment is given. */
export interface VmPciAttachmentArgs {
  /**
   * The VM: managed object ID (`vm-42`), inventory path, unique name, instance or BIOS UUID; best the `vm` output of its
   * VmMemoryReservation, which puts the two in order. Another VM replaces; the same VM written in another way is no
   * change.
   */
  vm: pulumi.Input<string>;
  /** The device; fills `host`, `address` and `expect`, and so the order. Give this or `address`. */
  device?: HostPassthroughDevice;
  /** PCI address, `SSSS:BB:DD.F` or `BB:DD.F` in hex. A change replaces: the old device goes first. */
  address?: pulumi.Input<string>;
  /** The host that has the device. Default: the VM's host. A change replaces. */
  host?: pulumi.Input<string>;
  /** The card that must be at the address (rule `identity`). Default: the card found. A change is recorded only. */
  expect?: pulumi.Input<PciIdsArgs>;
  /**
   * How a running VM is taken down, which attaching and detaching need; it is started again afterwards. `"requireOff"`
   * refuses, `"shutdown"` asks the guest and fails when its time is up, `"powerOff"` cuts the power.
   * Default `"requireOff"`.
   */
  power?: pulumi.Input<PowerPolicy>;
  /** Minutes the guest has to shut down. Default 10. */
  powerTimeoutMinutes?: pulumi.Input<number>;
  /**
   * The VM's DRS override, since a VM with a passthrough device cannot be migrated: `"disabled"`, `"manual"`, or
   * `"unmanaged"`, which sets nothing and is refused at apply while DRS would migrate the VM. Default `"disabled"`.
   * A change is an update without a power cycle.
   */
  drsAutomation?: pulumi.Input<DrsAutomation>;
  /** 64-bit MMIO space in GB for devices with large BARs, a power of two; needs EFI firmware. A change power-cycles. */
  mmio64SizeGB?: pulumi.Input<number>;
}

const outputs = [
  "vm",
  "address",
  "host",
  "expect",
  "power",
  "powerTimeoutMinutes",
  "drsAutomation",
  "mmio64SizeGB",
  "vmId",
  "vmName",
  "vmInstanceUuid",
  "serverId",
  "hostId",
  "deviceKey",
  "vendorId",
  "deviceId",
  "deviceName",
  "systemId",
  "hardwareVersion",
] as const;

/** `device` stands for three inputs; the provider only knows those. */
function wireInputs(name: string, { device, ...args }: VmPciAttachmentArgs): pulumi.Inputs {
  if (device === undefined) return args;
  const given = (["address", "host", "expect"] as const).filter((key) => args[key] !== undefined);
  if (given.length > 0) {
    throw new pulumi.RunError(
      `VmPciAttachment "${name}": device: it fills address, host and expect; found ${given.join(", ")} beside it; give one or the other [input]`,
    );
  }
  return { ...args, address: device.address, host: device.host, expect: device.expect };
}

/**
 * Attaches one passthrough device to one VM; deleting detaches it. The VM must be off for both, all of its memory
 * reserved, and it loses vMotion, snapshots and suspend while it has the device.
 */
export class VmPciAttachment extends pulumi.CustomResource {
  /** The VM as it was given. */
  declare readonly vm: pulumi.Output<string>;
  /** `SSSS:BB:DD.F`, lower-case hex. */
  declare readonly address: pulumi.Output<string>;
  declare readonly host: pulumi.Output<string | undefined>;
  /** The card that must be at the address, four lower-case hex digits each. */
  declare readonly expect: pulumi.Output<PciIds>;
  declare readonly power: pulumi.Output<PowerPolicy | undefined>;
  declare readonly powerTimeoutMinutes: pulumi.Output<number | undefined>;
  declare readonly drsAutomation: pulumi.Output<DrsAutomation | undefined>;
  declare readonly mmio64SizeGB: pulumi.Output<number | undefined>;
  /** Managed object ID, such as `vm-42`. */
  declare readonly vmId: pulumi.Output<string>;
  declare readonly vmName: pulumi.Output<string>;
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** Instance UUID of the vCenter, hardware UUID of a lone host. */
  declare readonly serverId: pulumi.Output<string>;
  /** Managed object ID of the host that has the device. */
  declare readonly hostId: pulumi.Output<string>;
  /** Key of the virtual device on the VM. */
  declare readonly deviceKey: pulumi.Output<number>;
  declare readonly vendorId: pulumi.Output<string>;
  declare readonly deviceId: pulumi.Output<string>;
  declare readonly deviceName: pulumi.Output<string>;
  /** What vSphere calls the host by in PCI backings. */
  declare readonly systemId: pulumi.Output<string>;
  /** The number of `vmx-NN`. */
  declare readonly hardwareVersion: pulumi.Output<number>;

  /** Reads a device that is attached already, by its ID `<vmId>/<address>`. Nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): VmPciAttachment {
    return new VmPciAttachment(name, undefined, { ...opts, id });
  }

  static override isInstance(object: unknown): object is VmPciAttachment {
    return isOfKind(object, "VmPciAttachment");
  }

  constructor(name: string, args: VmPciAttachmentArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal */
  constructor(name: string, args: VmPciAttachmentArgs | undefined, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: VmPciAttachmentArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args === undefined ? {} : wireInputs(name, args);
    const { hidden, turn } = declare("VmPciAttachment", name, inputs, opts);
    const sameProvider = new SameProvider(turn);
    const restore = withoutTraces();
    try {
      super(
        typeToken("VmPciAttachment"),
        name,
        dynamicInputs("VmPciAttachment", inputs, outputs, hidden),
        dynamicOptions(opts),
        false,
        sameProvider.verdict,
      );
    } finally {
      restore();
    }
    sameProvider.judge(this, name, inputs);
  }
}
