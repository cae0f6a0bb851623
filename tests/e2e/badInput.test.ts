import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import type { Messages } from "./project";
import { esx02, Stage } from "./stage";

const inputs = "host, address, match, expect, hardwareLabel, reboot, evacuate, rebootTimeoutMinutes, allowCritical";
const device = (host = esx02, which = `address: "0000:3b:00.0"`) =>
  `new HostPassthroughDevice("gpu", { host: "${host}", ${which} });`;
const memory = (vm: string) => `new VmMemoryReservation("memory", { vm: "${vm}" });`;

describe("bad input gets one clear error, and nothing is touched:", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });

  after(() => stage?.close());

  /** The preview fails with exactly these errors; answers the calls that it made. */
  async function calls(program: string, env: NodeJS.ProcessEnv, errors: Messages): Promise<readonly string[]> {
    await stage.project.program(program);
    const outcome = await stage.project.with(env).preview();
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 1, errors }, outcome.text);
    return stage.takeCalls();
  }

  async function refused(program: string, resource: string, ...messages: readonly string[]): Promise<void> {
    await calls(program, {}, { [resource]: messages });
  }

  /** A setting that is missing or wrong is told before any server is spoken to. */
  async function misconfigured(env: NodeJS.ProcessEnv, message: string): Promise<void> {
    assert.deepEqual(await calls(device(), env, { "vsphere-passthrough-plan": [message] }), []);
  }

  it("a wrong password, which is tried once", async () => {
    const { host, user } = stage.simulator;
    const message = `cannot log in to vSphere server ${host} as ${user}: Cannot complete login due to an incorrect user name or password (InvalidLogin); check vsphere:user and vsphere:password; if the password changed since the last update, pulumi refresh and destroy use the old one unless they run with --run-program`;
    const made = await calls(device(), { VSPHERE_PASSWORD: "wrong" }, { gpu: [message] });
    assert.deepEqual(made, ["RetrieveServiceContent ServiceInstance", "Login SessionManager"]);
  });

  it("a certificate that cannot be verified", async () => {
    const { host, thumbprint } = stage.simulator;
    const message = `the certificate of vSphere server ${host} cannot be verified: it is self-signed; its SHA-256 thumbprint is ${thumbprint}; compare that with the server's own and set vsphere-passthrough:thumbprint (VSPHERE_PASSTHROUGH_THUMBPRINT) to it, or vsphere:allowUnverifiedSsl (VSPHERE_ALLOW_UNVERIFIED_SSL) to true`;
    assert.deepEqual(await calls(device(), { VSPHERE_PASSTHROUGH_THUMBPRINT: undefined }, { gpu: [message] }), []);
  });

  it("a certificate with another thumbprint, even when unverified ones are allowed", async () => {
    const { host, thumbprint } = stage.simulator;
    const expected = Array(32).fill("AB").join(":");
    const message = `vSphere server ${host} shows another certificate than configured: found thumbprint ${thumbprint}; expected ${expected}; nothing was sent to it; if its certificate was renewed, set vsphere-passthrough:thumbprint to the new one`;
    const env = { VSPHERE_PASSTHROUGH_THUMBPRINT: expected, VSPHERE_ALLOW_UNVERIFIED_SSL: "true" };
    assert.deepEqual(await calls(device(), env, { gpu: [message] }), []);
  });

  it("a server that is down", async () => {
    const message =
      "cannot talk to vSphere server 127.0.0.1:9: the connection was refused (ECONNREFUSED), during vimServiceVersions.xml; check vsphere:vsphereServer and its port";
    await calls(device(), { VSPHERE_SERVER: "127.0.0.1:9" }, { gpu: [message] });
  });

  it("a web server that is no vSphere", async () => {
    const web = await webServer();
    try {
      const host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
      const message = `${host} is not a vSphere server: found HTTP 404 with text/html; expected the vSphere API at https://${host}/sdk; check vsphere:vsphereServer`;
      const env = {
        VSPHERE_SERVER: host,
        VSPHERE_PASSTHROUGH_THUMBPRINT: undefined,
        VSPHERE_ALLOW_UNVERIFIED_SSL: "true",
      };
      await calls(device(), env, { gpu: [message] });
    } finally {
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
    }
  });

  it("no server, no password", async () => {
    const without = (name: string) => ({ [name]: undefined });
    await misconfigured(
      without("VSPHERE_SERVER"),
      "vsphere:vsphereServer: this setting is missing; set it with `pulumi config set vsphere:vsphereServer` or the environment variable VSPHERE_SERVER [input]",
    );
    await misconfigured(
      without("VSPHERE_PASSWORD"),
      "vsphere:password: this setting is missing; set it with `pulumi config set --secret vsphere:password` or the environment variable VSPHERE_PASSWORD [input]",
    );
  });

  it("a setting that is not valid", async () => {
    await misconfigured(
      { VSPHERE_SERVER: "https://vcenter.example.test/sdk" },
      'vsphere:vsphereServer: not valid; found "https://vcenter.example.test/sdk"; expected a host name or address with an optional :port, IPv6 in brackets, without https:// and without a path; set it with `pulumi config set vsphere:vsphereServer` or the environment variable VSPHERE_SERVER [input]',
    );
    await misconfigured(
      { VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: "many" },
      'vsphere-passthrough:maxDevicesPerVm: not valid; found "many"; expected a whole number from 1 to 9999, or "platform"; set it with `pulumi config set vsphere-passthrough:maxDevicesPerVm` or the environment variable VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM [input]',
    );
  });

  it("a VM that is two", () =>
    refused(
      memory("web"),
      "memory",
      'vm: "web" fits 2 objects; found /DC0/vm/blue/web (vm-114), /DC0/vm/green/web (vm-121); exactly one; give the managed object ID, the inventory path or a UUID; if this program creates the VM, use its `moid` output [ambiguous]',
    ));

  it("a host that is none", () =>
    refused(
      device("esx-07"),
      "gpu",
      'host: "esx-07" fits no host; found /DC0/host/Cluster0/esx-01.example.test (host-11), /DC0/host/Cluster0/esx-02.example.test (host-12), /DC0/host/Cluster0/esx-03.example.test (host-13), /DC0/host/esx-04.example.test/esx-04.example.test (host-14); exactly one; give the managed object ID or the inventory path [ambiguous]',
    ));

  it("a `match` that fits two devices", () =>
    refused(
      device(esx02, `match: { vendorId: "8086", classId: "0200" }`),
      "gpu",
      'match: 2 devices of host esx-02.example.test (host-12) fit vendorId "8086", classId "0200"; found 0000:18:00.0 Ethernet Controller X710 for 10GbE SFP+ (8086:1572, class 0200), 0000:18:00.1 Ethernet Controller X710 for 10GbE SFP+ (8086:1572, class 0200); exactly one; add to `match`, or give the `address` [ambiguous]',
    ));

  it("an address without a device", () =>
    refused(
      device(esx02, `address: "0000:99:00.0"`),
      "gpu",
      "address: host esx-02.example.test (host-12) has no PCI device at 0000:99:00.0; found 14 other devices; check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved [ambiguous]",
    ));

  it("an address that is none and a misspelt input, both at once", () =>
    refused(
      device(esx02, `address: "3b:00", rebot: "never"`),
      "gpu",
      'address: not valid; found "3b:00"; expected a PCI address such as 0000:3b:00.0 (hex, SSSS:BB:DD.F or BB:DD.F) [input]',
      `rebot: no such input; found "never"; inputs are ${inputs}; check the spelling [input]`,
    ));

  it("a device and an address beside it", () =>
    refused(
      `const gpu = ${device()} new VmPciAttachment("attachment", { vm: "ml-01", device: gpu, address: "0000:3b:00.0" });`,
      "e2e-test",
      'VmPciAttachment "attachment": device: it fills address, host and expect; found address beside it; give one or the other [input]',
    ));
});

async function webServer(): Promise<Server> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }]);
  const server = createServer({ key, cert }, (_request, response) => {
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not here</h1>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
