import type { Import } from "./importGraph";

/** Which files form a layer, and which layers it may import from besides itself. A file is in the first layer it fits. */
interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly mayImport: readonly string[];
  /** May also name the types of every layer, and load any of them lazily. */
  readonly lazily?: true;
}

export const layers: readonly Layer[] = [
  { name: "errors", files: /^provider\/errors\//, mayImport: [] },
  // Plain data and pure conversions of it.
  { name: "values", files: /^provider\/vsphere\/(types|pciAddress|pciId)\.ts$/, mayImport: ["errors"] },
  { name: "rules", files: /^provider\/rules\//, mayImport: ["values", "errors"] },
  { name: "vsphere", files: /^provider\/vsphere\//, mayImport: ["values", "errors"] },
  { name: "resources", files: /^provider\/resources\//, mayImport: ["rules", "vsphere", "values", "errors"] },
  { name: "adapter", files: /^provider\/[^/]+\.ts$/, mayImport: ["resources", "rules", "vsphere", "values", "errors"] },
  { name: "sdk", files: /^sdk\//, mayImport: ["rules", "values", "errors"], lazily: true },
  { name: "simulator", files: /^simulator\//, mayImport: [] },
  { name: "policy", files: /^policy\//, mayImport: ["rules", "values", "errors"], lazily: true },
  {
    name: "cli",
    files: /^cli\//,
    mayImport: ["adapter", "resources", "rules", "vsphere", "values", "errors", "simulator"],
    lazily: true,
  },
];

/** Packages that only some files may import, types included. */
export const packagePlaces: Readonly<Record<string, RegExp>> = {
  soap: /^provider\/vsphere\/client\.ts$/,
  zod: /^(simulator\/|provider\/(resources|vsphere)\/|provider\/[^/]+\.ts$|cli\/)/,
  "@pulumi/policy": /^policy\//,
  "@pulumi/pulumi": /^(sdk\/|policy\/|provider\/(index|pulumi[^/]*)\.ts$)/,
  "proxy-from-env": /^provider\/vsphere\/proxy\.ts$/,
  saxes: /^(simulator\/|provider\/vsphere\/envelope\.ts$)/,
  selfsigned: /^simulator\//,
  yaml: /^(simulator|cli)\//,
};

/** What may not be loaded by loading an entry point (public-api.md, "Entry points"). */
export const mustNotLoad: Readonly<Record<string, readonly RegExp[]>> = {
  "sdk/index.ts": [/^soap$/, /^zod$/, /^@pulumi\/policy$/, /^simulator\//, /^provider\/(resources|index)/],
  "provider/index.ts": [/^simulator\//, /^@pulumi\/policy$/],
  "simulator/index.ts": [/^@pulumi\/pulumi$/],
  "policy/index.ts": [/^simulator\//, /^soap$/, /^zod$/, /^provider\/(resources|index)/],
};

function layerOf(file: string): Layer | undefined {
  return layers.find(({ files }) => files.test(file));
}

/** Says what is wrong with an import, or undefined when nothing is. */
export function violation({ from, to, isPackage, typeOnly, lazy }: Import): string | undefined {
  if (isPackage) {
    const places = packagePlaces[to];
    return places === undefined || places.test(from) ? undefined : `${from}: may not import the package ${to}`;
  }
  const source = layerOf(from);
  const target = layerOf(to);
  if (source === undefined) return `${from}: belongs to no layer`;
  if (target === undefined) return to.endsWith(".json") ? undefined : `${from} -> ${to}: leads out of the layers`;
  if (source === target || source.mayImport.includes(target.name)) return undefined;
  if (source.lazily && (typeOnly || lazy)) return undefined;
  return `${from} -> ${to}: ${source.name} may not import ${target.name}`;
}
