import type { PciDevice, VmFacts } from "../vsphere/types";
import { agreedPower } from "./agreed";
import { attachedDevice } from "./attachmentFacts";
import { type AttachmentInputs, attachmentInputs } from "./attachmentInputs";
import type { Context, Properties } from "./resource";
import { agreedKey, hidden, text } from "./urn";

/** What of the properties the user gave. */
export function givenOf(properties: Properties): Properties {
  const keys = Object.keys(attachmentInputs.shape).filter((key) => properties[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, properties[key]]));
}

/** What was agreed on with others of the VM when the resource was last applied. */
export function agreedBefore(state: Properties): Pick<AttachmentInputs, "power"> | undefined {
  return state[agreedKey] as Pick<AttachmentInputs, "power"> | undefined;
}

/** The card at the address, on the host that has the device. */
export async function cardOf(
  context: Context,
  vm: VmFacts,
  address: string,
  raw: Properties,
): Promise<PciDevice | undefined> {
  const host = await context.vsphere.host(text(raw["hostId"]) ?? vm.hostId ?? "");
  return host?.devices.find((one) => one.address === address);
}

/** What the server says of the attachment: the computed outputs. */
export async function attachmentState(
  context: Context,
  vm: VmFacts,
  address: string,
  raw: Properties,
  card: PciDevice | undefined,
): Promise<Properties> {
  const { serverId } = await context.vsphere.server();
  const device = attachedDevice(vm, address);
  return {
    ...hidden(raw),
    // What is not set took what others set; delete sees nothing but the state, and a refresh none of the others.
    [agreedKey]: { power: agreedPower(context, vm.id, raw as AttachmentInputs, agreedBefore(raw)).power },
    vm: vm.id,
    ...givenOf(raw),
    address,
    vmId: vm.id,
    vmName: vm.name,
    vmInstanceUuid: vm.instanceUuid,
    serverId,
    hostId: text(raw["hostId"]) ?? vm.hostId ?? "",
    deviceKey: device?.key ?? -1,
    vendorId: device?.vendorId ?? card?.vendorId ?? "",
    deviceId: device?.deviceId ?? card?.deviceId ?? "",
    deviceName: card?.deviceName ?? "",
    systemId: device?.systemId ?? "",
    hardwareVersion: vm.hardwareVersion,
  };
}
