/** Base of all errors that this package throws on purpose: the message alone tells the user what to do. */
export class PassthroughError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
  }
}
