import * as pulumi from "@pulumi/pulumi";

/** What Provider is given; what is left out comes from the environment, and nothing from stack configuration. */
export interface ProviderArgs {
  /** Host name or address, optional `:port`, IPv6 in brackets; a vCenter or a single ESXi host. */
  vsphereServer: pulumi.Input<string>;
  user: pulumi.Input<string>;
  /** Becomes a secret, whatever it is given as. */
  password: pulumi.Input<string>;
  /** Default false. */
  allowUnverifiedSsl?: pulumi.Input<boolean>;
  /** Minutes for one call or task. Default 5. */
  apiTimeout?: pulumi.Input<number>;
  /** SHA-256 of the server's certificate; wins over `allowUnverifiedSsl`. */
  thumbprint?: pulumi.Input<string>;
  /** Default 2; `"platform"` for what the host itself allows. */
  maxDevicesPerVm?: pulumi.Input<number | "platform">;
  /** What a plan may not need: any of these is refused, at preview and before the first write. Default nothing. */
  refuse?: pulumi.Input<("reboot" | "power-cycle" | "replace")[]>;
}

/** Configuration of a provider is text, under the keys that stack configuration has. */
function asText(
  value: pulumi.Input<string | number | boolean | string[]> | undefined,
): pulumi.Output<string> | undefined {
  return value === undefined ? undefined : pulumi.output(value).apply(String);
}

/** One more vSphere endpoint beside the one of the stack configuration: `{ provider }` in the options of a resource. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const inputs = {
      "vsphere:vsphereServer": asText(args.vsphereServer),
      "vsphere:user": asText(args.user),
      "vsphere:password": pulumi.secret(args.password),
      "vsphere:allowUnverifiedSsl": asText(args.allowUnverifiedSsl),
      "vsphere:apiTimeout": asText(args.apiTimeout),
      "vsphere-passthrough:thumbprint": asText(args.thumbprint),
      "vsphere-passthrough:maxDevicesPerVm": asText(args.maxDevicesPerVm),
      // A list is written with commas.
      "vsphere-passthrough:refuse": asText(args.refuse),
    };
    super("pulumi-nodejs", name, inputs, opts);
    configurations.set(this, pulumi.output(inputs) as pulumi.Output<unknown>);
  }
}

/** Beside the resource and not in it: nothing of it may get into the state, or into what is printed of the object. */
const configurations = new WeakMap<Provider, pulumi.Output<unknown>>();

export type Configuration = Readonly<Record<string, string | undefined>>;

/** The configuration of an explicit provider, by the full keys of stack configuration. @internal */
export function configOf(provider: Provider): Promise<Configuration> {
  return new Promise((resolve, reject) => {
    const config = configurations.get(provider);
    if (config === undefined)
      reject(
        new Error(
          "provider: not a Provider of pulumi-vsphere-passthrough; pass one that this package's Provider makes",
        ),
      );
    else config.apply((values) => resolve(values as Configuration));
  });
}
