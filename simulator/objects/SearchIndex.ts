import type { Entity, Host, Vm } from "../model/entities";
import { faults } from "../model/fault";
import type { Call, Kind } from "../model/managed";
import { escapeName } from "../model/names";
import { childrenOf, type World } from "../model/world";
import { flag, optionalFlag, optionalRef, ref, text, type Value } from "../wire/values";

const same = (name: string, wanted: string) => name === wanted || escapeName(name) === wanted;

function byPath(world: World, path: string): Entity | undefined {
  let at: Entity | undefined = world.root;
  for (const part of path.split("/").filter((each) => each !== "")) {
    at = at && childrenOf(at).find((child) => same(child.name, part));
  }
  return at === world.root ? undefined : at;
}

function datacenterOf(entity: Entity): Entity | undefined {
  for (let at: Entity | undefined = entity; at; at = at.parent) if (at.ref.type === "Datacenter") return at;
  return undefined;
}

/** The VMs, or the hosts, that a search is about. */
function candidates(world: World, { args }: Call): readonly (Vm | Host)[] {
  const all = flag(args, "vmSearch") ? [...world.vms.values()] : [...world.hosts.values()];
  const wanted = optionalRef(args, "datacenter");
  return all.filter((each) => !wanted || datacenterOf(each)?.ref.equals(wanted));
}

const isVm = (each: Vm | Host): each is Vm => each.ref.type === "VirtualMachine";

function byUuid(world: World, call: Call): readonly (Vm | Host)[] {
  const wanted = text(call.args, "uuid").toLowerCase();
  const instance = optionalFlag(call.args, "instanceUuid") ?? false;
  return candidates(world, call).filter((each) => (isVm(each) && instance ? each.instanceUuid : each.uuid) === wanted);
}

/** Guest names and addresses are known only while Tools run. */
function guestHas(each: Vm | Host, vmField: "guestHostName" | "ip", wanted: string): boolean {
  if (isVm(each)) return each.toolsRunning && each.spec[vmField]?.toLowerCase() === wanted;
  if (vmField === "ip") return each.spec.vmkernel.some((nic) => nic.ip === wanted);
  return each.name.toLowerCase() === wanted;
}

/** Nobody finds what they may not see. */
function visible<T extends Entity>({ world, session }: Call, found: readonly T[]): readonly T[] {
  return found.filter((each) => session && world.holds(session, each, "System.View"));
}

const first = (call: Call, found: readonly Entity[]): Value => visible(call, found)[0]?.ref;

export const SearchIndex: Kind<World> = {
  properties: {},
  methods: {
    FindByInventoryPath(world, call) {
      const found = byPath(world, text(call.args, "inventoryPath"));
      return first(call, found ? [found] : []);
    },
    FindByUuid: (world, call) => first(call, byUuid(world, call)),
    FindAllByUuid: (world, call) => visible(call, byUuid(world, call)).map((each) => each.ref),
    FindByDnsName(world, call) {
      const wanted = text(call.args, "dnsName").toLowerCase();
      return first(
        call,
        candidates(world, call).filter((each) => guestHas(each, "guestHostName", wanted)),
      );
    },
    FindByIp(world, call) {
      const wanted = text(call.args, "ip");
      return first(
        call,
        candidates(world, call).filter((each) => guestHas(each, "ip", wanted)),
      );
    },
    FindChild(world, call) {
      const wanted = ref(call.args, "entity");
      const parent = world.entity(wanted);
      if (!parent) throw faults.notFound(wanted);
      return first(
        call,
        childrenOf(parent).filter((child) => same(child.name, text(call.args, "name"))),
      );
    },
  },
};
