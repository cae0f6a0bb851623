import type { PciIds } from "../rules/values";
import type { HostFacts } from "../vsphere/types";
import { agreedReboot } from "./agreed";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import type { Context, Properties } from "./resource";
import { known } from "./unknown";
import { agreedKey, hidden } from "./urn";

/** A device that inputs refer to, found. */
export interface ResolvedDevice {
  readonly hostId: string;
  readonly address: string;
  readonly expect: PciIds | undefined;
  readonly inputs: HostDeviceInputs;
  /** The properties the inputs were made from; the hidden ones go on into the state. */
  readonly raw: Properties;
  /** The state that an update starts from. */
  readonly before?: Properties;
}

/** What the server says of the device: the computed outputs. */
export interface HostDeviceState extends Properties {
  readonly hostId: string;
  readonly address: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

export async function hostDeviceState(
  context: Context,
  host: HostFacts,
  { address, expect, inputs, raw }: ResolvedDevice,
): Promise<HostDeviceState> {
  const { serverId } = await context.vsphere.server();
  const device = host.devices.find((one) => one.address === address);
  const info = host.passthru.find((one) => one.address === address);
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => known(value) !== undefined));
  const before = raw[agreedKey] as Pick<HostDeviceInputs, "reboot" | "evacuate"> | undefined;
  const { reboot, evacuate } = agreedReboot(context, host.id, inputs, before);
  const enabled = info?.enabled ?? false;
  const active = info?.active ?? false;
  return {
    ...hidden(raw),
    // What is not set took what others set; delete sees nothing but the state, and a refresh none of the others.
    [agreedKey]: { reboot, evacuate },
    ...given,
    ...(expect === undefined ? {} : { expect }),
    address,
    hostId: host.id,
    hostName: host.name,
    hostUuid: host.uuid,
    serverId,
    vendorId: device?.vendorId ?? "",
    deviceId: device?.deviceId ?? "",
    subVendorId: device?.subVendorId ?? "",
    subDeviceId: device?.subDeviceId ?? "",
    classId: device?.classId ?? "",
    vendorName: device?.vendorName ?? "",
    deviceName: device?.deviceName ?? "",
    dependentDevice: info?.dependentDevice ?? "",
    enabled,
    active,
    rebootRequired: enabled !== active,
  };
}
