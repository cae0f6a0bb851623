import * as pulumi from "@pulumi/pulumi";
import { declare } from "./declared";
import { dynamicInputs, dynamicOptions, isOfKind, typeToken, withoutTraces } from "./dynamic";

/** What VmMemoryReservation is given. */
export interface VmMemoryReservationArgs {
  /**
   * The VM: managed object ID (`vm-42`), inventory path, unique name, instance or BIOS UUID; of a VM that this program
   * creates, its `moid` output. Another VM replaces; the same VM written in another way is no change.
   */
  vm: pulumi.Input<string>;
}

const outputs = [
  "vm",
  "vmId",
  "vmName",
  "vmInstanceUuid",
  "serverId",
  "memoryMB",
  "reservationMB",
  "locked",
  "previousReservationMB",
  "previousLocked",
] as const;

/**
 * Reserves all memory of a VM and locks the reservation to its size, as a VM with a passthrough device needs; deleting
 * puts the earlier values back. Works on a running VM.
 */
export class VmMemoryReservation extends pulumi.CustomResource {
  /** The VM as it was given; pass it on to attachments, so that the order of the two is data. */
  declare readonly vm: pulumi.Output<string>;
  /** Managed object ID, such as `vm-42`. */
  declare readonly vmId: pulumi.Output<string>;
  declare readonly vmName: pulumi.Output<string>;
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** Instance UUID of the vCenter, hardware UUID of a lone host. */
  declare readonly serverId: pulumi.Output<string>;
  declare readonly memoryMB: pulumi.Output<number>;
  declare readonly reservationMB: pulumi.Output<number>;
  /** Whether the reservation follows the size of the memory. */
  declare readonly locked: pulumi.Output<boolean>;
  /** What deleting puts back. */
  declare readonly previousReservationMB: pulumi.Output<number>;
  declare readonly previousLocked: pulumi.Output<boolean>;

  /** Reads the reservation of a VM by its managed object ID. Nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): VmMemoryReservation {
    return new VmMemoryReservation(name, undefined, { ...opts, id });
  }

  static override isInstance(object: unknown): object is VmMemoryReservation {
    return isOfKind(object, "VmMemoryReservation");
  }

  constructor(name: string, args: VmMemoryReservationArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal */
  constructor(name: string, args: VmMemoryReservationArgs | undefined, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: VmMemoryReservationArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args };
    const { hidden, turn } = declare("VmMemoryReservation", name, inputs, opts);
    const restore = withoutTraces();
    try {
      super(
        typeToken("VmMemoryReservation"),
        name,
        dynamicInputs("VmMemoryReservation", inputs, outputs, hidden),
        dynamicOptions(opts),
        false,
        turn,
      );
    } finally {
      restore();
    }
  }
}
