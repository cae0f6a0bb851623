import type { VimFault } from "../model/fault";
import { Encoder } from "../wire/encode";
import type { Data, Ref, Typed } from "../wire/values";
import { checkPropSets, pathsFor, readContent } from "./content";
import { Selector } from "./select";
import type { Viewer } from "./viewer";

interface Reported {
  readonly ref: Ref;
  /** Value by path as it was sent, in XML. */
  readonly values: ReadonlyMap<string, string>;
  /** What may not be read. */
  readonly denied: ReadonlyMap<string, VimFault>;
}

interface Seen extends Reported {
  readonly typed: ReadonlyMap<string, Typed>;
}

interface FilterResult {
  /** PropertyFilterUpdate; undefined: nothing changed. */
  readonly update: Data | undefined;
  readonly count: number;
  /** There is more. */
  readonly truncated: boolean;
}

/** A PropertyFilter: knows what it has reported, and says what has changed since. */
export class Filter {
  private reported = new Map<string, Reported>();
  private missing = new Set<string>();

  constructor(
    readonly ref: Ref,
    private readonly spec: Data,
    private readonly viewer: Viewer,
  ) {
    checkPropSets(spec, viewer.version);
    new Selector(viewer).select(spec);
  }

  reset(): void {
    this.reported = new Map();
    this.missing = new Set();
  }

  /** What has changed since the last time, with at most `limit` objects. */
  update(limit: number): FilterResult {
    const { seen, missing } = this.look();
    const changes: Data[] = [];
    let truncated = false;
    const add = (change: Data, commit: () => void) => {
      truncated ||= changes.length >= limit;
      if (changes.length >= limit) return;
      changes.push(change);
      commit();
    };
    for (const now of seen.values()) {
      const change = difference(this.reported.get(now.ref.id), now);
      if (change) add(change, () => this.reported.set(now.ref.id, now));
    }
    for (const { ref } of [...this.reported.values()]) {
      if (!seen.has(ref.id)) add({ kind: "leave", obj: ref }, () => this.reported.delete(ref.id));
    }
    const gone = missing.filter((ref) => !this.missing.has(ref.id));
    for (const ref of gone) this.missing.add(ref.id);
    const nothing = changes.length === 0 && gone.length === 0;
    const update = nothing ? undefined : { filter: this.ref, objectSet: changes, missingSet: gone.map(missingObject) };
    return { update, count: changes.length, truncated };
  }

  private look(): { seen: Map<string, Seen>; missing: readonly Ref[] } {
    const { viewer } = this;
    const { version } = viewer;
    // What the filter names may be deleted meanwhile: it then leaves the result, it is no fault any more.
    const spec = { ...this.spec, reportMissingObjectsInResults: true };
    const { objects, missing } = new Selector(viewer).select(spec);
    const encoder = new Encoder(version);
    const seen = new Map<string, Seen>();
    for (const managed of objects) {
      const paths = pathsFor(spec, managed.ref.type, version);
      if (!paths) continue;
      const { values: typed, denied } = readContent(managed, paths, viewer);
      const values = new Map(Array.from(typed, ([path, value]) => [path, encoder.element("val", "any", value)]));
      seen.set(managed.ref.id, { ref: managed.ref, values, typed, denied });
    }
    const reporting = this.spec.reportMissingObjectsInResults === true;
    return { seen, missing: reporting ? missing.filter((ref) => !this.reported.has(ref.id)) : [] };
  }
}

function missingObject(ref: Ref): Data {
  const message = `The object 'vim.${ref.type}:${ref.id}' has already been deleted or has not been completely created`;
  return { obj: ref, fault: { fault: { $type: "ManagedObjectNotFound", obj: ref }, localizedMessage: message } };
}

/** ObjectUpdate. */
function difference(before: Reported | undefined, now: Seen): Data | undefined {
  const paths = new Set([...(before?.values.keys() ?? []), ...now.values.keys()]);
  const changed = [...paths].filter((path) => before?.values.get(path) !== now.values.get(path));
  const missing = [...now.denied].filter(([path]) => !before?.denied.has(path));
  if (before && changed.length === 0 && missing.length === 0) return undefined;
  const changeSet = changed.map((name) => ({ name, op: "assign", val: now.typed.get(name) }));
  const missingSet = missing.map(([path, fault]) => ({ path, fault: fault.localized }));
  return { kind: before ? "modify" : "enter", obj: now.ref, changeSet, missingSet };
}
