import type { Vm } from "../model/entities";
import { faults } from "../model/fault";
import { type Data, Typed, text } from "../wire/values";

/** Only text is taken; an empty value removes the key. */
export function changeExtraConfig(draft: Vm, options: readonly Data[]): void {
  options.forEach((option, index) => {
    const { value } = option;
    if (!(value instanceof Typed) || value.type !== "s" || typeof value.value !== "string") {
      throw faults.invalidArgument(`configSpec.extraConfig[${index}].value`);
    }
    const key = text(option, "key");
    if (value.value === "") draft.extraConfig.delete(key);
    else draft.extraConfig.set(key, value.value);
  });
}
