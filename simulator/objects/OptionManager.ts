import type { Host, HostOption } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Kind } from "../model/managed";
import { requireConnected } from "../semantics/connection";
import { type Data, list, optionalText, Typed, text } from "../wire/values";

const optionValue = ({ key, type, value }: HostOption): Data => ({
  $type: "OptionValue",
  key,
  value: new Typed(type, value),
});

function optionType({ type, value }: HostOption): Data {
  if (type === "b") return { $type: "BoolOption", supported: true, defaultValue: value };
  if (type === "s") return { $type: "StringOption", defaultValue: value };
  const max = type === "i" ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  return { $type: type === "i" ? "IntOption" : "LongOption", min: 0, max, defaultValue: value };
}

function query(host: Host, name: string | undefined): readonly HostOption[] {
  const all = [...host.options.values()];
  if (name === undefined || name === "") return all;
  const found = all.filter(({ key }) => (name.endsWith(".") ? key.startsWith(name) : key === name));
  if (found.length === 0) throw new VimFault("InvalidName", `The name '${name}' is invalid.`, { name });
  return found;
}

/** The type must be the option's own: most integers are long, and an int is then refused. */
function checked(host: Host, change: Data, index: number): { option: HostOption; value: HostOption["value"] } {
  const key = text(change, "key");
  const [option] = query(host, key);
  const given = change.value;
  if (!option || key.endsWith(".") || !(given instanceof Typed) || given.type !== option.type) {
    throw faults.invalidArgument(`changedValue[${index}].value`);
  }
  const value = typeof given.value === "bigint" ? Number(given.value) : given.value;
  return { option, value: value as HostOption["value"] };
}

export const OptionManager: Kind<Host> = {
  properties: {
    setting: (host) => query(host, undefined).map(optionValue),
    supportedOption: (host) =>
      query(host, undefined).map((option) => ({
        label: option.key,
        summary: option.key,
        key: option.key,
        optionType: optionType(option),
      })),
  },
  methods: {
    QueryOptions: (host, { args }) => query(host, optionalText(args, "name")).map(optionValue),
    UpdateOptions(host, { world, args }) {
      requireConnected(world, host);
      const changes = list(args, "changedValue").map((change, index) => checked(host, change, index));
      for (const { option, value } of changes) option.value = value;
      world.changed();
      return undefined;
    },
  },
};
