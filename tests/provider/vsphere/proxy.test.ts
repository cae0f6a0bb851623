import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import tls from "node:tls";
import { inspect } from "node:util";
import { generate } from "selfsigned";
import { parseAddress } from "../../../provider/vsphere/address";
import { openTunnel, proxyFor } from "../../../provider/vsphere/proxy";
import { Session } from "../../../provider/vsphere/session";
import { FakeProxy, type ProxyOptions } from "./fakeProxy";
import { certificate, FakeServer, reply, vCenter } from "./fakeServer";

const name = "vc.example.test";
const vm = { type: "VirtualMachine", id: "vm-1" };
const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((one) => [one, one.toLowerCase()]);
const before = { ...process.env };

function setProxies(env: Readonly<Record<string, string>>): void {
  for (const variable of variables) delete process.env[variable];
  Object.assign(process.env, env);
}

afterEach(() => {
  setProxies({});
  for (const variable of variables) {
    if (before[variable] !== undefined) process.env[variable] = before[variable];
  }
});

describe("the proxy of a server", () => {
  const proxy = "http://proxy.example.test:3128";
  const cases: readonly [env: Record<string, string>, server: string, proxy: string | undefined][] = [
    [{}, name, undefined],
    [{ HTTPS_PROXY: proxy }, name, proxy],
    [{ https_proxy: proxy }, name, proxy],
    [{ ALL_PROXY: proxy }, name, proxy],
    [{ all_proxy: proxy }, name, proxy],
    [{ HTTPS_PROXY: proxy, ALL_PROXY: "http://other:1" }, name, proxy],
    [{ HTTP_PROXY: proxy, http_proxy: proxy }, name, undefined],
    [{ HTTPS_PROXY: "proxy.example.test:3128" }, name, proxy],
    [{ HTTPS_PROXY: "https://proxy.example.test" }, name, "https://proxy.example.test"],
    [{ HTTPS_PROXY: "http://user:p%40ss@proxy.example.test:3128/" }, name, proxy],
    [{ HTTPS_PROXY: "http://[2001:db8::1]:3128" }, name, "http://[2001:db8::1]:3128"],
    [{ HTTPS_PROXY: proxy, NO_PROXY: name }, name, undefined],
    [{ HTTPS_PROXY: proxy, no_proxy: "x, .example.test" }, name, undefined],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "*" }, name, undefined],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "other.test,example.tes" }, name, proxy],
    [{ HTTPS_PROXY: proxy, NO_PROXY: `${name}:8443` }, name, proxy],
    [{ HTTPS_PROXY: proxy, NO_PROXY: `${name}:8443` }, `${name}:8443`, undefined],
    [{ HTTPS_PROXY: proxy, NO_PROXY: "[2001:db8::2]" }, "[2001:db8::2]", undefined],
    [{ HTTPS_PROXY: proxy }, "2001:db8::2", proxy],
    // This machine's own servers, such as the simulator, need no exception.
    [{ HTTPS_PROXY: proxy }, "127.0.0.1:8989", undefined],
    [{ HTTPS_PROXY: proxy }, "[::1]:8989", undefined],
    [{ HTTPS_PROXY: proxy }, "localhost", undefined],
    [{ HTTPS_PROXY: "http://127.0.0.1:3128" }, "127.0.0.1:8989", "http://127.0.0.1:3128"],
    [{ HTTPS_PROXY: "http://[::1]:3128", NO_PROXY: "localhost" }, "127.0.0.1:8989", "http://[::1]:3128"],
    [{ HTTPS_PROXY: "http://127.0.0.1:3128", NO_PROXY: "127.0.0.1" }, "127.0.0.1:8989", undefined],
  ];
  for (const [env, server, expected] of cases) {
    it(`${server} is ${expected ?? "none"} with ${inspect(env, { breakLength: Infinity })}`, () => {
      setProxies(env);
      assert.equal(proxyFor(parseAddress(server))?.text, expected);
    });
  }

  const wrong: readonly [value: string, problem: string][] = [
    ["socks5://user:S3cret!@proxy.example.test:1080", "socks5://proxy.example.test:1080 is none for HTTP"],
    ["http://user:S3cret!@proxy:port", "what the environment names is no URL"],
    ["http://user:S3cret!%zz@proxy:1", "what the environment names is no URL"],
  ];
  for (const [value, problem] of wrong) {
    it(`is refused where it is ${value.replace("S3cret!", "...")}`, () => {
      setProxies({ HTTPS_PROXY: value });
      assert.throws(() => proxyFor(parseAddress(name)), {
        name: "ConnectError",
        message: `cannot talk to vSphere server ${name}: the proxy does not connect to it (${problem}); check HTTPS_PROXY or ALL_PROXY, with its user name and password, or name the server in NO_PROXY`,
      });
    });
  }
});

