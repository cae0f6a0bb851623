import * as pulumi from "@pulumi/pulumi";
import type {
  HostPassthroughSupportFacts as HostPassthroughSupport,
  HostPciDeviceRow as HostPciDevice,
} from "../provider/lookups";
import type * as program from "../provider/program";
import type { PciId } from "./hostPassthroughDevice";
import { type Configuration, configOf, type Provider } from "./provider";
import { Refusal } from "./refusal";

/** The host, and what is looked for there; all that is given must fit. */
export interface GetHostPciDevicesArgs {
  /** The host: managed object ID, inventory path, unique name, DNS name or address. */
  host: string;
  vendorId?: PciId;
  deviceId?: PciId;
  /** Base and sub class, such as `"0302"`. */
  classId?: PciId;
  /** Part of the device name; case is ignored. */
  name?: string;
  /** Only devices that are passthrough capable. Default false. */
  capableOnly?: boolean;
}

/** The host that is asked. */
export interface GetHostPassthroughSupportArgs {
  /** The host: managed object ID, inventory path, unique name, DNS name or address. */
  host: string;
}

/** Where to look. */
export interface LookupOptions {
  /** Another endpoint than the one of the stack configuration. */
  provider?: Provider;
}

/** Arguments that may be outputs. */
export type OutputArgs<Args> = { [Key in keyof Args]: pulumi.Input<Args[Key]> };

/** Loaded on first use: a program that looks nothing up pays nothing. */
function load(): Promise<typeof program> {
  return import("../provider/program.js");
}

/** Stack configuration by its full keys. Read as a secret: a value that is one is used, and never shown. */
async function stackConfig(keys: readonly string[]): Promise<Configuration> {
  const values = await Promise.all(
    keys.map(
      (key) =>
        new Promise<string | undefined>((resolve) => {
          const [namespace = "", name = ""] = key.split(":");
          const secret = new pulumi.Config(namespace).getSecret(name);
          if (secret === undefined) resolve(undefined);
          else secret.apply(resolve);
        }),
    ),
  );
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}

/** What a program does not handle, Pulumi shows as it is, without a stack trace of this package. */
async function readable<Found>(found: Promise<Found>): Promise<Found> {
  const { messageOf } = await load();
  return found.catch((error: unknown) => {
    const message = messageOf(error);
    throw message === undefined ? error : new Refusal(message);
  });
}

async function connected({ provider }: LookupOptions): Promise<ReturnType<typeof program.endpoint>> {
  const { endpoint, settingKeys } = await load();
  const config = await (provider === undefined ? stackConfig(settingKeys) : configOf(provider));
  return endpoint((key) => config[key]);
}

async function findDevices(args: GetHostPciDevicesArgs, options: LookupOptions): Promise<HostPciDevice[]> {
  const { host, capableOnly = false, ...wanted } = args;
  const { fits, parseMatch, readHostPciDevices } = await load();
  const match = parseMatch(wanted);
  const devices = await readHostPciDevices(await connected(options), host);
  return devices.filter((device) => fits(match, device) && (device.capable || !capableOnly));
}

/**
 * The PCI functions of a host that fit all that is given. Runs in the program, at preview too.
 * Rejects with a message that says what is wrong when the host or the server cannot be found.
 */
export function getHostPciDevices(args: GetHostPciDevicesArgs, options: LookupOptions = {}): Promise<HostPciDevice[]> {
  return readable(findDevices(args, options));
}

/** `getHostPciDevices` with arguments that may be outputs. */
export function getHostPciDevicesOutput(
  args: OutputArgs<GetHostPciDevicesArgs>,
  options: LookupOptions = {},
): pulumi.Output<HostPciDevice[]> {
  return pulumi.output(args).apply((known) => getHostPciDevices(known as GetHostPciDevicesArgs, options));
}

async function readSupport(host: string, options: LookupOptions): Promise<HostPassthroughSupport> {
  const { readHostPassthroughSupport } = await load();
  return readHostPassthroughSupport(await connected(options), host);
}

/** Whether and how a host can pass devices through. Runs in the program, at preview too. */
export function getHostPassthroughSupport(
  args: GetHostPassthroughSupportArgs,
  options: LookupOptions = {},
): Promise<HostPassthroughSupport> {
  return readable(readSupport(args.host, options));
}

/** `getHostPassthroughSupport` with arguments that may be outputs. */
export function getHostPassthroughSupportOutput(
  args: OutputArgs<GetHostPassthroughSupportArgs>,
  options: LookupOptions = {},
): pulumi.Output<HostPassthroughSupport> {
  return pulumi
    .output(args)
    .apply((known) => getHostPassthroughSupport(known as GetHostPassthroughSupportArgs, options));
}
