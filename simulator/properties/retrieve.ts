import { randomUUID } from "node:crypto";
import { faults } from "../model/fault";
import type { Call, Managed } from "../model/managed";
import { type Data, list, object, optionalNumber, text, type Value } from "../wire/values";
import { checkPropSets, objectContent, pathsFor, readContent } from "./content";
import { Selector } from "./select";

/** A server pages without being asked to as well, so every client has to follow the token. */
const defaultPage = 100;

/** What a filter selects, read when it is sent: a page at a time, so that no answer holds a whole inventory. */
interface Selected {
  readonly managed: Managed;
  readonly paths: readonly string[];
}

/** ObjectContent of all that the filters select, an object that two filters select once for each. */
export function retrieve(call: Call): Data[] {
  return read(call, select(call));
}

function read(call: Call, selected: readonly Selected[]): Data[] {
  return selected.map(({ managed, paths }) => {
    const content = readContent(managed, paths, call);
    const isRefused = !call.session && content.denied.size > 0;
    if (isRefused && call.world.behaviours.readWithoutSession === "fault") throw faults.notAuthenticated(managed.ref);
    return objectContent(managed, content);
  });
}

function select(call: Call): Selected[] {
  const { version, session } = call;
  const specs = list(call.args, "specSet");
  for (const spec of specs) checkPropSets(spec, version);
  return specs.flatMap((spec) => {
    const { objects } = new Selector(call).select(session ? spec : withoutTraversal(spec));
    return objects.flatMap((managed) => {
      const paths = pathsFor(spec, managed.ref.type, version);
      return paths ? [{ managed, paths }] : [];
    });
  });
}

/** Without a login nothing beyond the named objects is reached. */
function withoutTraversal(spec: Data): Data {
  const objectSet = list(spec, "objectSet").map(({ selectSet: _, ...rest }) => ({ ...rest, skip: false }));
  return { ...spec, objectSet };
}

/** Pages that wait for their token, which is good for one use. */
export class Pages {
  private readonly waiting = new Map<string, readonly Selected[]>();
  private readonly sizes = new Map<string, number>();

  first(call: Call): Value {
    const size = optionalNumber(object(call.args, "options"), "maxObjects") ?? defaultPage;
    if (size <= 0) throw faults.invalidArgument("options.maxObjects");
    const all = select(call);
    return all.length === 0 ? undefined : this.page(call, all, size);
  }

  next(call: Call): Value {
    const token = text(call.args, "token");
    const rest = this.take(token);
    return this.page(call, rest, this.sizes.get(token) ?? defaultPage);
  }

  cancel(call: Call): void {
    this.take(text(call.args, "token"));
  }

  private take(token: string): readonly Selected[] {
    const rest = this.waiting.get(token);
    if (!rest) throw faults.invalidArgument("token");
    this.waiting.delete(token);
    return rest;
  }

  private page(call: Call, all: readonly Selected[], size: number): Data {
    const objects = read(call, all.slice(0, size));
    if (objects.length === all.length) return { objects };
    const token = randomUUID();
    this.waiting.set(token, all.slice(size));
    this.sizes.set(token, size);
    return { token, objects };
  }
}