describe("a server behind a proxy", () => {
  let server: FakeServer;
  let proxy: FakeProxy;
  let session: Session;

  /** The server's name resolves nowhere but at the proxy. */
  async function start(options: ProxyOptions = {}, settings = {}, credentials = ""): Promise<void> {
    proxy = await FakeProxy.start(server.address, options);
    setProxies({ HTTPS_PROXY: `${options.pems === undefined ? "http" : "https"}://${credentials}${proxy.address}` });
    session = new Session(server.settings({ server: name, ...settings }));
  }
  const shutDown = () => session.call("ShutdownGuest", vm);

  beforeEach(async () => {
    server = await FakeServer.start(vCenter(() => reply("ShutdownGuest")));
  });
  afterEach(async () => {
    await session.logout(1_000);
    await proxy.stop();
    await server.stop();
  });

  it("is spoken to through a tunnel, of which the proxy sees the end and its own credentials only", async () => {
    const given = "us%3Aer:p%40ss%2Fword@";
    await start({ credentials: "us:er:p@ss/word" }, {}, given);
    await shutDown();
    await session.logout(1_000);
    assert.deepEqual(server.calls, ["RetrieveServiceContent", "Login", "ShutdownGuest", "Logout"]);
    assert.deepEqual(new Set(proxy.requests), new Set([`CONNECT ${name}:443`]));
    assert.ok(proxy.requests.length < server.received.length, "connections are kept");
    const authorization = `Basic ${Buffer.from("us:er:p@ss/word").toString("base64")}`;
    const line = `CONNECT ${name}:443 Proxy-Authorization ${authorization} Host ${name}:443 Connection close\n`;
    assert.equal(proxy.seen, line.repeat(proxy.requests.length));
    assert.ok(server.received.every(({ headers }) => headers["proxy-authorization"] === undefined));
  });

  it("is verified by its own name, end to end", async () => {
    await server.stop();
    const pems = await generate([{ name: "commonName", value: name }], {
      keyType: "ec",
      curve: "P-256",
      algorithm: "sha256",
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
      ],
    });
    server = await FakeServer.start(vCenter(), { pems });
    const trusted = tls.getCACertificates("default");
    try {
      tls.setDefaultCACertificates([...trusted, pems.cert]);
      await start({}, { allowUnverifiedSsl: false });
      await session.open();
      const other = new Session(server.settings({ server: "other.example.test", allowUnverifiedSsl: false }));
      await assert.rejects(other.open(), { name: "CertificateError", problem: "it was issued for another name" });
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });

  it("is refused with another thumbprint, before anything is sent to it", async () => {
    const seen = new X509Certificate((await certificate()).cert).fingerprint256;
    const expected = Array(32).fill("AB").join(":");
    await start({}, { thumbprint: expected });
    await assert.rejects(shutDown(), {
      name: "CertificateError",
      message: `vSphere server ${name} (through the proxy http://${proxy.address}) shows another certificate than configured: found thumbprint ${seen}; expected ${expected}; nothing was sent to it; if its certificate was renewed, set vsphere-passthrough:thumbprint to the new one`,
    });
    assert.deepEqual(server.received, []);
    session = new Session(server.settings({ server: name, allowUnverifiedSsl: false, thumbprint: seen }));
    await session.open();
  });

  it("is waited for while the proxy says that it is away", async () => {
    await start({ answer: (connects) => (connects === 1 ? "503 Service Unavailable" : undefined) });
    await shutDown();
    assert.equal(server.calls.at(-1), "ShutdownGuest");
  });

  it("that stays away is said to be, with the proxy", async () => {
    await start({ answer: () => "502 Bad Gateway" });
    await assert.rejects(shutDown(), {
      message: `cannot talk to vSphere server ${name}: it is not available now (HTTP 502 of the proxy http://${proxy.address}); try again when it has started`,
    });
  });

  const refusals: readonly [title: string, options: ProxyOptions, detail: string][] = [
    ["does not know who asks", { credentials: "a:b" }, " answered HTTP 407 Proxy Authentication Required"],
    ["does not let it through", { answer: () => "403 Not\u001b[31m here" }, " answered HTTP 403 Not here"],
    ["does not answer", { silent: true }, " did not answer in time"],
  ];
  for (const [title, options, detail] of refusals) {
    it(`is not reached when the proxy ${title}; its password is not told`, async () => {
      await start(options, { apiTimeoutMs: 300 }, "user:Pr0xyS3cret@");
      const error = await shutDown().catch((thrown: unknown) => thrown);
      assert.equal(
        (error as Error).message,
        `cannot talk to vSphere server ${name}: the proxy does not connect to it (http://${proxy.address}${detail}); check HTTPS_PROXY or ALL_PROXY, with its user name and password, or name the server in NO_PROXY`,
      );
      const shown = inspect({ error, session }, { depth: 20, showHidden: true });
      assert.ok(!shown.includes("Pr0xyS3cret") && !shown.includes(Buffer.from("user:Pr0xyS3cret").toString("base64")));
      assert.deepEqual(server.received, []);
    });
  }

  it("is not reached when nobody is where the proxy should be", async () => {
    await start();
    const { address } = proxy;
    await proxy.stop();
    await assert.rejects(shutDown(), { reason: "proxy", detail: `http://${address}: ECONNREFUSED` });
    proxy = await FakeProxy.start(server.address);
  });

  it("is reached through a proxy that speaks TLS, if its certificate is trusted", async () => {
    const { makeCertificate } = await import("../../../simulator/http/certificate.js");
    const { key, cert } = await makeCertificate();
    await start({ pems: { private: key, cert } });
    await assert.rejects(shutDown(), {
      reason: "proxy",
      detail: `https://${proxy.address}: DEPTH_ZERO_SELF_SIGNED_CERT`,
    });
    assert.equal(proxy.seen, "");
    const trusted = tls.getCACertificates("default");
    try {
      tls.setDefaultCACertificates([...trusted, cert]);
      await shutDown();
      assert.deepEqual(new Set(proxy.requests), new Set([`CONNECT ${name}:443`]));
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });

  it("is named to the proxy in brackets where it is an IPv6 address", async () => {
    await start();
    const address = parseAddress("[2001:db8::5]:8443");
    const tunnel = await openTunnel(proxyFor(address) ?? assert.fail(), address, 1_000);
    tunnel.destroy();
    assert.deepEqual(proxy.requests, ["CONNECT [2001:db8::5]:8443"]);
  });
});
