import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, upper-case hex with colons. */
  readonly thumbprint: string;
}

/** A self-signed certificate for the loopback names. An elliptic key takes milliseconds, RSA up to a second. */
export async function makeCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: "commonName", value: "vsphere-passthrough simulator" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
          { type: 2, value: "localhost" },
        ],
      },
    ],
  });
  const thumbprint = new X509Certificate(pems.cert).fingerprint256;
  return { key: pems.private, cert: pems.cert, thumbprint };
}
