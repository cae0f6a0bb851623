/**
 * A provider plugin that stands in for the one of the `vsphere` package: takes any resource of its types, touches no
 * server, and appends what it is asked to do to the file STANDIN_CALLS. A VirtualMachine gets the managed object ID that
 * its `annotation` says, or else STANDIN_VM; a lookup finds what the simulator's default inventory has.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { main } from "@pulumi/pulumi/provider";

const calls = process.env["STANDIN_CALLS"];
const defaultVm = process.env["STANDIN_VM"];

/** What `get<Kind>` finds, whatever it is asked for. */
const found: Readonly<Record<string, Properties>> = {
  getComputeCluster: { id: "domain-c8", resourcePoolId: "resgroup-9" },
  getDatacenter: { id: "datacenter-3" },
  getDatastore: { id: "datastore-1" },
  getHost: { id: "host-12", resourcePoolId: "resgroup-9" },
  getNetwork: { id: "network-1" },
};

type Properties = Readonly<Record<string, unknown>>;

function note(call: string, urn: string): void {
  if (calls !== undefined) appendFileSync(calls, `${call} ${urn.split("::").at(-1)}\n`);
}

void main(
  {
    version: "4.0.0",
    schema: JSON.stringify({ name: "vsphere", version: "4.0.0" }),
    check: async (_urn, _olds, news: Properties) => ({ inputs: news }),
    diff: async (_id, _urn, olds: Properties, news: Properties) => ({
      changes: Object.keys(news).some((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name])),
    }),
    create: async (urn, inputs: Properties) => {
      note("create", urn);
      const id = randomUUID();
      const { annotation: moid = defaultVm } = inputs;
      return { id, outs: { ...inputs, uuid: id, ...(moid === undefined ? {} : { moid }) } };
    },
    update: async (_id, urn, _olds, news: Properties) => {
      note("update", urn);
      return { outs: news };
    },
    delete: async (_id, urn) => note("delete", urn),
    invoke: async (token) => ({ outputs: found[token.split(":").at(-1) ?? ""] }),
  },
  process.argv.slice(2),
);
