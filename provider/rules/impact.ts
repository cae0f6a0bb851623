/** What a change of an input causes, from nothing to the worst. */
export const impacts = ["none", "record", "update", "powerCycle", "replace", "replaceWithReboot"] as const;

export type Impact = (typeof impacts)[number];

/** Values by name: the state that a change starts from, or the checked inputs it goes to. */
export type Values = Readonly<Record<string, unknown>>;

/** What a change of one input causes. */
export type InputImpact = (old: Values, news: Values) => Impact;

/** Every input of a resource has a row: one without does not compile. */
export type ImpactTable<Input extends string> = Readonly<Record<Input, InputImpact>>;

/** The impact, if the value differs under any of the names; `unset` is what a value that is not given means. */
export function when(impact: Impact, key: string, unset?: unknown): InputImpact {
  return (old, news) => (canonical(old[key] ?? unset) === canonical(news[key] ?? unset) ? "none" : impact);
}

/** The impact, if a list has other members; their order, and how often one is named, does not matter. */
export function whenOtherMembers(impact: Impact, key: string): InputImpact {
  const members = (values: Values) => {
    const list = values[key] ?? [];
    return Array.isArray(list) ? [...new Set(list.map(canonical))].sort().join() : canonical(list);
  };
  return (old, news) => (members(old) === members(news) ? "none" : impact);
}

/** Text that is the same for values that mean the same: the order of keys does not matter. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return `{${entries
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .sort()
    .join(",")}}`;
}

/** What the change of each input causes; inputs that cause nothing are left out. */
export function impactByInput<Input extends string>(
  table: ImpactTable<Input>,
  old: Values,
  news: Values,
): ReadonlyMap<Input, Impact> {
  const inputs = Object.keys(table) as Input[];
  return new Map(
    inputs.map((input) => [input, table[input](old, news)] as const).filter(([, impact]) => impact !== "none"),
  );
}

/** The plan is its worst impact. */
export function worst(found: Iterable<Impact>): Impact {
  let index = 0;
  for (const impact of found) index = Math.max(index, impacts.indexOf(impact));
  return impacts[index] ?? "none";
}

export function replaces(impact: Impact): boolean {
  return impact === "replace" || impact === "replaceWithReboot";
}
