import * as z from "zod";
import { ReplyError } from "../errors/replyError";
import { type FaultFacts, VSphereFaultError } from "../errors/vSphereFaultError";
import { isFault, localizedFault } from "./faults";
import { believe, list, moRef, object, string } from "./reply";
import { retryRead } from "./retry";
import type { Link, Session } from "./session";
import { type MoRef, refKey, type WireObject } from "./wire";

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
  /** Paths that a server may not know: they are then missing. Of any other one it has to say so. */
  readonly optional?: readonly string[];
  /** Objects in one page, default 500. Of large ones the first may be wanted before the last is read. */
  readonly pageObjects?: number;
}

/** Told of each object as soon as its page is there. */
export type Take = (one: ObjectProperties) => void;

const method = "RetrievePropertiesEx";
const nextMethod = "ContinueRetrievePropertiesEx";
/** Bounds a page's size in memory. */
const objectsPerPage = 500;
/** Many more than the largest vCenter has, also when its pages are smaller than asked for. */
const mostPages = 2_000;

const missing = z.object({ path: string, fault: z.unknown().optional() });
const objectContent = z.object({
  obj: moRef,
  propSet: list(z.object({ name: string, val: z.unknown().optional() })),
  missingSet: list(missing),
});
const page = object({ token: string.optional(), objects: list(objectContent) });

/** One call for any number of objects and types, apart from pages. Objects that do not exist are left out. */
export async function retrieve(session: Session, query: Query): Promise<readonly ObjectProperties[]> {
  const found = new Map<string, ObjectProperties>();
  await retrieveEach(session, query, (one) => found.set(refKey(one.ref), one));
  return [...found.values()];
}

/** The same page by page. When a connection breaks all is read again, and what was told is told once more. */
export function retrieveEach(session: Session, query: Query, take: Take): Promise<void> {
  return session.within((link) => retryRead(() => retrieveOnce(link, query, take), session.tell));
}

async function retrieveOnce(link: Link, query: Query, take: Take): Promise<void> {
  if (query.objects.length === 0) return;
  const known = new Set<string>();
  let answer = await first(link, query);
  for (let pages = 1; ; pages++) {
    const before = known.size;
    const token = takePage(answer, pages === 1 ? method : nextMethod, (one) => {
      known.add(refKey(one.ref));
      take(one);
    });
    if (token === "") return;
    if (known.size === before) throw new ReplyError(nextMethod, "token", "more is announced, and nothing new comes");
    if (pages === mostPages) throw new ReplyError(nextMethod, "token", `more is announced after ${mostPages} pages`);
    answer = await link.client.call(nextMethod, link.content.propertyCollector, { token });
  }
}

/** Answers the token of the next page; `""` after the last one. */
function takePage(answer: unknown, name: string, take: Take): string {
  const { token, objects } = believe(page, answer, name);
  for (const { obj, propSet, missingSet } of objects) {
    refuseMissing(obj, missingSet);
    take({ ref: obj, values: Object.fromEntries(propSet.map(({ name, val }) => [name, val])) });
  }
  return token ?? "";
}

async function first(link: Link, query: Query): Promise<unknown> {
  try {
    return await link.client.call(method, link.content.propertyCollector, {
      specSet: [filterSpec(query)],
      options: { maxObjects: query.pageObjects ?? objectsPerPage },
    });
  } catch (error) {
    const fewer = withoutUnknown(error, query) ?? withoutMissing(error, query);
    if (fewer === undefined) throw error;
    return fewer.objects.length === 0 ? "" : first(link, fewer);
  }
}

/** One path that the server does not know refuses the whole call. It names one; by another name it may be any of them. */
function withoutUnknown(error: unknown, query: Query): Query | undefined {
  const { optional = [] } = query;
  if (optional.length === 0 || !isFault(error, "InvalidProperty")) return undefined;
  const named = optional.filter((path) => path === error.fields["name"]);
  const unknown = named.length > 0 ? named : optional;
  const paths = Object.entries(query.paths).map(([type, own]) => [type, own.filter((path) => !unknown.includes(path))]);
  return {
    ...query,
    optional: optional.filter((path) => !unknown.includes(path)),
    paths: Object.fromEntries(paths),
  };
}

/** A server that knows no `reportMissingObjectsInResults` names one missing object at a time. */
function withoutMissing(error: unknown, query: Query): Query | undefined {
  if (!isFault(error, "ManagedObjectNotFound")) return undefined;
  const gone = moRef.safeParse(error.fields["obj"]).data?.id;
  const objects = query.objects.filter(({ id }) => id !== gone);
  return objects.length === query.objects.length ? undefined : { ...query, objects };
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
