import type { Entity } from "../model/entities";
import type { Kind } from "../model/managed";
import type { Session } from "../model/sessions";
import { refsOf } from "./entity";
import { viewed } from "./ViewManager";

export interface ContainerState {
  readonly container: Entity;
  readonly types: readonly string[];
  readonly recursive: boolean;
  readonly session: Session;
}

export const ContainerView: Kind<ContainerState> = {
  properties: {
    container: (state) => state.container.ref,
    type: (state) => state.types,
    recursive: (state) => state.recursive,
    view: (state) => refsOf(viewed(state)),
  },
  methods: {
    DestroyView(_state, { world, ref }) {
      world.remove(ref);
      return undefined;
    },
  },
};
