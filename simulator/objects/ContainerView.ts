import type { Entity, Host } from "../model/entities";
import type { Kind } from "../model/managed";
import type { Session } from "../model/sessions";
import { childrenOf, type World } from "../model/world";
import { isA } from "../schema";
import { refsOf } from "./entity";

export interface ContainerState {
  readonly container: Entity;
  readonly types: readonly string[];
  readonly recursive: boolean;
  readonly session: Session;
}

/** Everything a container view shows. VMs are found through folders and through hosts, each once. */
function* viewed({ container, types, recursive, session }: ContainerState, world: World): Generator<Entity> {
  const seen = new Set<Entity>();
  const queue: Entity[] = [...below(container)];
  for (let at = queue.shift(); at; at = queue.shift()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (!world.holds(session, at, "System.View")) continue;
    if (types.length === 0 || types.some((type) => isA(at?.ref.type ?? "", type))) yield at;
    if (recursive) queue.push(...below(at));
  }
}

function below(entity: Entity): Iterable<Entity> {
  return entity.ref.type === "HostSystem" ? (entity as Host).vms : childrenOf(entity);
}

export const ContainerView: Kind<ContainerState> = {
  properties: {
    container: (state) => state.container.ref,
    type: (state) => state.types,
    recursive: (state) => state.recursive,
    view: (state, world) => refsOf(viewed(state, world)),
  },
  methods: {
    DestroyView(_state, { world, ref }) {
      world.remove(ref);
      return undefined;
    },
  },
};
