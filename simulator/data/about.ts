import type { FullInventory } from "../inventory/schema";
import { stableUuid } from "../model/ids";
import type { Data } from "../wire/values";

/** AboutInfo of the server itself. */
export function aboutInfo({ server, datacenters }: FullInventory): Data {
  const isHost = server.apiType === "HostAgent";
  const version = productVersion(server.apiVersion);
  const name = isHost ? "VMware ESXi" : "VMware vCenter Server";
  return {
    name,
    fullName: `${name} ${version} build-${server.build}`,
    vendor: "VMware, Inc.",
    version,
    build: server.build,
    localeVersion: "INTL",
    localeBuild: "000",
    osType: isHost ? "vmnix-x86" : "linux-x64",
    productLineId: isHost ? "embeddedEsx" : "vpx",
    apiType: server.apiType,
    apiVersion: server.apiVersion,
    instanceUuid: isHost
      ? undefined
      : (server.instanceUuid ?? stableUuid(`vcenter ${datacenters.map((each) => each.name).join()}`)),
  };
}

/** AboutInfo of a host, in `config.product`. */
export function hostProduct(server: FullInventory["server"]): Data {
  return aboutInfo({ server: { ...server, apiType: "HostAgent" }, datacenters: [] });
}

/** Of 6.7 all updates say 6.7.0. */
export function productVersion(apiVersion: string): string {
  const [major = "0", minor = "0", update = "0"] = apiVersion.split(".");
  return `${major}.${minor}.${Number(major) < 7 ? "0" : update}`;
}
