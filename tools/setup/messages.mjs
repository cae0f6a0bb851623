/** A failure whose message says all a reader needs: shown without a stack trace. */
export class SetupError extends Error {}

/** What the set-up does goes to stderr, so that a command's own output can be piped. */
export function say(text) {
  process.stderr.write(`[setup] ${text}\n`);
}

export function secondsSince(start) {
  return `${Math.round((Date.now() - start) / 1000)} s`;
}
