import { faults } from "../model/fault";
import { bind, type Call, type Kind } from "../model/managed";
import { CollectorState } from "../properties/collector";
import { Filter } from "../properties/filter";
import { Pages, retrieve } from "../properties/retrieve";
import { object, optionalData, optionalNumber, optionalText, type Value } from "../wire/values";
import { PropertyFilter } from "./PropertyFilter";
import { sessionObject } from "./ViewManager";

function createCollector(_state: CollectorState, call: Call): Value {
  const { world, session } = call;
  if (!session) throw faults.notAuthenticated(call.ref);
  const made = sessionObject("PropertyCollector", session);
  world.add(bind(world, made, PropertyCollector, new CollectorState()));
  session.onEnd.add(() => world.objects.delete(made.id));
  return made;
}

function createFilter(state: CollectorState, call: Call): Value {
  const { world, session, version } = call;
  if (!session) throw faults.notAuthenticated(call.ref);
  const collector = state.of(call);
  const made = sessionObject("PropertyFilter", session);
  const filter = new Filter(made, object(call.args, "spec"), { world, version, session });
  collector.filters.add(filter);
  world.add(bind(world, made, PropertyFilter, { filter, collector }));
  session.onEnd.add(() => world.objects.delete(made.id));
  world.changed();
  return made;
}

function waitEx(state: CollectorState, call: Call): Promise<Value> {
  const options = optionalData(call.args, "options");
  const maxWaitSeconds = options && optionalNumber(options, "maxWaitSeconds");
  const maxObjectUpdates = options && optionalNumber(options, "maxObjectUpdates");
  if (maxWaitSeconds !== undefined && maxWaitSeconds < 0) throw faults.invalidArgument("options.maxWaitSeconds");
  if (maxObjectUpdates !== undefined && maxObjectUpdates <= 0) throw faults.invalidArgument("options.maxObjectUpdates");
  return state.of(call).wait(call, { version: optionalText(call.args, "version"), maxWaitSeconds, maxObjectUpdates });
}

/** The older forms: wait without an end, or look once. */
function waitOld(state: CollectorState, call: Call, maxWaitSeconds: number | undefined): Promise<Value> {
  const version = optionalText(call.args, "version");
  return state.of(call).wait(call, { version, maxWaitSeconds, maxObjectUpdates: undefined });
}

function destroyCollector(state: CollectorState, call: Call): undefined {
  if (call.ref.equals(call.world.known.propertyCollector)) throw faults.notSupported("propertyCollector");
  const collector = state.of(call);
  collector.cancel();
  for (const filter of collector.filters) call.world.objects.delete(filter.ref.id);
  call.world.remove(call.ref);
  return undefined;
}

export const PropertyCollector: Kind<CollectorState> = {
  properties: { filter: () => [] },
  methods: {
    RetrieveProperties: (_state, call) => retrieve(call),
    RetrievePropertiesEx: (state, call) => (call.session ? state.of(call).pages : new Pages()).first(call),
    ContinueRetrievePropertiesEx: (state, call) => state.of(call).pages.next(call),
    CancelRetrievePropertiesEx(state, call) {
      state.of(call).pages.cancel(call);
      return undefined;
    },
    CreatePropertyCollector: createCollector,
    DestroyPropertyCollector: destroyCollector,
    CreateFilter: createFilter,
    WaitForUpdates: (state, call) => waitOld(state, call, undefined),
    WaitForUpdatesEx: waitEx,
    CheckForUpdates: (state, call) => waitOld(state, call, 0),
    CancelWaitForUpdates(state, call) {
      state.of(call).cancel();
      return undefined;
    },
  },
};
