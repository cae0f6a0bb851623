import { configOption, configOptionDescriptors } from "../data/configOption";
import { configTarget } from "../data/configTarget";
import { hostCapability } from "../data/hostCapability";
import type { Host } from "../model/entities";
import type { Call, Kind } from "../model/managed";
import { optionalData, optionalRef, optionalText, type Ref } from "../wire/values";

/** The hosts that a browser speaks of: those of a cluster, a lone host, or the host of a VM. */
export interface BrowserState {
  readonly hosts: () => readonly Host[];
}

function chosen(state: BrowserState, { world }: Call, wanted: Ref | undefined): readonly Host[] {
  return wanted ? [world.host(wanted)] : state.hosts();
}

export const EnvironmentBrowser: Kind<BrowserState> = {
  properties: {},
  methods: {
    QueryConfigTarget(state, call) {
      const hosts = chosen(state, call, optionalRef(call.args, "host"));
      return hosts.length === 0 ? undefined : configTarget(call.world, hosts);
    },
    QueryConfigOption: (_state, { world, args }) => configOption(world.apiVersion, optionalText(args, "key")),
    QueryConfigOptionEx(_state, { world, args }) {
      const spec = optionalData(args, "spec");
      return configOption(world.apiVersion, spec && optionalText(spec, "key"));
    },
    QueryConfigOptionDescriptor: (state, { world }) =>
      configOptionDescriptors(
        world.apiVersion,
        state.hosts().map((host) => host.ref),
      ),
    QueryTargetCapabilities(state, call) {
      const [host] = chosen(state, call, optionalRef(call.args, "host"));
      return host && hostCapability(host);
    },
  },
};
