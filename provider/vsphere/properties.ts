import { z } from "zod";
import { type FaultFacts, VSphereFaultError } from "../errors/vSphereFaultError";
import { isFault, localizedFault } from "./faults";
import { believe, list, moRef, object, string } from "./reply";
import { retryRead } from "./retry";
import type { Link, Session } from "./session";
import type { MoRef, WireObject } from "./wire";

/** Properties of one object by path; what is unset, or cannot be read in the object's present state, is missing. */
export interface ObjectProperties {
  readonly ref: MoRef;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What to read: of these objects, or of all that the traversal from them reaches, the paths by type. */
export interface Query {
  readonly objects: readonly MoRef[];
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** `SelectionSpec`s; the objects themselves are then only where it starts, unless their type has paths. */
  readonly select?: readonly WireObject[];
}

const method = "RetrievePropertiesEx";
/** Bounds a page's size in memory. */
const pageObjects = 500;

const missing = z.object({ path: string, fault: z.unknown().optional() });
const objectContent = z.object({
  obj: moRef,
  propSet: list(z.object({ name: string, val: z.unknown().optional() })),
  missingSet: list(missing),
});
const page = object({ token: string.optional(), objects: list(objectContent) });

/** One call for any number of objects and types, apart from pages. Objects that do not exist are left out. */
export function retrieve(session: Session, query: Query): Promise<readonly ObjectProperties[]> {
  return session.within((link) => retryRead(() => retrieveOnce(link, query)));
}

async function retrieveOnce(link: Link, query: Query): Promise<readonly ObjectProperties[]> {
  if (query.objects.length === 0) return [];
  const collector = link.content.propertyCollector;
  const found: ObjectProperties[] = [];
  let answer = await first(link, query);
  for (;;) {
    const { token, objects } = believe(page, answer, method);
    for (const { obj, propSet, missingSet } of objects) {
      refuseMissing(obj, missingSet);
      found.push({ ref: obj, values: Object.fromEntries(propSet.map(({ name, val }) => [name, val])) });
    }
    if (token === undefined || token === "") return found;
    answer = await link.client.call("ContinueRetrievePropertiesEx", collector, { token });
  }
}

/** A server that knows no `reportMissingObjectsInResults` names one missing object at a time. */
async function first(link: Link, query: Query): Promise<unknown> {
  try {
    return await link.client.call(method, link.content.propertyCollector, {
      specSet: [filterSpec(query)],
      options: { maxObjects: pageObjects },
    });
  } catch (error) {
    if (!isFault(error, "ManagedObjectNotFound")) throw error;
    const gone = moRef.safeParse(error.fields["obj"]).data?.id;
    const objects = query.objects.filter(({ id }) => id !== gone);
    if (objects.length === query.objects.length) throw error;
    return objects.length === 0 ? "" : first(link, { ...query, objects });
  }
}

export function filterSpec({ objects, paths, select }: Query): WireObject {
  return {
    propSet: Object.entries(paths).map(([type, pathSet]) => ({ type, all: false, pathSet })),
    objectSet: objects.map((obj) => ({ obj, skip: false, selectSet: select })),
    reportMissingObjectsInResults: true,
  };
}

/**
 * A privilege that is missing is an error, and so is a session that has ended: this call is allowed without one and says
 * so here. Anything else, such as a host that is not connected, leaves the property unset.
 */
export function refuseMissing(ref: MoRef, missingSet: readonly z.output<typeof missing>[]): void {
  for (const { fault } of missingSet) {
    const facts: FaultFacts = localizedFault(fault);
    if (facts.types.includes("SecurityError")) throw new VSphereFaultError(method, ref.id, facts);
  }
}
