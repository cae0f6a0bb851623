/** Names are kept as people write them. On the wire, and in paths, `/`, `\` and `%` of a name are escaped. */
export function escapeName(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("/", "%2f").replaceAll("\\", "%5c");
}

/** A `%` that begins no escape sequence stands for itself. */
export function unescapeName(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
