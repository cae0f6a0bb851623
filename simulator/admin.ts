import type { PciInput } from "./inventory/hardwareTypes";
import { pciSchema } from "./inventory/schema";
import { pciFunction } from "./model/buildHost";
import type { Folder, Host, HostConnection, Override, Power, Vm } from "./model/entities";
import { register } from "./model/register";
import type { World } from "./model/world";
import { sync } from "./semantics/passthru";
import { shutOff, switchOn } from "./semantics/power";
import { touch } from "./semantics/vmTask";
import { Ref } from "./wire/values";

/**
 * Changes that nobody asks for over the API of this test: what another administrator, or somebody with a screwdriver,
 * does meanwhile. They take effect at once, skip all rules and are not in `calls`. Objects are named by managed object
 * id; a name works too where it is unique.
 */
export class Admin {
  constructor(private readonly world: World) {}

  /** Turns a VM on or off, whatever the rules say. */
  setPower(vm: string, power: Power): void {
    const found = this.vm(vm);
    if (power === "poweredOn") switchOn(this.world, found);
    else shutOff(this.world, found);
    found.power = power;
    this.world.changed();
  }

  /** Changes settings of a VM; like every change it gives the VM another `changeVersion`. */
  editVm(
    vm: string,
    change: Partial<
      Pick<
        Vm,
        | "name"
        | "memoryMB"
        | "reservationMB"
        | "reservationLocked"
        | "firmware"
        | "hardwareVersion"
        | "nestedHV"
        | "question"
        | "connection"
      >
    > = {},
  ): void {
    const found = this.vm(vm);
    Object.assign(found, change);
    touch(this.world, found);
  }

  /** Sets a key of a VM's extraConfig; undefined removes it. */
  setExtraConfig(vm: string, key: string, value: string | undefined): void {
    const found = this.vm(vm);
    if (value === undefined) found.extraConfig.delete(key);
    else found.extraConfig.set(key, value);
    touch(this.world, found);
  }

  /** Takes a passthrough device away from a VM. */
  detachDevice(vm: string, key: number): void {
    const found = this.vm(vm);
    found.devices = found.devices.filter((device) => device.key !== key);
    touch(this.world, found);
  }

  /** Moves a VM to another host, devices and all. */
  moveVm(vm: string, host: string): void {
    const found = this.vm(vm);
    found.host.vms.delete(found);
    found.host = this.host(host);
    found.host.vms.add(found);
    this.world.changed();
  }

  /** Deletes a VM. */
  removeVm(vm: string): void {
    const found = this.vm(vm);
    found.host.vms.delete(found);
    drop(found.folder, found);
    found.host.compute.overrides.delete(found.ref.id);
    this.world.vms.delete(found.ref.id);
    this.world.objects.delete(found.browser.id);
    this.world.remove(found.ref);
  }

  /** Takes a host, and its VMs, out of the inventory. */
  removeHost(host: string): void {
    const found = this.host(host);
    for (const vm of [...found.vms]) this.removeVm(vm.ref.id);
    const { hosts } = found.compute;
    hosts.splice(hosts.indexOf(found), 1);
    this.world.hosts.delete(found.ref.id);
    for (const ref of [found.pciSystem, found.optionManager]) this.world.objects.delete(ref.id);
    this.world.remove(found.ref);
  }

  /** Takes a VM out of the inventory and puts it in again: another managed object id, all else as it was. Answers the id. */
  reregisterVm(vm: string): string {
    const found = this.vm(vm);
    this.removeVm(vm);
    return this.putVm(found, found.host);
  }

  /** Takes a host out of the inventory and puts it in again, its VMs with it. Answers its new managed object id. */
  reregisterHost(host: string): string {
    const found = this.host(host);
    const vms = [...found.vms];
    this.removeHost(host);
    const serial = this.world.next();
    const part = (ref: Ref) => new Ref(ref.type, ref.id.replace(/\d+$/, String(serial)));
    const refs = { ref: part(found.ref), pciSystem: part(found.pciSystem), optionManager: part(found.optionManager) };
    const made: Host = { ...found, ...refs, vms: new Set() };
    made.compute.hosts.push(made);
    register(this.world, made);
    for (const vm of vms) this.putVm(vm, made);
    return made.ref.id;
  }

