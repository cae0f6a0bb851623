import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import { retrieve } from "../../../provider/vsphere/properties";
import { Session } from "../../../provider/vsphere/session";
import { certificate, FakeServer, fault, type Pems, reply, vCenter } from "./fakeServer";

const vm = { type: "VirtualMachine", id: "vm-1" };
const fingerprint = (cert: string) => new X509Certificate(cert).fingerprint256;

/** Another machine takes the server's place between two connections. */
describe("a server that shows another certificate later", () => {
  let server: FakeServer;
  let session: Session;
  let known: string;
  let other: Pems;

  before(async () => {
    known = fingerprint((await certificate()).cert);
    other = await generate([{ name: "commonName", value: "other" }], { algorithm: "sha256", keySize: 2048 });
  });
  beforeEach(async () => {
    server = await FakeServer.start(vCenter(() => reply("ShutdownGuest")));
    session = new Session(server.settings({ allowUnverifiedSsl: false, thumbprint: known }));
    await session.call("ShutdownGuest", vm);
    server.received.length = 0;
  });
  afterEach(async () => {
    await session.logout(1_000);
    await server.stop();
  });

  const refused = () => ({
    name: "CertificateError",
    message: `vSphere server ${server.address} shows another certificate than configured: found thumbprint ${fingerprint(other.cert)}; expected ${known}; nothing was sent to it; if its certificate was renewed, set vsphere-passthrough:thumbprint to the new one`,
  });

  it("gets neither a write nor a read, and no cookie", async () => {
    server.impersonate(other);
    // Until the end of the old connection is seen.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await assert.rejects(session.call("ShutdownGuest", vm), refused());
    await assert.rejects(retrieve(session, { objects: [vm], paths: { VirtualMachine: ["name"] } }), refused());
    assert.deepEqual(server.received, []);
  });

  it("gets no password when the session has to be opened anew", async () => {
    server.script = vCenter(() => {
      setImmediate(() => server.impersonate(other));
      return fault("NotAuthenticated", "The session is not authenticated.");
    });
    await assert.rejects(session.call("ShutdownGuest", vm), (error: Error) =>
      // The connection may end before or after the answer is read.
      ["CertificateError", "ConnectError"].includes(error.name),
    );
    await assert.rejects(session.call("ShutdownGuest", vm), refused());
    assert.deepEqual(server.bodies("Login"), []);
    assert.ok(server.received.every(({ body }) => !body.includes("S3cret!")));
  });

  it("gets no logout with the session's cookie either", async () => {
    server.impersonate(other);
    await session.logout(1_000);
    assert.deepEqual(server.received, []);
  });
});
