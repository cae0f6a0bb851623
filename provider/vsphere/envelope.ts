import { SaxesParser } from "saxes";
import { ReplyError } from "../errors/replyError";

/** The deepest answers of the API have some twenty levels. */
const deepest = 200;

/**
 * Looks a reply over before it becomes objects: what would blow up in memory is refused. SOAP forbids a DTD, so nothing
 * ever defines an entity; the API points with IDs, not with `href`, by which one part of a message repeats another.
 */
export function checkEnvelope(xml: string, method: string): void {
  const parser = new SaxesParser({ position: false });
  let depth = 0;
  const refuse = (problem: string) => {
    throw new ReplyError(method, "", problem);
  };
  parser.on("opentag", ({ attributes }) => {
    depth++;
    if (depth > deepest) refuse(`it is nested deeper than ${deepest} levels`);
    if ("href" in attributes) refuse("it has an element that stands for another one (href)");
  });
  parser.on("closetag", () => {
    depth--;
  });
  parser.on("doctype", () => refuse("it has a document type declaration"));
  // What is not well-formed is for the parser that reads it to say.
  parser.on("error", () => undefined);
  parser.write(xml).close();
}
