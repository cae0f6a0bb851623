import type { Change, Facts } from "./changes";
import { type Place, placeOf } from "./inventory";
import { type Label, labelsIn } from "./messages";
import type { Message } from "./model";

/** A message with the host or VM that it is about. */
export type Spoken = Message & { readonly place: Place };

interface Scope {
  /** Resources that have such places. */
  readonly changes: readonly Change[];
  readonly kind: Label["kind"];
  readonly place: (change: Change, facts: Facts) => Place;
  readonly known: readonly Place[];
}

/** By its resource, else by what it names; one that leads nowhere is left out. */
export function spokenOf(messages: readonly Message[], { changes, kind, place, known }: Scope): readonly Spoken[] {
  return messages.flatMap((message) => {
    const own = changes
      .filter(({ urn }) => urn === message.urn)
      .flatMap((change) =>
        [change.old, change.next].flatMap((facts) => (facts === undefined ? [] : [place(change, facts)])),
      );
    const named = labelsIn(message.text).filter((label) => label.kind === kind);
    const found = placeOf(message, own, known, named);
    return found === undefined ? [] : [{ ...message, place: found }];
  });
}
