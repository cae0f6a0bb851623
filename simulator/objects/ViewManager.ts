import { randomUUID } from "node:crypto";
import type { Entity } from "../model/entities";
import { faults } from "../model/fault";
import { bind, type Call, type Kind } from "../model/managed";
import type { Session } from "../model/sessions";
import type { World } from "../model/world";
import { managedType } from "../schema";
import { flag, Ref, ref, refs, texts, type Value } from "../wire/values";
import { type ContainerState, ContainerView } from "./ContainerView";
import { type ListState, ListView } from "./ListView";

/** Id of an object that belongs to a session, in the form vCenter gives them. */
export function sessionObject(type: string, session: Session): Ref {
  return new Ref(type, `session[${session.key}]${randomUUID()}`);
}

function entityOf(world: World, wanted: Ref): Entity {
  const entity = world.entity(wanted);
  if (!entity) throw faults.notFound(wanted);
  return entity;
}

function sessionOf(call: Call): Session {
  if (!call.session) throw faults.notAuthenticated(call.ref);
  return call.session;
}

function createContainerView(world: World, call: Call): Value {
  const session = sessionOf(call);
  const types = texts(call.args, "type");
  const wrong = types.find((type) => !managedType(type));
  if (wrong !== undefined) throw faults.invalidArgument("type");
  const container = entityOf(world, ref(call.args, "container"));
  const state: ContainerState = { container, types, recursive: flag(call.args, "recursive"), session };
  const made = sessionObject("ContainerView", session);
  world.add(bind(world, made, ContainerView, state));
  session.onEnd.add(() => world.objects.delete(made.id));
  return made;
}

function createListView(world: World, call: Call): Value {
  const session = sessionOf(call);
  const state: ListState = { refs: [...refs(call.args, "obj")] };
  const made = sessionObject("ListView", session);
  world.add(bind(world, made, ListView, state));
  session.onEnd.add(() => world.objects.delete(made.id));
  return made;
}

export const ViewManager: Kind<World> = {
  properties: { viewList: () => [] },
  methods: { CreateContainerView: createContainerView, CreateListView: createListView },
};
