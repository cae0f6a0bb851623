import { plainText } from "../../provider/errors/plainText";

/** Names are the server's, and a terminal would obey what is in them. */
export function safe(text: string): string {
  return plainText(text, 4_000);
}
