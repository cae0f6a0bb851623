import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { Client, envelope, http, started, stopAll } from "./client";

describe("simulator: HTTP", () => {
  afterEach(stopAll);

  it("shows a certificate for loopback whose SHA-256 is the thumbprint", async () => {
    const { simulator } = await started();
    const [host = "", port] = simulator.host.split(":");
    const shown = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on("error", reject);
    });
    assert.equal(shown, simulator.thumbprint);
    const { subjectAltName } = new X509Certificate(simulator.certificate);
    assert.equal(subjectAltName, "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:localhost");
  });

  it("gives in env all that a process needs", async () => {
    const { simulator } = await started();
    assert.deepEqual(simulator.env, {
      VSPHERE_SERVER: simulator.host,
      VSPHERE_USER: "administrator@vsphere.local",
      VSPHERE_PASSWORD: simulator.password,
      VSPHERE_PASSTHROUGH_THUMBPRINT: simulator.thumbprint,
    });
    assert.equal(simulator.url, `https://${simulator.host}/sdk`);
  });

  it("serves only POST /sdk and the version document", async () => {
    const { simulator } = await started();
    assert.equal((await http(simulator, "GET", "/sdk")).status, 405);
    assert.equal((await http(simulator, "GET", "/")).status, 404);
    assert.equal((await http(simulator, "POST", "/rest/com/vmware/cis/session")).status, 404);
    assert.equal((await http(simulator, "POST", "/sdk/vimServiceVersions.xml")).status, 404);
  });

  it("lists its version and the earlier ones", async () => {
    const { simulator } = await started();
    const { status, text } = await http(simulator, "GET", "/sdk/vimServiceVersions.xml");
    assert.equal(status, 200);
    assert.match(text, /<name>urn:vim25<\/name><version>8\.0\.2\.0<\/version><priorVersions><version>8\.0\.1\.0</);
    assert.ok(!text.includes("8.0.3.0"));
  });

  it("refuses a body above its limit", async () => {
    const { simulator } = await started();
    const { status } = await http(simulator, "POST", "/sdk", "x".repeat(8 * 1024 * 1024 + 1));
    assert.equal(status, 413);
  });

  it("answers what is no SOAP with a fault and status 500", async () => {
    const { client } = await started();
    const cases = [
      ["<a>", /^the request is not well-formed XML: /],
      ["<a/>", /^the request is not a SOAP 1\.1 envelope$/],
      [envelope(""), /^the SOAP body is empty$/],
      [envelope("<Logout/>"), /^Logout is not in namespace urn:vim25$/],
      [`<!DOCTYPE a [<!ENTITY b "c">]>${envelope("").slice(21)}`, /a document type declaration is not allowed$/],
    ] as const;
    for (const [body, message] of cases) {
      const answer = await client.post(body);
      assert.equal(answer.status, 500);
      assert.equal(answer.fault?.type, "InvalidRequest");
      assert.match(answer.fault?.message ?? "", message);
    }
  });

  it("reads requests by namespace, whatever the prefixes", async () => {
    const { client } = await started();
    const answer = await client.post(
      `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><v:RetrieveServiceContent xmlns:v="urn:vim25"><v:_this versionId="8" type="ServiceInstance">ServiceInstance</v:_this></v:RetrieveServiceContent></Body></Envelope>`,
    );
    assert.equal(answer.status, 200);
    assert.match(answer.text, /<rootFolder type="Folder">group-d1<\/rootFolder>/);
  });

  it("closes a waiting connection on stop", async () => {
    const { simulator, client } = await started();
    const waiting = client.call("PropertyCollector:propertyCollector", "WaitForUpdatesEx", "<version></version>");
    await client.ok("ServiceInstance:ServiceInstance", "CurrentTime");
    await simulator.stop();
    await assert.rejects(waiting, { code: "ECONNRESET" });
    await assert.rejects(new Client(simulator).login(), { code: "ECONNREFUSED" });
  });
});
