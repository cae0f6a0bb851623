import * as z from "zod";
import { SettingsError } from "../errors/settingsError";
import { sentence } from "../rules/rule";
import { defaults, type Refusal, refusals } from "../rules/values";
import type { ConnectionSettings } from "../vsphere/vsphere";

export interface Settings {
  readonly connection: ConnectionSettings;
  /** undefined: what the host itself allows. */
  readonly maxDevicesPerVm: number | undefined;
  /** What a plan may not need. */
  readonly refuse: readonly Refusal[];
  /** A server that the state may be moved to. */
  readonly acceptServer: string | undefined;
}

/** Looks a stack configuration value up by its full key, such as `vsphere:user`. */
export type ConfigLookup = (key: string) => string | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/** One setting: stack configuration wins over the environment. */
interface Source {
  readonly key: string;
  readonly variable?: string;
}

const sources = {
  server: { key: "vsphere:vsphereServer", variable: "VSPHERE_SERVER" },
  user: { key: "vsphere:user", variable: "VSPHERE_USER" },
  password: { key: "vsphere:password", variable: "VSPHERE_PASSWORD" },
  allowUnverifiedSsl: { key: "vsphere:allowUnverifiedSsl", variable: "VSPHERE_ALLOW_UNVERIFIED_SSL" },
  apiTimeout: { key: "vsphere:apiTimeout", variable: "VSPHERE_API_TIMEOUT" },
  thumbprint: { key: "vsphere-passthrough:thumbprint", variable: "VSPHERE_PASSTHROUGH_THUMBPRINT" },
  maxDevicesPerVm: {
    key: "vsphere-passthrough:maxDevicesPerVm",
    variable: "VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM",
  },
  refuse: { key: "vsphere-passthrough:refuse", variable: "VSPHERE_PASSTHROUGH_REFUSE" },
  acceptServer: { key: "vsphere-passthrough:acceptServer" },
} as const satisfies Record<string, Source>;

/** The stack configuration keys that are read. */
export const settingKeys: readonly string[] = Object.values(sources).map(({ key }) => key);

const required = z.string().trim().min(1);
/** As the `vsphere` package reads its own, so that an existing stack needs nothing new. */
const yes: readonly string[] = ["1", "t", "true"];
const flag = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(["1", "t", "true", "0", "f", "false", ""], { error: "expected true or false" }))
  .transform((text) => yes.includes(text));
const count = z
  .string()
  .regex(/^(platform|[1-9][0-9]{0,3})$/, { error: 'expected a whole number from 1 to 9999, or "platform"' })
  .transform((text) => (text === "platform" ? undefined : Number(text)));

const refuse = z
  .string()
  .transform((words) =>
    words
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  )
  .pipe(z.array(z.enum(refusals, { error: `expected any of ${refusals.join(", ")}, comma-separated` })));

const schema = {
  server: required.regex(/^(\[[0-9a-fA-F:.]+\]|[^\s/:@[\]]+)(:[0-9]{1,5})?$/, {
    error:
      "expected a host name or address with an optional :port, IPv6 in brackets, without https:// and without a path",
  }),
  user: required,
  password: z.string().min(1),
  allowUnverifiedSsl: flag.default(false),
  apiTimeout: z
    .string()
    .regex(/^[0-9]{1,4}(\.[0-9]+)?$/, { error: "expected minutes, such as 5" })
    .transform(Number)
    .refine((minutes) => minutes > 0, { error: "expected more than 0 minutes" })
    .default(5),
  thumbprint: z
    .string()
    .regex(/^([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/, {
      error: "expected the SHA-256 fingerprint of the server's certificate, 64 hex digits, colons optional",
    })
    .optional(),
  maxDevicesPerVm: count.optional(),
  refuse: refuse.default([]),
  acceptServer: z.string().min(1).optional(),
} as const;

function where({ key, variable }: Source, lookup: ConfigLookup | undefined): string {
  if (lookup === undefined) return "in the environment: a command does not read stack configuration";
  const config = `with \`pulumi config set ${key === sources.password.key ? "--secret " : ""}${key}\``;
  return variable === undefined ? config : `${config} or the environment variable ${variable}`;
}

function read<Name extends keyof typeof schema>(
  name: Name,
  lookup: ConfigLookup | undefined,
  environment: Environment,
): z.output<(typeof schema)[Name]> {
  const source: Source = sources[name];
  const fromEnvironment = source.variable === undefined ? undefined : environment[source.variable];
  const text = lookup?.(source.key) ?? (fromEnvironment === "" ? undefined : fromEnvironment);
  const result = schema[name].safeParse(text);
  if (result.success) return result.data as z.output<(typeof schema)[Name]>;
  const setting = (lookup === undefined ? source.variable : undefined) ?? source.key;
  const advice = `set it ${where(source, lookup)}`;
  throw new SettingsError(
    sentence(
      "input",
      setting,
      text === undefined
        ? { wrong: "this setting is missing", advice }
        : {
            wrong: "not valid",
            // A password is never shown, not even a malformed one.
            ...(name === "password" ? {} : { found: JSON.stringify(text) }),
            expected: result.error.issues[0]?.message ?? "expected a value",
            advice,
          },
    ),
  );
}

/**
 * Reads and validates the configuration; a command has no lookup, only its environment. Throws a SettingsError that names
 * the setting and how to give it.
 */
export function readSettings(lookup: ConfigLookup | undefined, environment: Environment): Settings {
  const thumbprint = read("thumbprint", lookup, environment);
  const maximum = read("maxDevicesPerVm", lookup, environment);
  const isGiven =
    lookup?.(sources.maxDevicesPerVm.key) !== undefined || !!environment[sources.maxDevicesPerVm.variable];
  return {
    connection: {
      server: read("server", lookup, environment),
      user: read("user", lookup, environment),
      password: read("password", lookup, environment),
      allowUnverifiedSsl: read("allowUnverifiedSsl", lookup, environment),
      apiTimeoutMs: read("apiTimeout", lookup, environment) * 60_000,
      ...(thumbprint === undefined ? {} : { thumbprint }),
    },
    maxDevicesPerVm: isGiven ? maximum : defaults.maxDevicesPerVm,
    refuse: read("refuse", lookup, environment),
    acceptServer: read("acceptServer", lookup, environment),
  };
}
