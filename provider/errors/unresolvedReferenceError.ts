import { PassthroughError } from "./passthroughError";
import { plainText } from "./plainText";

export interface Candidate {
  readonly id: string;
  /** Inventory path. */
  readonly path: string;
}

export type ReferenceKind = "host" | "vm";

const listed = 10;
const nouns = { host: "host", vm: "VM" } as const;
const unborn = { host: "", vm: "; if this program creates it, use its moid output" } as const;

/** A reference that fits no object, or several. The caller puts the name of the input in front of the message. */
export class UnresolvedReferenceError extends PassthroughError {
  readonly kind: ReferenceKind;
  readonly reference: string;
  /** What it fits; when it fits nothing: what there is that comes close. */
  readonly candidates: readonly Candidate[];
  readonly ambiguous: boolean;

  constructor(kind: ReferenceKind, reference: string, candidates: readonly Candidate[], ambiguous: boolean) {
    const noun = nouns[kind];
    const found = candidates.length === 0 ? `no ${noun} at all that this user can see` : list(candidates);
    super(
      ambiguous
        ? `"${plainText(reference, 200)}" fits several ${noun}s; found ${found}; give the path or the ID of one`
        : `"${plainText(reference, 200)}" fits no ${noun}; found ${found}; give an ID, an inventory path or a unique name${unborn[kind]}`,
    );
    this.kind = kind;
    this.reference = reference;
    this.candidates = candidates;
    this.ambiguous = ambiguous;
  }
}

function list(candidates: readonly Candidate[]): string {
  const shown = candidates.slice(0, listed).map(({ path, id }) => `${plainText(path, 200)} (${id})`);
  const more = candidates.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
