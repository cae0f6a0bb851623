import { channel } from "node:diagnostics_channel";

/** One call as it stood on the wire, and its answer. The body of a Login has the password in it. */
export interface Exchange {
  /** TCP port of the simulator. */
  readonly port: number;
  readonly apiVersion: string;
  readonly soapAction: string | undefined;
  readonly userAgent: string;
  readonly request: string;
  /** HTTP status; 0: the connection was dropped. */
  readonly status: number;
  readonly response: string;
  /** A planned fault has struck this call. */
  readonly isPlanned: boolean;
}

/** Where every exchange is published, just before it is answered, for tests that look at the wire itself. */
export const exchanges = channel("pulumi-vsphere-passthrough:simulator:exchange");
