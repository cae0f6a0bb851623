import type * as pulumi from "@pulumi/pulumi";
import { PartialError, PassthroughError } from "./errors";
import { plainText } from "./errors/plainText";
import { pack, providerKey, unpack } from "./hidden";
import { endWithEngine, toTheEnd } from "./orphan";
import { engineAddress, type FlushingLog, pulumiLog } from "./pulumiLog";
import { OperationContext } from "./resources/context";
import type { Properties, ResourceHandler } from "./resources/resource";
import { type ConfigLookup, readSettings } from "./resources/settings";
import { connect } from "./vsphere/connect";

type DynamicProvider = pulumi.dynamic.ResourceProvider;

const longestLine = 4_000;

interface Operation {
  readonly context: OperationContext;
  readonly log: FlushingLog;
}

/** One context per endpoint and process: its session, facts and ledger are shared by all kinds of resources. */
const operations = new Map<string, Operation>();

function operationFor(lookup: ConfigLookup): Operation {
  const settings = readSettings(lookup, process.env);
  const key = JSON.stringify(settings);
  const known = operations.get(key);
  if (known !== undefined) return known;
  const log = pulumiLog();
  const vsphere = connect(settings.connection, (text) => log.info(text, undefined));
  const operation = { context: new OperationContext(vsphere, settings, log), log };
  operations.set(key, operation);
  return operation;
}

/** Names come from the server and from users: what a terminal would obey is taken out, line by line. */
function printable(message: string): string {
  return message
    .split("\n")
    .map((line) => plainText(line, longestLine))
    .join("\n");
}

/** The dynamic provider prints the stack of what is thrown; of what we say on purpose the message is enough. */
function presentable(error: unknown): unknown {
  if (!(error instanceof PassthroughError)) return error;
  error.message = printable(error.message);
  error.stack = "";
  return error;
}

/** The form in which a dynamic provider reports a resource that exists but did not become what was wanted. */
function initFailure(error: PartialError, inputs: Properties): Error {
  const message = printable(error.message);
  return Object.assign(new Error(message), {
    stack: "",
    id: error.id,
    properties: onWire({ ...error.state, [providerKey]: inputs[providerKey] }),
    reasons: [message],
  });
}

/** What crosses the wire: the engine's structures know no `undefined`, at whatever depth. */
function onWire(properties: Properties): Record<string, unknown> {
  return JSON.parse(JSON.stringify(pack(properties)));
}

/** Makes a Pulumi dynamic provider of handlers that know nothing of Pulumi. */
export function pulumiProvider(handler: ResourceHandler): DynamicProvider {
  let lookup: ConfigLookup = () => undefined;
  let operation: Operation | undefined;

  async function run<T>(work: (context: OperationContext) => Promise<T>): Promise<T> {
    endWithEngine(engineAddress());
    // Neither the configuration nor the environment changes any more: read once, and not with each call of the engine.
    operation ??= operationFor(lookup);
    const { context, log } = operation;
    return toTheEnd(() => work(context)).finally(() => log.flush());
  }

  async function write<T>(inputs: Properties, work: (context: OperationContext) => Promise<T>): Promise<T> {
    try {
      return await run(work);
    } catch (error) {
      throw error instanceof PartialError ? initFailure(error, inputs) : presentable(error);
    }
  }

  async function readOnly<T>(work: (context: OperationContext) => Promise<T>): Promise<T> {
    return run(work).catch((error: unknown) => {
      throw presentable(error);
    });
  }

  return {
    // Only stores: what throws here would leave an unconfigured provider in the host's cache.
    async configure(request) {
      lookup = (key) => request.config.get(key);
      operation = undefined;
    },

    async check(olds: Properties, news: Properties) {
      try {
        const { inputs, failures } = await run((context) => handler.check(context, unpack(olds), unpack(news)));
        // Pulumi prints the value of a property that is named, a secret one too: so none is.
        return {
          inputs: pack(inputs),
          failures: failures.map(({ message }) => ({ property: "", reason: printable(message) })),
        };
      } catch (error) {
        if (!(error instanceof PassthroughError)) throw error;
        return { inputs: onWire(news), failures: [{ property: "", reason: printable(error.message) }] };
      }
    },

    async diff(id, olds: Properties, news: Properties) {
      const { changes, replaces } = await readOnly((context) => handler.diff(context, id, unpack(olds), unpack(news)));
      // A device is held by one VM, and a slot by one device: what is replaced goes first.
      return { changes, replaces: [...replaces], deleteBeforeReplace: true };
    },

    async create(inputs: Properties) {
      const { id, state } = await write(inputs, (context) => handler.create(context, unpack(inputs)));
      return { id, outs: onWire(state) };
    },

    async read(id, state: Properties) {
      const found = await readOnly((context) => handler.read(context, id, unpack(state)));
      // An empty ID says that the resource is gone.
      if (found === undefined) return { id: "", props: {} };
      const { state: now, inputs } = found;
      return { id: found.id, props: onWire(now), ...(inputs === undefined ? {} : { inputs: onWire(inputs) }) };
    },

    async update(id, olds: Properties, news: Properties) {
      const updated = await write(news, (context) => handler.update(context, id, unpack(olds), unpack(news)));
      return { outs: onWire(updated) };
    },

    async delete(id, state: Properties) {
      await readOnly((context) => handler.delete(context, id, unpack(state)));
    },
  };
}
