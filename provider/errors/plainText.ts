/** ESC and the C1 forms of CSI and OSC start a sequence that a terminal would obey. */
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b./g;
/** Control characters, and the marks that reorder text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** A server's text, fit to be printed: on one line, without terminal escapes, and of bounded length. */
export function plainText(text: string, limit = 600): string {
  const clean = text.replace(escapes, "").replace(controls, " ").trim();
  return clean.length > limit ? `${clean.slice(0, limit)}...` : clean;
}
