import { VSphereFaultError } from "./vSphereFaultError";

/** What went wrong, to be told beside something else that has an advice of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof VSphereFaultError) return error.summary;
  return error instanceof Error ? error.message : String(error);
}
