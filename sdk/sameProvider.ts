import type * as pulumi from "@pulumi/pulumi";
import { isOfKind, type Kind, typeToken } from "./dynamic";
import { Refusal } from "./refusal";
import { sourceOf } from "./urn";

const kinds: readonly Kind[] = ["HostPassthroughDevice", "VmMemoryReservation"];

function label(provider: pulumi.ProviderResource | undefined): string {
  const { __name: name } = (provider ?? {}) as { __name?: string };
  return name === undefined ? "that of the stack" : `"${name}"`;
}

/** What is wrong with where an input of an attachment comes from; undefined when nothing is. */
function failure(attachment: pulumi.Resource, property: string, input: unknown): string | undefined {
  const source = sourceOf(input);
  const kind = kinds.find((one) => isOfKind(source, one));
  if (source === undefined || kind === undefined) return undefined;
  const [there, here] = [source.getProvider(typeToken(kind)), attachment.getProvider(typeToken("VmPciAttachment"))];
  if (there === here) return undefined;
  return `${property}: it comes from a ${kind} of another provider; found provider ${label(there)} there, ${label(here)} here; one vSphere for both; give both the same \`provider\` [input]`;
}

/**
 * Refuses an attachment whose VM or device comes from a resource with another provider: IDs such as `host-12` are the
 * same on many servers, so the attachment would look at what happens to have that ID on its own.
 */
export class SameProvider {
  /** Resolves in its turn; the registration waits for it, so a refused one is never sent. */
  readonly verdict: Promise<undefined>;
  #settle: (refusal: Refusal | undefined) => void = () => undefined;

  constructor(turn: Promise<undefined> | undefined) {
    const judged = new Promise<void>((resolve, reject) => {
      this.#settle = (refusal) => (refusal === undefined ? resolve() : reject(refusal));
    });
    this.verdict = judged.then(() => turn);
    // The registration that waits for it reports a refusal.
    this.verdict.catch(() => undefined);
  }

  /** Once the resource exists its provider is decided: options, parents and transformations all have a say. */
  judge(attachment: pulumi.Resource, name: string, { vm, address }: pulumi.Inputs): void {
    const found = failure(attachment, "vm", vm) ?? failure(attachment, "device", address);
    this.#settle(found === undefined ? undefined : new Refusal(`VmPciAttachment "${name}": ${found}`));
  }
}
