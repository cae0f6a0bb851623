import * as pulumi from "@pulumi/pulumi";
import { Provider, VmPassthrough } from "pulumi-vsphere-passthrough";

interface Site {
  readonly name: string;
  readonly server: string;
  readonly user: string;
  readonly thumbprint?: string;
  readonly host: string;
  readonly vm: string;
}

const config = new pulumi.Config();

function declareSite({ name, server, user, thumbprint, host, vm }: Site): VmPassthrough {
  const provider = new Provider(name, {
    vsphereServer: server,
    user,
    password: config.requireSecret(`${name}Password`),
    ...(thumbprint === undefined ? {} : { thumbprint }),
    // Every setting is one of this vCenter: here nothing may replace a resource.
    refuse: ["replace"],
  });
  // The children of a component have its provider.
  return new VmPassthrough(name, { vm, host, devices: { fax: { match: { name: "fax" } } } }, { provider });
}

export const devices = config
  .requireObject<Site[]>("sites")
  .map(declareSite)
  .map(({ attachments }) => attachments["fax"]?.id);
