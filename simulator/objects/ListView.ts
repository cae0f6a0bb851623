import type { Kind } from "../model/managed";
import type { World } from "../model/world";
import { type Ref, refs } from "../wire/values";

export interface ListState {
  refs: Ref[];
}

/** Answers the references that do not exist. */
function replace(state: ListState, next: readonly Ref[], world: World): Ref[] {
  state.refs = next.filter((each) => world.find(each));
  world.changed();
  return next.filter((each) => !world.find(each));
}

export const ListView: Kind<ListState> = {
  properties: { view: (state) => state.refs },
  methods: {
    ResetListView: (state, { args, world }) => replace(state, refs(args, "obj"), world),
    ModifyListView(state, { args, world }) {
      const gone = refs(args, "remove");
      const kept = state.refs.filter((each) => !gone.some((other) => other.equals(each)));
      return replace(state, [...kept, ...refs(args, "add")], world);
    },
    DestroyView(_state, { world, ref }) {
      world.remove(ref);
      return undefined;
    },
  },
};