  private putVm(vm: Vm, host: Host): string {
    const serial = this.world.next();
    const id = this.world.isLoneHost ? String(serial) : `vm-${serial}`;
    const refs = { ref: new Ref("VirtualMachine", id), browser: new Ref("EnvironmentBrowser", `envbrowser-${id}`) };
    const made: Vm = { ...vm, ...refs, host };
    made.folder.children.push(made);
    host.vms.add(made);
    register(this.world, made);
    this.world.changed();
    return id;
  }

  /** Pulls the card at an address, all at once and without a reboot. */
  pullCard(host: string, address: string): void {
    const found = this.host(host);
    found.pci = found.pci.filter((fn) => fn.card.address !== address);
    sync(this.world, found);
  }

  /** Puts a card into a slot, in place of what is there. It comes up as given: enabled and active default to false. */
  putCard(host: string, card: PciInput): void {
    const found = this.host(host);
    const made = pciFunction(pciSchema.parse(card), found.spec.iommu);
    found.pci = [...found.pci.filter((fn) => fn.card.address !== made.card.address), made];
    sync(this.world, found);
  }

  /** Sets the passthrough state of one function directly. */
  setPassthrough(host: string, address: string, state: { enabled?: boolean; active?: boolean }): void {
    const found = this.host(host);
    const fn = found.pci.find((each) => each.card.address === address);
    if (!fn) throw new Error(`simulator: ${found.name} has no PCI device ${address}`);
    Object.assign(fn, state);
    sync(this.world, found);
  }

  /** Disconnects a host, or connects it again. */
  setConnection(host: string, connection: HostConnection): void {
    const found = this.host(host);
    found.connection = connection;
    sync(this.world, found);
    this.world.changed();
  }

  /** Takes a host into maintenance mode, or out of it, at once. */
  setMaintenance(host: string, maintenance: boolean): void {
    this.host(host).inMaintenance = maintenance;
    this.world.changed();
  }

  /** Sets or, with undefined, removes the DRS override of a VM. */
  setOverride(vm: string, override: Override | undefined): void {
    const found = this.vm(vm);
    const { overrides } = found.host.compute;
    if (override) overrides.set(found.ref.id, override);
    else overrides.delete(found.ref.id);
    this.world.changed();
  }

  /** Changes a cluster's DRS settings. */
  setDrs(
    cluster: string,
    change: Partial<{
      enabled: boolean;
      behavior: "manual" | "partiallyAutomated" | "fullyAutomated";
      overridesEnabled: boolean;
    }>,
  ): void {
    const all = [...this.world.computes.values()].filter((each) => each.isCluster);
    Object.assign(only(all, cluster, "cluster").drs, change);
    this.world.changed();
  }

  /**
   * Restarts the server: connections break, and none is made for so many milliseconds; sessions and the list of tasks are
   * gone, while what the tasks were doing on hosts goes on.
   */
  async restart(milliseconds: number): Promise<void> {
    this.world.power.emit("down");
    this.world.sessions.endAll();
    this.world.tasks.forgetAll();
    await this.world.clock.wait(milliseconds);
    this.world.power.emit("up");
  }

  /** Ends all sessions, as an idle timeout would. */
  expireSessions(): void {
    this.world.sessions.endAll();
  }

  private vm(name: string): Vm {
    return this.world.vms.get(name) ?? only([...this.world.vms.values()], name, "VM");
  }

  private host(name: string): Host {
    return this.world.hosts.get(name) ?? only([...this.world.hosts.values()], name, "host");
  }
}

function drop(folder: Folder, vm: Vm): void {
  folder.children.splice(folder.children.indexOf(vm), 1);
}

function only<T extends { name: string; ref: { id: string } }>(all: readonly T[], name: string, kind: string): T {
  const [found, second] = all.filter((each) => each.name === name || each.ref.id === name);
  if (!found || second) throw new Error(`simulator: ${second ? "more than one" : "no"} ${kind} ${name}`);
  return found;
}
