import type { Entity, Host } from "../model/entities";
import type { Kind } from "../model/managed";
import type { World } from "../model/world";
import { type Data, Ref } from "../wire/values";
import { entityProperties, refsOf } from "./entity";

const sizeBytes = 500 * 1024 ** 3;

function hostsOf(store: Entity, world: World): Host[] {
  return [...world.hosts.values()].filter((host) => host.datastores.includes(store));
}

function summary(store: Entity, world: World): Data {
  return {
    datastore: store.ref,
    name: store.name,
    url: `ds:///vmfs/volumes/${store.ref.id}/`,
    capacity: sizeBytes,
    freeSpace: sizeBytes / 2,
    accessible: true,
    multipleHostAccess: hostsOf(store, world).length > 1,
    type: "VMFS",
    maintenanceMode: "normal",
  };
}

export const Datastore: Kind<Entity> = {
  properties: {
    ...entityProperties,
    // Required, and browsing it is not served.
    browser: (store) => new Ref("HostDatastoreBrowser", `datastoreBrowser-${store.ref.id}`),
    summary,
    capability: () => ({
      directoryHierarchySupported: true,
      rawDiskMappingsSupported: true,
      perFileThinProvisioningSupported: true,
      storageIORMSupported: true,
      nativeSnapshotSupported: false,
    }),
    info: (store) => ({
      $type: "VmfsDatastoreInfo",
      name: store.name,
      url: `ds:///vmfs/volumes/${store.ref.id}/`,
      freeSpace: sizeBytes / 2,
      maxFileSize: sizeBytes,
      maxMemoryFileSize: sizeBytes,
      maxPhysicalRDMFileSize: sizeBytes,
      maxVirtualRDMFileSize: sizeBytes,
    }),
    host: (store, world) =>
      hostsOf(store, world).map((host) => ({
        key: host.ref,
        mountInfo: { accessMode: "readWrite", mounted: true, accessible: true },
      })),
    vm: (store, world) => refsOf([...world.vms.values()].filter((vm) => vm.host.datastores[0] === store)),
  },
  methods: {},
};
