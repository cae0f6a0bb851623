/** As much of the types of `@pulumi/vsphere` as the examples use. */
import type * as pulumi from "@pulumi/pulumi";

export interface VirtualMachineArgs {
  hostSystemId?: pulumi.Input<string>;
  resourcePoolId: pulumi.Input<string>;
  datastoreId?: pulumi.Input<string>;
  guestId?: pulumi.Input<string>;
  firmware?: pulumi.Input<string>;
  numCpus?: pulumi.Input<number>;
  memory?: pulumi.Input<number>;
  memoryReservation?: pulumi.Input<number>;
  memoryReservationLockedToMax?: pulumi.Input<boolean>;
  networkInterfaces?: pulumi.Input<pulumi.Input<{ networkId: pulumi.Input<string> }>[]>;
  disks?: pulumi.Input<pulumi.Input<{ label: pulumi.Input<string>; size?: pulumi.Input<number> }>[]>;
  waitForGuestNetTimeout?: pulumi.Input<number>;
}

export class VirtualMachine extends pulumi.CustomResource {
  readonly moid: pulumi.Output<string>;
  constructor(name: string, args: VirtualMachineArgs, opts?: pulumi.CustomResourceOptions);
}

export interface DrsVmOverrideArgs {
  computeClusterId: pulumi.Input<string>;
  virtualMachineId: pulumi.Input<string>;
  drsEnabled?: pulumi.Input<boolean>;
  drsAutomationLevel?: pulumi.Input<string>;
}

export class DrsVmOverride extends pulumi.CustomResource {
  constructor(name: string, args: DrsVmOverrideArgs, opts?: pulumi.CustomResourceOptions);
}

interface Named {
  name: pulumi.Input<string>;
  datacenterId?: pulumi.Input<string>;
}

export function getComputeClusterOutput(args: Named): pulumi.Output<{ id: string }>;
export function getDatacenterOutput(args: Named): pulumi.Output<{ id: string }>;
export function getDatastoreOutput(args: Named): pulumi.Output<{ id: string }>;
export function getHostOutput(args: Named): pulumi.Output<{ id: string; resourcePoolId: string }>;
export function getNetworkOutput(args: Named): pulumi.Output<{ id: string }>;
