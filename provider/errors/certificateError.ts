import { PassthroughError } from "./passthroughError";

export interface CertificateFacts {
  readonly server: string;
  /** What is wrong with the certificate. */
  readonly problem: string;
  /** SHA-256 of the certificate that the server showed, `AA:BB:...`. */
  readonly thumbprint: string;
  /** The configured thumbprint, when that is what did not match. */
  readonly expected?: string;
  /** The proxy that led there: some put a certificate of their own in front. */
  readonly proxy?: string;
}

/** The server's certificate is not trusted. Nothing was sent to the server. */
export class CertificateError extends PassthroughError {
  readonly server: string;
  readonly problem: string;
  readonly thumbprint: string;
  readonly expected: string | undefined;

  constructor(facts: CertificateFacts) {
    const server = facts.proxy === undefined ? facts.server : `${facts.server} (through the proxy ${facts.proxy})`;
    super(
      facts.expected === undefined
        ? `the certificate of vSphere server ${server} cannot be verified: ${facts.problem}; its SHA-256 thumbprint is ${facts.thumbprint}; compare that with the server's own and set vsphere-passthrough:thumbprint (VSPHERE_PASSTHROUGH_THUMBPRINT) to it, or vsphere:allowUnverifiedSsl (VSPHERE_ALLOW_UNVERIFIED_SSL) to true`
        : `vSphere server ${server} shows another certificate than configured: found thumbprint ${facts.thumbprint}; expected ${facts.expected}; nothing was sent to it; if its certificate was renewed, set vsphere-passthrough:thumbprint to the new one`,
    );
    this.server = facts.server;
    this.problem = facts.problem;
    this.thumbprint = facts.thumbprint;
    this.expected = facts.expected;
  }
}
