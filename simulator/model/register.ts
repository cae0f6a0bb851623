import { ClusterComputeResource } from "../objects/ClusterComputeResource";
import { ComputeResource } from "../objects/ComputeResource";
import { Datacenter } from "../objects/Datacenter";
import { Datastore } from "../objects/Datastore";
import { EnvironmentBrowser } from "../objects/EnvironmentBrowser";
import { Folder } from "../objects/Folder";
import { HostPciPassthruSystem } from "../objects/HostPciPassthruSystem";
import { HostSystem } from "../objects/HostSystem";
import { Network } from "../objects/Network";
import { OptionManager } from "../objects/OptionManager";
import { PropertyCollector } from "../objects/PropertyCollector";
import { ResourcePool } from "../objects/ResourcePool";
import { SearchIndex } from "../objects/SearchIndex";
import { ServiceInstance } from "../objects/ServiceInstance";
import { SessionManager } from "../objects/SessionManager";
import { TaskManager } from "../objects/TaskManager";
import { ViewManager } from "../objects/ViewManager";
import { VirtualMachine } from "../objects/VirtualMachine";
import { CollectorState } from "../properties/collector";
import type { Compute, Datacenter as DatacenterState, Entity, Folder as FolderState, Host, Vm } from "./entities";
import { bind, type Kind } from "./managed";
import type { World } from "./world";

/** Makes an entity, and what hangs on it, reachable by reference. */
export function register(world: World, entity: Entity): void {
  const { ref } = entity;
  const add = <S>(kind: Kind<S>, state: S) => world.add(bind(world, ref, kind, state, entity));
  if (ref.type === "Folder") add(Folder, entity as FolderState);
  else if (ref.type === "Datacenter") add(Datacenter, entity as DatacenterState);
  else if (ref.type === "Datastore") add(Datastore, entity);
  else if (ref.type === "Network") add(Network, entity);
  else if (ref.type === "HostSystem") registerHost(world, entity as Host);
  else if (ref.type === "VirtualMachine") registerVm(world, entity as Vm);
  else registerCompute(world, entity as Compute);
}

function registerHost(world: World, host: Host): void {
  world.hosts.set(host.ref.id, host);
  world.add(bind(world, host.ref, HostSystem, host, host));
  world.add(bind(world, host.pciSystem, HostPciPassthruSystem, host, host));
  world.add(bind(world, host.optionManager, OptionManager, host, host));
}

function registerVm(world: World, vm: Vm): void {
  world.vms.set(vm.ref.id, vm);
  world.add(bind(world, vm.ref, VirtualMachine, vm, vm));
  world.add(bind(world, vm.browser, EnvironmentBrowser, { hosts: () => [vm.host] }, vm));
}

function registerCompute(world: World, compute: Compute): void {
  world.computes.set(compute.ref.id, compute);
  world.add(bind(world, compute.ref, compute.isCluster ? ClusterComputeResource : ComputeResource, compute, compute));
  world.add(bind(world, compute.pool.ref, ResourcePool, compute.pool, compute.pool));
  world.add(bind(world, compute.browser, EnvironmentBrowser, { hosts: () => compute.hosts }, compute));
}

/** The objects that every server has. */
export function registerServices(world: World): void {
  const { known } = world;
  world.add(bind(world, known.serviceInstance, ServiceInstance, world));
  world.add(bind(world, known.sessionManager, SessionManager, world));
  world.add(bind(world, known.searchIndex, SearchIndex, world));
  world.add(bind(world, known.viewManager, ViewManager, world));
  world.add(bind(world, known.taskManager, TaskManager, world));
  world.add(bind(world, known.propertyCollector, PropertyCollector, new CollectorState()));
}
