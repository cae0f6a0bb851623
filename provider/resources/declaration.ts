import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { canonical } from "../rules/impact";
import { drsAutomations, evacuatePolicies, powerPolicies, rebootPolicies } from "../rules/values";
import type { Properties } from "./resource";

/** What an entry meant on the server when the list last changed; check adds it. */
const at = z.object({ hostId: z.string().optional(), address: z.string().optional(), vmId: z.string().optional() });

export type At = z.output<typeof at>;

const declaration = z.object({
  kind: z.enum(["device", "attachment", "memory"]),
  urn: z.string(),
  host: z.string().optional(),
  address: z.string().optional(),
  match: z.record(z.string(), z.unknown()).optional(),
  vm: z.string().optional(),
  vmSource: z.string().optional(),
  device: z.string().optional(),
  reboot: z.enum(rebootPolicies).optional().catch(undefined),
  evacuate: z.enum(evacuatePolicies).optional().catch(undefined),
  power: z.enum(powerPolicies).optional().catch(undefined),
  drsAutomation: z.enum(drsAutomations).optional().catch(undefined),
  mmio64SizeGB: z.number().optional().catch(undefined),
  expect: z.unknown().optional(),
  hardwareLabel: z.unknown().optional(),
  allowCritical: z.unknown().optional(),
  /** Inputs that are given, and not known before the resource itself is checked. */
  open: z.array(z.string()).optional(),
  retained: z.boolean().optional(),
  at: at.optional().catch(undefined),
});

/** What the program says of one resource, as far as it is literal. */
export type Declaration = z.output<typeof declaration>;

/** What a declaration means on the live server, as far as that can be told before the resource itself is checked. */
export interface Placed {
  readonly declaration: Declaration;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
  /** As in the ledger: a VM that does not exist yet is `from:<URN>`. */
  readonly vm?: string | undefined;
}

/** From here on a list is stored as base64 of deflated JSON: the engine logs, copies and compares it some eight times. */
const longestPlain = 8_000;
/** A bound for what a text may unfold to: a hundred thousand entries. */
const maxOutputLength = 50_000_000;

/** The list is one text: the engine takes apart, compares and logs each value of a structure. */
const declarations = z
  .string()
  .transform((text, { addIssue }) => {
    try {
      const json = text.startsWith("[") ? text : inflateRawSync(Buffer.from(text, "base64"), { maxOutputLength });
      return JSON.parse(json.toString()) as unknown;
    } catch {
      addIssue("a list in JSON was expected, plain or deflated");
      return z.NEVER;
    }
  })
  .pipe(z.array(declaration));

/** A list as it is stored. */
export function storedText(list: readonly Declaration[]): string {
  const json = JSON.stringify(list);
  return json.length <= longestPlain ? json : deflateRawSync(json).toString("base64");
}

/** In the order of the program. */
export function parseDeclared(properties: Properties): readonly Declaration[] {
  const parsed = declarations.safeParse(properties["declared"]);
  return parsed.success ? parsed.data : [];
}

/** So that it makes no difference, in messages too, in which order a program declares. */
export function sorted(list: readonly Declaration[]): readonly Declaration[] {
  return [...list].sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

/** Whether two sorted lists declare the same; what their entries mean on the server is no part of that. */
export function isSame(one: readonly Declaration[], other: readonly Declaration[]): boolean {
  const said = (list: readonly Declaration[]) => canonical(list.map(({ at: _, ...rest }) => rest));
  return said(one) === said(other);
}

/** Whether all is stored that an entry can mean on the server. */
export function isPlaced({ kind, at = {} }: Declaration): boolean {
  const isOfHost = kind === "memory" || (at.hostId !== undefined && at.address !== undefined);
  return isOfHost && (kind === "device" || at.vmId !== undefined);
}

/** What an entry meant when the list was stored. */
export function asStored(declaration: Declaration): Placed {
  const { hostId, address, vmId: vm } = declaration.at ?? {};
  return { declaration, hostId, address, vm };
}

/** The entries of `list` in the order of another list that declares the same. */
export function inOrderOf(order: readonly Declaration[], list: readonly Declaration[]): readonly Declaration[] {
  const byUrn = new Map(list.map((one) => [one.urn, one]));
  return order.flatMap(({ urn }) => byUrn.get(urn) ?? []);
}

/** Same kind and same object, however it is declared; undefined where that is not known before the resource is checked. */
export function identityOf({ declaration: { kind }, hostId, address, vm }: Placed): string | undefined {
  if (kind === "memory") return vm === undefined ? undefined : `memory ${vm}`;
  const owner = kind === "device" ? hostId : vm;
  return owner === undefined || address === undefined ? undefined : `${kind} ${owner} ${address}`;
}

/** Those of `some` that `others` do not have. */
export function notIn(some: readonly Placed[], others: readonly Placed[]): readonly Placed[] {
  const known = new Set(others.map(identityOf));
  return some.filter((one) => identityOf(one) !== undefined && !known.has(identityOf(one)));
}
