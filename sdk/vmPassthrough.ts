import * as pulumi from "@pulumi/pulumi";
import type {
  CriticalReason,
  DrsAutomation,
  EvacuatePolicy,
  PowerPolicy,
  RebootPolicy,
} from "../provider/rules/values";
import { HostPassthroughDevice, type PciDeviceMatch, type PciIdsArgs } from "./hostPassthroughDevice";
import { VmMemoryReservation } from "./vmMemoryReservation";
import { VmPciAttachment } from "./vmPciAttachment";

/** One device of the host; give `address` or `match`. See HostPassthroughDevice. */
export interface VmPassthroughDeviceArgs {
  address?: pulumi.Input<string>;
  match?: pulumi.Input<PciDeviceMatch>;
  expect?: pulumi.Input<PciIdsArgs>;
  hardwareLabel?: pulumi.Input<string>;
  allowCritical?: pulumi.Input<pulumi.Input<CriticalReason>[]>;
}

/** What VmPassthrough is given. */
export interface VmPassthroughArgs {
  /** The VM that gets the devices. See VmMemoryReservation. */
  vm: pulumi.Input<string>;
  /** The host that has the devices. See HostPassthroughDevice. */
  host: pulumi.Input<string>;
  /** Devices by a key of your choice; the keys become part of the names of the children. */
  devices: Readonly<Record<string, VmPassthroughDeviceArgs>>;
  /** See HostPassthroughDevice. Default `"never"`. */
  reboot?: pulumi.Input<RebootPolicy>;
  /** See HostPassthroughDevice. Default `"refuse"`. */
  evacuate?: pulumi.Input<EvacuatePolicy>;
  /** Minutes. Default 30. */
  rebootTimeoutMinutes?: pulumi.Input<number>;
  /** See VmPciAttachment. Default `"requireOff"`. */
  power?: pulumi.Input<PowerPolicy>;
  /** Minutes. Default 10. */
  powerTimeoutMinutes?: pulumi.Input<number>;
  /** See VmPciAttachment. Default `"disabled"`. */
  drsAutomation?: pulumi.Input<DrsAutomation>;
  /** GB, a power of two. See VmPciAttachment. */
  mmio64SizeGB?: pulumi.Input<number>;
}

/** What is given, without the rest: an input that is not given must not become one that is undefined. */
function pick<Args extends object, Key extends keyof Args>(args: Args, keys: readonly Key[]): Pick<Args, Key> {
  return Object.fromEntries(keys.filter((key) => args[key] !== undefined).map((key) => [key, args[key]])) as Pick<
    Args,
    Key
  >;
}

/** Pulumi's engine hands this down by itself, but what leaves the program is judged by what the children declare. */
function retention({ retainOnDelete }: pulumi.ComponentResourceOptions = {}): pulumi.CustomResourceOptions {
  return retainOnDelete === undefined ? {} : { retainOnDelete };
}

/**
 * A VM with devices of its host: all of its memory reserved, the devices out of the hypervisor and on the VM, in this
 * order, and backwards when they go. Children are `<name>-memory`, `<name>-<key>-device` and `<name>-<key>`.
 */
export class VmPassthrough extends pulumi.ComponentResource {
  readonly memory: VmMemoryReservation;
  /** By the keys of `devices`. */
  readonly devices: Readonly<Record<string, HostPassthroughDevice>>;
  /** By the keys of `devices`. */
  readonly attachments: Readonly<Record<string, VmPciAttachment>>;

  constructor(name: string, args: VmPassthroughArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vsphere-passthrough:index:VmPassthrough", name, {}, opts);
    const child: pulumi.CustomResourceOptions = { parent: this, ...retention(opts) };
    const memory = new VmMemoryReservation(`${name}-memory`, { vm: args.vm }, child);
    const onHost = pick(args, ["reboot", "evacuate", "rebootTimeoutMinutes"]);
    const onVm = pick(args, ["power", "powerTimeoutMinutes", "drsAutomation", "mmio64SizeGB"]);
    const devices: Record<string, HostPassthroughDevice> = {};
    const attachments: Record<string, VmPciAttachment> = {};
    for (const [key, wanted] of Object.entries(args.devices)) {
      const device = new HostPassthroughDevice(
        `${name}-${key}-device`,
        { host: args.host, ...wanted, ...onHost },
        child,
      );
      devices[key] = device;
      attachments[key] = new VmPciAttachment(`${name}-${key}`, { vm: memory.vm, device, ...onVm }, child);
    }
    this.memory = memory;
    this.devices = devices;
    this.attachments = attachments;
    this.registerOutputs({ memory, devices, attachments });
  }
}
