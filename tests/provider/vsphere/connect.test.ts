import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connect, logoutAll } from "../../../provider/vsphere/connect";
import { FakeServer, reply, vCenter } from "./fakeServer";

describe("connecting", () => {
  const settings = { server: "vc", user: "u", password: "p", allowUnverifiedSsl: false, apiTimeoutMs: 1 };

  afterEach(() => logoutAll());

  it("gives one connection for the same settings, and another one for others", () => {
    assert.equal(connect(settings), connect({ ...settings, server: " VC " }));
    for (const change of [{ user: "v" }, { password: "q" }, { server: "vd" }, { thumbprint: "AB" }]) {
      assert.notEqual(connect(settings), connect({ ...settings, ...change }));
    }
  });

  it("listens to signals only while there is a connection", async () => {
    const before = process.listenerCount("SIGTERM");
    connect(settings);
    assert.equal(process.listenerCount("SIGTERM"), before + 1);
    await logoutAll();
    assert.equal(process.listenerCount("SIGTERM"), before);
  });
});

describe("a process with a session", function () {
  this.timeout(20_000);
  let server: FakeServer;

  beforeEach(async () => {
    server = await FakeServer.start(vCenter(() => reply("RetrievePropertiesEx")));
  });
  afterEach(() => server.stop());

  async function run(stays: boolean): Promise<ChildProcess> {
    const child = spawn(process.execPath, ["--require", "tsx", join(__dirname, "signalled.ts")], {
      env: { ...process.env, SETTINGS: JSON.stringify(server.settings()), STAYS: String(stays) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout ?? assert.fail(), "data");
    return child;
  }

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`logs out and ends within a second of ${signal}`, async () => {
      const child = await run(true);
      const sent = performance.now();
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [code, null]);
      assert.ok(performance.now() - sent < 1_000);
      assert.equal(server.calls.at(-1), "Logout");
    });
  }

  it("ends within a second also when the server does not answer", async () => {
    const child = await run(true);
    const { script } = server;
    server.script = (call, received) => (call === "Logout" ? { hang: true } : script(call, received));
    const sent = performance.now();
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [143, null]);
    assert.ok(performance.now() - sent < 1_300);
  });

  it("logs out when it has nothing more to do", async () => {
    const child = await run(false);
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.equal(server.calls.at(-1), "Logout");
  });
});
