/** Values between the wire and the managed objects. */

/** Reference to a managed object. */
export class Ref {
  constructor(
    readonly type: string,
    readonly id: string,
  ) {}

  equals(other: Ref | undefined): boolean {
    return other !== undefined && other.id === this.id && other.type === this.type;
  }

  toString(): string {
    return `${this.type}:${this.id}`;
  }
}

/** A value in an `any` slot, with the type that its xsi:type names. */
export class Typed {
  constructor(
    /** Name as in the schema tables: a primitive (`s`, `i`), a data type, or `@Type`. */
    readonly type: string,
    readonly value: Value,
    readonly array = false,
  ) {}
}

/** A data object. `$type` is needed where it differs from the declared type. */
export interface Data {
  readonly $type?: string;
  readonly [field: string]: Value;
}

export type Value = undefined | string | number | boolean | bigint | Date | Ref | Typed | Data | readonly Value[];

export function isData(value: Value): value is Data {
  return (
    typeof value === "object" &&
    !Array.isArray(value) &&
    !(value instanceof Ref) &&
    !(value instanceof Typed) &&
    !(value instanceof Date)
  );
}

/** Readers of decoded requests. Decoding has checked the types, so a mismatch here is a bug of the simulator. */
export function text(data: Data, field: string): string {
  const value = data[field];
  if (typeof value !== "string") throw new TypeError(`simulator: ${field} is not text`);
  return value;
}

export function optionalText(data: Data, field: string): string | undefined {
  return data[field] === undefined ? undefined : text(data, field);
}

export function flag(data: Data, field: string): boolean {
  return data[field] === true;
}

export function optionalFlag(data: Data, field: string): boolean | undefined {
  return data[field] === undefined ? undefined : flag(data, field);
}

export function optionalNumber(data: Data, field: string): number | undefined {
  const value = data[field];
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;
}

export function number(data: Data, field: string): number {
  const value = optionalNumber(data, field);
  if (value === undefined) throw new TypeError(`simulator: ${field} is not a number`);
  return value;
}

export function optionalRef(data: Data, field: string): Ref | undefined {
  const value = data[field];
  return value instanceof Ref ? value : undefined;
}

export function ref(data: Data, field: string): Ref {
  const value = optionalRef(data, field);
  if (!value) throw new TypeError(`simulator: ${field} is not a reference`);
  return value;
}

export function refs(data: Data, field: string): readonly Ref[] {
  const value = data[field];
  return Array.isArray(value) ? value.filter((item: Value): item is Ref => item instanceof Ref) : [];
}

export function optionalData(data: Data, field: string): Data | undefined {
  const value = data[field];
  return isData(value) ? value : undefined;
}

export function object(data: Data, field: string): Data {
  const value = optionalData(data, field);
  if (!value) throw new TypeError(`simulator: ${field} is not an object`);
  return value;
}

export function list(data: Data, field: string): readonly Data[] {
  const value = data[field];
  return Array.isArray(value) ? value.filter(isData) : [];
}

export function texts(data: Data, field: string): readonly string[] {
  const value = data[field];
  return Array.isArray(value) ? value.filter((item: Value): item is string => typeof item === "string") : [];
}
