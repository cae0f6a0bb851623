/** The server keeps `/`, `\` and `%` escaped in names, as in paths. */
export function decodeName(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A name as it stands in an inventory path. */
export function encodeName(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("/", "%2f").replaceAll("\\", "%5c");
}
