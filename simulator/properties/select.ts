import { faults, VimFault } from "../model/fault";
import type { Managed } from "../model/managed";
import { isA, managedType } from "../schema";
import { type Data, flag, list, optionalText, Ref, ref, text, type Value } from "../wire/values";
import { parsePath, readPath } from "./path";
import { isVisible, refusal, type Viewer } from "./viewer";

/** What a PropertyFilterSpec selects, and which objects it names that do not exist. */
export interface Selection {
  readonly objects: readonly Managed[];
  readonly missing: readonly Ref[];
}

/** Walks from the objects of a filter along its traversals. */
export class Selector {
  private readonly found = new Map<string, Managed>();
  private readonly missing: Ref[] = [];
  private visited = new Set<string>();
  private named = new Map<string, Data>();
  private order = new Map<Data, number>();

  constructor(private readonly viewer: Viewer) {}

  select(filter: Data): Selection {
    const report = flag(filter, "reportMissingObjectsInResults");
    for (const spec of list(filter, "objectSet")) {
      const start = ref(spec, "obj");
      const managed = this.viewer.world.find(start);
      if (!managed && !report) throw faults.notFound(start);
      if (!managed) this.missing.push(start);
      else this.from(managed, spec);
    }
    return { objects: [...this.found.values()], missing: this.missing };
  }

  private from(managed: Managed, spec: Data): void {
    this.named = new Map();
    this.visited = new Set();
    this.order = new Map();
    const selections = list(spec, "selectSet");
    this.collectNames(selections);
    this.visit(managed, flag(spec, "skip"), selections);
  }

  private collectNames(selections: readonly Data[]): void {
    for (const each of selections) {
      if (each.$type !== "TraversalSpec") continue;
      const name = optionalText(each, "name");
      if (name !== undefined && name !== "") this.named.set(name, each);
      this.order.set(each, this.order.size);
      checkTraversal(each, this.viewer.version);
      this.collectNames(list(each, "selectSet"));
    }
  }

  private visit(managed: Managed, skip: boolean, selections: readonly Data[]): void {
    if (!skip) this.found.set(managed.ref.id, managed);
    for (const selection of selections) this.follow(managed, this.traversal(selection));
  }

  private traversal(selection: Data): Data {
    if (selection.$type === "TraversalSpec") return selection;
    const named = this.named.get(optionalText(selection, "name") ?? "");
    if (!named) throw faults.invalidArgument("specSet.objectSet.selectSet.name");
    return named;
  }

  private follow(managed: Managed, spec: Data): void {
    if (!isA(managed.ref.type, text(spec, "type"))) return;
    const id = `${this.order.get(spec)} ${managed.ref.id}`;
    if (this.visited.has(id)) return;
    this.visited.add(id);
    const steps = parsePath(text(spec, "type"), text(spec, "path"), this.viewer.version);
    if (refusal(managed, steps, this.viewer)) return;
    for (const next of refsIn(readPath((name) => managed.property(name, this.viewer.session), steps)?.value)) {
      const target = this.viewer.world.find(next);
      if (target && isVisible(target, this.viewer)) this.visit(target, flag(spec, "skip"), list(spec, "selectSet"));
    }
  }
}

function refsIn(value: Value): readonly Ref[] {
  if (value instanceof Ref) return [value];
  return Array.isArray(value) ? value.filter((item: Value): item is Ref => item instanceof Ref) : [];
}

function checkTraversal(spec: Data, version: string): void {
  checkType(text(spec, "type"));
  parsePath(text(spec, "type"), text(spec, "path"), version);
}

export function checkType(type: string): void {
  if (type === "ManagedObject" || managedType(type)) return;
  throw new VimFault("InvalidType", "The request refers to an unexpected or unknown type.", { argument: type });
}
