import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { gzipSync } from "node:zlib";
import { parseAddress } from "../../../provider/vsphere/address";
import { createVimClient, type VimClient } from "../../../provider/vsphere/client";
import { Session } from "../../../provider/vsphere/session";
import { Transport } from "../../../provider/vsphere/transport";
import { type Answer, envelope, FakeServer, fault, reply, type Script, vCenter, versions } from "./fakeServer";

const sessionManager = { type: "SessionManager", id: "SessionManager" };
const credentials = { userName: "user", password: "S3cret!" };

describe("a server that means no good", () => {
  let server: FakeServer;
  const clients: VimClient[] = [];

  beforeEach(async () => {
    server = await FakeServer.start(vCenter());
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.stop();
  });

  /** Logs in where the answer to the login is as given. */
  async function logIn(answer: Answer | string): Promise<unknown> {
    server.script = (call) => (call === "Login" ? answer : versions("8.0.2.0"));
    const client = await createVimClient(server.settings());
    clients.push(client);
    return client.call("Login", sessionManager, credentials);
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`gets no credential sent elsewhere by a redirect with ${status}`, async () => {
      const other = await FakeServer.start(vCenter());
      try {
        const Location = `https://${other.address}/sdk`;
        const { address } = server;
        await assert.rejects(logIn({ status, headers: { Location } }), {
          name: "NotVSphereError",
          message: `${address} is not a vSphere server: found HTTP ${status}, a redirect to ${Location}; expected the vSphere API at https://${address}/sdk; check vsphere:vsphereServer`,
        });
        assert.deepEqual(other.received, []);
        assert.deepEqual(server.calls, ["Login"]);
      } finally {
        await other.stop();
      }
    });
  }

  const answers: readonly [title: string, answer: () => string, problem: string][] = [
    [
      "nested without end",
      () => reply("Login", `<returnval>${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}</returnval>`),
      "it is nested deeper than 200 levels",
    ],
    [
      "that repeats itself by reference",
      () => reply("Login", '<returnval><a id="1"><b href="#1"/><b href="#1"/></a></returnval>'),
      "it has an element that stands for another one (href)",
    ],
    [
      "with entities that it defines",
      () => `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${reply("Login", "<returnval>&b;</returnval>")}`,
      "it has a document type declaration",
    ],
    [
      "with a file of ours as an entity",
      () => `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>${reply("Login", "<key>&f;</key>")}`,
      "it has a document type declaration",
    ],
    [
      "with an entity that nobody defines",
      () => reply("Login", "<returnval><key>&f;</key></returnval>"),
      "it is no well-formed XML: undefined entity",
    ],
    [
      "with an element that would change what all objects have",
      () => reply("Login", "<returnval><__proto__><key>x</key></__proto__></returnval>"),
      "it has an element whose name is reserved (__proto__)",
    ],
  ];
  for (const [title, answer, problem] of answers) {
    it(`is refused an answer ${title}`, async () => {
      await assert.rejects(logIn(answer()), {
        name: "ReplyError",
        message: `the server's answer to Login cannot be used: ${problem}`,
      });
    });
  }

  it("gets no entity expanded in its list of versions", async () => {
    const listed = versions("&v;").replace("?>", '?><!DOCTYPE n [<!ENTITY v "9.0.0.0">]>');
    server.script = (call, received) => (call.startsWith("GET") ? listed : vCenter()(call, received));
    const client = await createVimClient(server.settings());
    clients.push(client);
    assert.equal(client.version, "6.7");
  });

  describe("gets no answer read", () => {
    const limit = 1_000_000;
    const ask = async (answer: Answer) => {
      server.script = () => answer;
      const transport = new Transport(parseAddress(server.address), server.settings(), limit);
      try {
        return await transport.send({ method: "GET", path: "/", timeoutMs: 5_000, name: "test" });
      } finally {
        transport.close();
      }
    };
    const tooLong = {
      name: "ReplyError",
      message: "the server's answer to test cannot be used: it is longer than 1000000 bytes",
    };

    it("that is too long", async () => {
      assert.equal((await ask({ body: "a".repeat(limit) })).body.length, limit);
      await assert.rejects(ask({ body: "a".repeat(limit + 1) }), tooLong);
    });

    it("that is small and becomes too long when it is unpacked", async () => {
      const bomb = gzipSync(Buffer.alloc(200_000_000));
      assert.ok(bomb.length < limit);
      await assert.rejects(ask({ headers: { "Content-Encoding": "gzip" }, body: bomb }), tooLong);
    });

    it("that ends before it is complete", async () => {
      const half = gzipSync(envelope("x".repeat(10_000))).subarray(0, 40);
      await assert.rejects(ask({ headers: { "Content-Encoding": "gzip" }, body: half }), {
        name: "ConnectError",
        reason: "lost",
      });
      await assert.rejects(ask({ headers: { "Content-Length": "100", Connection: "close" }, body: "short" }), {
        name: "ConnectError",
        reason: "lost",
      });
    });
  });

  it("that does not know the version it is spoken to in is heard", async () => {
    const text = 'Unsupported version URI "urn:vim25/8.0.2.0"';
    const { body } = fault("X", text);
    const plain = String(body)
      .replace("ServerFaultCode", "VersionMismatchFaultCode")
      .replace(/<detail>.*<\/detail>/, "");
    await assert.rejects(logIn({ status: 500, body: plain }), {
      name: "VSphereFaultError",
      message: `Login on SessionManager failed: ${text} (MethodFault)`,
    });
  });
});

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe(`a server on IPv6${hasIPv6 ? "" : " (skipped: this machine has no ::1)"}`, () => {
  const script: Script = vCenter(() => reply("ShutdownGuest"));

  it("is spoken to, and its certificate is judged", async function () {
    if (!hasIPv6) return this.skip();
    const server = await FakeServer.start(script, { host: "::1" });
    const session = new Session(server.settings());
    try {
      assert.match(server.address, /^\[::1\]:\d+$/);
      await session.call("ShutdownGuest", { type: "VirtualMachine", id: "vm-1" });
      assert.deepEqual(server.calls, ["RetrieveServiceContent", "Login", "ShutdownGuest"]);
      assert.equal(server.received[0]?.headers["host"], server.address);
      const strict = new Session(server.settings({ allowUnverifiedSsl: false }));
      await assert.rejects(strict.open(), { name: "CertificateError", server: server.address });
    } finally {
      await session.logout(1_000);
      await server.stop();
    }
  });
});
