import assert from "node:assert/strict";
import { startSimulator } from "../../simulator";
import { Client, collector, one, retrieve, started, stopAll, xsiType } from "./client";

const sessionManager = "SessionManager:SessionManager";
const notAuthenticated = "NotAuthenticated: The session is not authenticated.";

describe("simulator: sessions", () => {
  afterEach(stopAll);

  it("tells what it is without a login", async () => {
    const { simulator } = await started();
    const answer = await new Client(simulator).ok("ServiceInstance:ServiceInstance", "RetrieveServiceContent");
    const about = one(answer.values[0], "about");
    assert.equal(one(about, "apiType")?.text, "VirtualCenter");
    assert.equal(one(about, "apiVersion")?.text, "8.0.2.0");
    assert.equal(one(about, "instanceUuid")?.text, "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21");
  });

  it("refuses a wrong password, and never logs one", async () => {
    const { simulator, client } = await started();
    const inner = `<userName>${simulator.user}</userName><password>wrong-one</password>`;
    assert.equal(
      await client.fails(sessionManager, "Login", inner),
      "InvalidLogin: Cannot complete login due to an incorrect user name or password.",
    );
    const last = simulator.calls.at(-1);
    assert.deepEqual(last?.args, { userName: simulator.user });
    assert.equal(last?.outcome, "InvalidLogin");
    assert.ok(!JSON.stringify(simulator.calls).includes(simulator.password));
  });

  it("gives the session in a quoted cookie and takes it quoted or bare, attributes and all", async () => {
    const { simulator, client } = await started();
    assert.match(client.cookie, /^vmware_soap_session="[0-9a-f]+"$/);
    const bare = `${client.cookie.replaceAll('"', "")}; HttpOnly`;
    const answer = await client.call("ServiceInstance:ServiceInstance", "CurrentTime", "", { cookie: bare });
    assert.equal(answer.status, 200);
    assert.equal(simulator.state().sessions, 1);
  });

  it("answers most methods with NotAuthenticated without a session", async () => {
    const { simulator } = await started();
    const stranger = new Client(simulator);
    assert.equal(await stranger.fails("ServiceInstance:ServiceInstance", "CurrentTime"), notAuthenticated);
    assert.equal(await stranger.fails("HostSystem:host-11", "Fetch", "<prop>name</prop>"), notAuthenticated);
    assert.equal(await stranger.fails("VirtualMachine:vm-101", "PowerOffVM_Task"), notAuthenticated);
  });

  it("answers RetrievePropertiesEx without a session with a missingSet per property", async () => {
    const { simulator } = await started();
    const inner = retrieve("HostSystem:host-11", "name", "runtime");
    const answer = await new Client(simulator).ok(collector(simulator), "RetrievePropertiesEx", inner);
    const content = one(answer.values[0], "objects");
    assert.equal(one(content, "propSet"), undefined);
    const missing = content?.children.filter((child) => child.name === "missingSet") ?? [];
    assert.deepEqual(
      missing.map((each) => [one(each, "path")?.text, xsiType(one(each, "fault", "fault"))]),
      [
        ["name", "NotAuthenticated"],
        ["runtime", "NotAuthenticated"],
      ],
    );
  });

  it("shows currentSession to anyone, unset for a stranger", async () => {
    const { simulator, client } = await started();
    assert.equal(await new Client(simulator).property(sessionManager, "currentSession"), undefined);
    const mine = await client.property(sessionManager, "currentSession");
    assert.equal(one(mine, "userName")?.text, simulator.user);
  });

  it("ends a session with Logout, and all with admin.expireSessions", async () => {
    const { simulator, client } = await started();
    const other = await new Client(simulator).login();
    await client.ok(sessionManager, "Logout");
    assert.equal(await client.fails("ServiceInstance:ServiceInstance", "CurrentTime"), notAuthenticated);
    simulator.admin.expireSessions();
    assert.equal(await other.fails("ServiceInstance:ServiceInstance", "CurrentTime"), notAuthenticated);
    assert.equal(simulator.state().sessions, 0);
  });

  it("cancels a wait when the session ends", async () => {
    const { simulator, client } = await started();
    const waiting = client.fails(collector(simulator), "WaitForUpdatesEx", "<version></version>");
    await (await new Client(simulator).login()).ok("ServiceInstance:ServiceInstance", "CurrentTime");
    simulator.admin.expireSessions();
    assert.equal(await waiting, "RequestCanceled: The request was canceled.");
  });

  it("gives each start another password", async () => {
    const { simulator } = await started();
    const other = await startSimulator();
    await other.stop();
    assert.notEqual(simulator.password, other.password);
  });
});
