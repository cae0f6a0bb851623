import assert from "node:assert/strict";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { createVimClient, type VimClient } from "../../../provider/vsphere/client";
import { certificate, contentReply, FakeServer, fault, reply, type Script, vCenter, versions } from "./fakeServer";

const instance = { type: "ServiceInstance", id: "ServiceInstance" };
const sessions = { type: "SessionManager", id: "SessionManager" };
const collector = { type: "PropertyCollector", id: "propertyCollector" };

describe("the SOAP client", () => {
  let server: FakeServer;
  const clients: VimClient[] = [];

  beforeEach(async () => {
    server = await FakeServer.start(vCenter());
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.stop();
  });

  async function open(change = {}): Promise<VimClient> {
    const client = await createVimClient(server.settings(change));
    clients.push(client);
    return client;
  }

  describe("version", () => {
    it("is the newest that both sides know, and names the SOAP action", async () => {
      server.script = (call) => (call.startsWith("GET") ? versions("8.0.2.0") : contentReply);
      const client = await open();
      await client.call("RetrieveServiceContent", instance);
      assert.equal(client.version, "8.0.2.0");
      assert.equal(client.guessed, false);
      assert.equal(server.received[1]?.headers["soapaction"], '"urn:vim25/8.0.2.0"');
    });

    it("falls back to a prior version when the server's own is newer than all that is known", async () => {
      server.script = () => versions("99.0.0.0");
      assert.equal((await open()).version, "6.7");
    });

    it("is a guess when the server lists none", async () => {
      server.script = () => ({ status: 404 });
      const client = await open();
      assert.deepEqual([client.version, client.guessed], ["6.5", true]);
    });
  });

  it("writes the envelope as the API wants it", async () => {
    server.script = vCenter(() => reply("RetrievePropertiesEx"));
    await (await open()).call("RetrievePropertiesEx", collector, {
      options: {},
      specSet: [
        {
          objectSet: [
            {
              selectSet: [{ path: "view", type: "ContainerView", name: "v", $type: "TraversalSpec" }],
              obj: { type: "ContainerView", id: "session[1]2" },
            },
          ],
          propSet: [{ pathSet: ["name", "vm"], type: "HostSystem" }],
        },
      ],
    });
    assert.equal(
      server.received.at(-1)?.body,
      '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"  xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soapenv:Body><RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>HostSystem</type><pathSet>name</pathSet><pathSet>vm</pathSet></propSet><objectSet><obj type="ContainerView">session[1]2</obj><selectSet xsi:type="TraversalSpec"><name>v</name><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options></options></RetrievePropertiesEx></soapenv:Body></soapenv:Envelope>',
    );
  });

  it("sends text that means something to XML, or to node-soap, as the text it is", async () => {
    server.script = vCenter();
    const password = '<![CDATA[a]]><b c="d">&amp;\n]]>';
    await (await open()).call("Login", sessions, { password, userName: "DOMAIN\\usér" });
    assert.deepEqual(server.bodies("Login"), [
      '<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>DOMAIN\\usér</userName><password>&lt;![CDATA[a]]&gt;&lt;b c="d"&gt;&amp;amp;&#xA;]]&gt;</password></Login>',
    ]);
  });

  it("gives the session's cookie back as it came, quotes and all, and no other cookie", async () => {
    const client = await open();
    await client.call("Login", sessions, { password: "p", userName: "u" });
    await client.call("Logout", sessions);
    client.forgetSession();
    await client.call("Logout", sessions);
    assert.deepEqual(
      server.received.map(({ headers }) => headers["cookie"]),
      [undefined, undefined, 'vmware_soap_session="session-1"', undefined],
    );
  });

  it("reads gzip", async () => {
    server.script = (call) =>
      call.startsWith("GET")
        ? versions("6.7")
        : { headers: { "Content-Encoding": "gzip" }, body: gzipSync(reply("Logout")) };
    assert.equal(await (await open()).call("Logout", sessions), "");
  });

  describe("replies", () => {
    const ask = async (returnval: string) => {
      server.script = vCenter(() => reply("RetrievePropertiesEx", `<returnval>${returnval}</returnval>`));
      return (await open()).call("RetrievePropertiesEx", collector, {
        options: {},
        specSet: [{ propSet: [{ type: "T" }], objectSet: [{ obj: collector }] }],
      });
    };
    const object = '<obj type="HostSystem">host-1</obj>';

    it("come out the same whatever prefix the server uses for xsi", async () => {
      const val = (prefix: string) =>
        `<val xmlns:${prefix}="http://www.w3.org/2001/XMLSchema-instance" ${prefix}:type="ArrayOfHostPciDevice"><HostPciDevice><id>0000:00:00.0</id><vendorId>-32634</vendorId></HostPciDevice></val>`;
      const expected = {
        objects: {
          obj: { type: "HostSystem", id: "host-1" },
          propSet: { name: "hardware.pciDevice", val: [{ id: "0000:00:00.0", vendorId: "-32634" }] },
        },
      };
      for (const prefix of ["xsi", "_XMLSchema-instance"]) {
        const found = await ask(
          `<objects>${object}<propSet><name>hardware.pciDevice</name>${val(prefix)}</propSet></objects>`,
        );
        assert.deepEqual(found, expected);
      }
    });

    it("keep long numbers, times, blanks and unknown elements", async () => {
      const prop = (type: string, text: string) =>
        `<propSet><name>n</name><val xsi:type="xsd:${type}">${text}</val></propSet>`;
      const found = await ask(
        `<objects>${object}${prop("long", "9007199254740993")}${prop("dateTime", "2026-01-02T03:04:05.123456Z")}${prop("string", "  a &lt;b&gt; ")}<novel><x>1</x></novel></objects>`,
      );
      assert.deepEqual(found, {
        objects: {
          obj: { type: "HostSystem", id: "host-1" },
          propSet: ["9007199254740993", "2026-01-02T03:04:05.123456Z", "  a <b> "].map((val) => ({ name: "n", val })),
          novel: { x: "1" },
        },
      });
    });

    it("that are a fault become a VSphereFaultError with the server's message and the fault's own data", async () => {
      const fields = "<faultMessage><key>msg.k</key><message>more</message></faultMessage><text>t</text>";
      server.script = vCenter(() => fault("PlatformConfigFault", "An error occurred.\u0007", fields));
      await assert.rejects((await open()).call("Refresh", { type: "HostPciPassthruSystem", id: "pci-1" }), {
        name: "VSphereFaultError",
        message:
          "Refresh on pci-1 failed: An error occurred (PlatformConfigFault; msg.k; more); look at the device on the host's passthrough page and at the host's vmkernel log; another change may wait there for a reboot",
        fault: "PlatformConfigFault",
        types: ["PlatformConfigFault", "HostConfigFault", "MethodFault"],
        serverMessage: "An error occurred",
        fields: { text: "t" },
      });
    });
  });

  describe("refuses", () => {
    const about = () => `127.0.0.1:${server.address.split(":")[1]}`;
    const cases: readonly [title: string, script: Script, message: () => string][] = [
      [
        "a redirect, without following it",
        () => ({ status: 302, headers: { Location: "https://elsewhere.example/sdk" } }),
        () =>
          `${about()} is not a vSphere server: found HTTP 302, a redirect to https://elsewhere.example/sdk; expected the vSphere API at https://${about()}/sdk; check vsphere:vsphereServer`,
      ],
      [
        "a web page",
        () => ({ headers: { "Content-Type": "text/html" }, body: "<html><title>Router</title></html>" }),
        () =>
          `${about()} is not a vSphere server: found HTTP 200 with text/html, "Router"; expected the vSphere API at https://${about()}/sdk; check vsphere:vsphereServer`,
      ],
      [
        "XML that is broken",
        (call) => (call.startsWith("GET") ? { status: 404 } : "<soapenv:Envelope><a></soapenv:Envelope>"),
        () =>
          "the server's answer to RetrieveServiceContent cannot be used: it is no well-formed XML: unexpected close tag",
      ],
      [
        "an answer to another method",
        (call) => (call.startsWith("GET") ? { status: 404 } : reply("Foo", "<returnval/>")),
        () => "the server's answer to RetrieveServiceContent cannot be used: it is no reply to that method",
      ],
      [
        "a gateway that is not ready",
        (call) => (call.startsWith("GET") ? { status: 404 } : { status: 503 }),
        () =>
          `cannot talk to vSphere server ${about()}: it is not available now (HTTP 503), during RetrieveServiceContent; try again when it has started`,
      ],
      [
        "a connection that breaks",
        (call) => (call.startsWith("GET") ? { status: 404 } : { drop: true }),
        () =>
          `cannot talk to vSphere server ${about()}: the connection was lost (ECONNRESET), during RetrieveServiceContent; try again`,
      ],
    ];
    for (const [title, script, message] of cases) {
      it(title, async () => {
        server.script = script;
        const client = await open();
        await assert.rejects(client.call("RetrieveServiceContent", instance), { message: message() });
        assert.equal(server.received.length, 2);
      });
    }

    it("a server that does not answer in time", async () => {
      server.script = (call) => (call.startsWith("GET") ? { status: 404 } : { hang: true });
      const client = await open();
      await assert.rejects(client.call("RetrieveServiceContent", instance, {}, 50), {
        name: "ConnectError",
        reason: "timed out",
        sent: true,
      });
    });

    it("a port that nobody listens on", async () => {
      const { address } = server;
      const settings = server.settings();
      await server.stop();
      await assert.rejects(createVimClient(settings), {
        message: `cannot talk to vSphere server ${address}: the connection was refused (ECONNREFUSED), during vimServiceVersions.xml; check vsphere:vsphereServer and its port`,
      });
      server = await FakeServer.start(vCenter());
    });
  });

  describe("certificates", () => {
    let seen: string;
    before(async () => {
      const { X509Certificate } = await import("node:crypto");
      seen = new X509Certificate((await certificate()).cert).fingerprint256;
    });

    it("are verified by default: nothing is sent to a server that is not trusted", async () => {
      await assert.rejects(open({ allowUnverifiedSsl: false }), {
        name: "CertificateError",
        message: `the certificate of vSphere server ${server.address} cannot be verified: it is self-signed; its SHA-256 thumbprint is ${seen}; compare that with the server's own and set vsphere-passthrough:thumbprint (VSPHERE_PASSTHROUGH_THUMBPRINT) to it, or vsphere:allowUnverifiedSsl (VSPHERE_ALLOW_UNVERIFIED_SSL) to true`,
      });
      assert.deepEqual(server.received, []);
    });

    it("with the configured thumbprint are trusted, colons or not", async () => {
      await open({ allowUnverifiedSsl: false, thumbprint: seen });
      await open({ allowUnverifiedSsl: false, thumbprint: seen.replaceAll(":", "").toLowerCase() });
      assert.equal(server.received.length, 2);
    });

    it("with another thumbprint are refused, also with allowUnverifiedSsl, before anything is sent", async () => {
      const expected = Array(32).fill("AB").join(":");
      await assert.rejects(open({ thumbprint: expected }), {
        name: "CertificateError",
        message: `vSphere server ${server.address} shows another certificate than configured: found thumbprint ${seen}; expected ${expected}; nothing was sent to it; if its certificate was renewed, set vsphere-passthrough:thumbprint to the new one`,
      });
      assert.deepEqual(server.received, []);
    });
  });

  it("shows no password in what it throws or is", async () => {
    const password = "S3cret!";
    const failures: Script[] = [
      () => fault("InvalidLogin", "no"),
      () => ({ drop: true }),
      () => ({ status: 503 }),
      () => "<html/>",
      () => "<soapenv:Envelope><",
    ];
    for (const failure of failures) {
      server.script = (call, received) => (call === "Login" ? failure(call, received) : { status: 404 });
      const client = await open();
      const error = await client
        .call("Login", sessions, { userName: "u", password })
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof Error);
      assert.ok(!inspect({ error, client }, { depth: 20, showHidden: true }).includes(password));
    }
  });
});
