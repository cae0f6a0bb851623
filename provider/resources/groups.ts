/** Items by ID, found by what they have in common too; each group is in the order in which its members came. */
export class Groups<Item> {
  readonly #keyOf: (item: Item) => string | undefined;
  readonly #items = new Map<string, Item>();
  readonly #groups = new Map<string, Map<string, Item>>();

  /** An item without a key belongs to no group. */
  constructor(keyOf: (item: Item) => string | undefined) {
    this.#keyOf = keyOf;
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  set(id: string, item: Item): void {
    const before = this.#items.get(id);
    const earlier = before === undefined ? undefined : this.#keyOf(before);
    const key = this.#keyOf(item);
    if (earlier !== undefined && earlier !== key) this.#groups.get(earlier)?.delete(id);
    this.#items.set(id, item);
    if (key === undefined) return;
    const group = this.#groups.get(key) ?? new Map<string, Item>();
    this.#groups.set(key, group.set(id, item));
  }

  /** IDs and items with this key. */
  of(key: string | undefined): readonly (readonly [string, Item])[] {
    return key === undefined ? [] : [...(this.#groups.get(key) ?? [])];
  }
}
