/** Elements of a list, and how those of it begin that nobody here looks at; what is written in another way is kept. */
interface List {
  readonly element: string;
  readonly unread: RegExp;
}

/**
 * What lists of VMs are full of: virtual devices that are no passthrough devices. They are
 * most of what a server tells, so they are taken out before anything is parsed.
 */
const lists: readonly List[] = [
  { element: "VirtualDevice", unread: /^<VirtualDevice\s[^>]*\btype="(?!(?:[\w.-]+:)?VirtualPCIPassthrough")[^"]*"/ },
];

/** An envelope without them. */
export function trim(xml: string): string {
  return lists.reduce(shorten, xml);
}

/** Elements of these names are never inside of each other. */
function shorten(xml: string, { element, unread }: List): string {
  const end = `</${element}>`;
  const pieces = xml.split(end);
  const rest = pieces.pop() ?? "";
  const kept = pieces.map((piece) => {
    const start = piece.lastIndexOf(`<${element}`);
    return start !== -1 && unread.test(piece.slice(start)) ? piece.slice(0, start) : piece + end;
  });
  return kept.join("") + rest;
}
