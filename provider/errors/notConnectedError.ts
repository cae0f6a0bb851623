import { RefusedError } from "./refusedError";

/** A host, or the host of a VM, is not connected: nothing can be read or written there, perhaps only for a moment. */
export class NotConnectedError extends RefusedError {}
