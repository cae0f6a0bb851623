import type { Properties } from "./resources/resource";

/** What Pulumi itself hides among the properties; it finds the provider by it. */
export const providerKey = "__provider";

/**
 * All that a resource hides among its properties, as one JSON text: the engine takes apart, compares, logs and stores each
 * property by itself, some ten times in a preview.
 */
const hiddenKey = "__hidden";

function isHidden(key: string): boolean {
  return key.startsWith("__") && key !== providerKey;
}

/** Properties as the engine keeps them. */
export function pack(properties: Properties): Record<string, unknown> {
  const entries = Object.entries(properties);
  const hidden = entries.filter(([key]) => isHidden(key));
  const shown = Object.fromEntries(entries.filter(([key]) => !isHidden(key)));
  return hidden.length === 0 ? shown : { ...shown, [hiddenKey]: JSON.stringify(Object.fromEntries(hidden)) };
}

/** Properties as the resources know them. What the program hides comes one by one; a text that is none of ours is dropped. */
export function unpack(properties: Properties): Properties {
  const { [hiddenKey]: text, ...others } = properties;
  return { ...parsed(text), ...others };
}

function parsed(text: unknown): Properties {
  if (typeof text !== "string") return {};
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found) ? { ...found } : {};
  } catch {
    return {};
  }
}
