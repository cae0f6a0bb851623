import assert from "node:assert/strict";
import { inspect } from "node:util";
import { retrieve } from "../../../provider/vsphere/properties";
import { Session } from "../../../provider/vsphere/session";
import { contentReply, FakeServer, fault, reply, type Script, vCenter, versions } from "./fakeServer";

const vm = { type: "VirtualMachine", id: "vm-1" };
const names = { objects: [vm], paths: { VirtualMachine: ["name"] } };
const named = reply(
  "RetrievePropertiesEx",
  '<returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name><val xsi:type="xsd:string">a</val></propSet></objects></returnval>',
);
const unauthenticated = reply(
  "RetrievePropertiesEx",
  '<returnval><objects><obj type="VirtualMachine">vm-1</obj><missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated"><object type="VirtualMachine">vm-1</object><privilegeId>System.Read</privilegeId></fault><localizedMessage></localizedMessage></fault></missingSet></objects></returnval>',
);

describe("a session", () => {
  let server: FakeServer;
  let session: Session;
  const told: string[] = [];

  async function start(script: Script, change = {}): Promise<void> {
    server = await FakeServer.start(script);
    told.length = 0;
    session = new Session(server.settings(change), (text) => told.push(text));
  }
  afterEach(async () => {
    await session.logout(1_000);
    await server.stop();
  });

  const cookies = () => server.received.map(({ headers }) => headers["cookie"]);

  it("logs in on first use, once for all that call at the same time", async () => {
    await start(vCenter(() => reply("PowerOnVM_Task", '<returnval type="Task">task-1</returnval>')));
    await Promise.all([1, 2, 3].map(() => session.call("PowerOnVM_Task", vm)));
    assert.deepEqual(server.calls, [
      "RetrieveServiceContent",
      "Login",
      "PowerOnVM_Task",
      "PowerOnVM_Task",
      "PowerOnVM_Task",
    ]);
    assert.deepEqual(server.bodies("Login"), [
      '<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>user</userName><password>S3cret!</password><locale>en_US</locale></Login>',
    ]);
  });

  it("logs in again, once, when the server has forgotten it, and repeats the call", async () => {
    let ended = false;
    await start(
      vCenter((_, { headers }) =>
        ended && headers["cookie"] === 'vmware_soap_session="session-1"'
          ? fault("NotAuthenticated", "The session is not authenticated.")
          : reply("ShutdownGuest"),
      ),
    );
    await session.call("ShutdownGuest", vm);
    ended = true;
    await Promise.all([session.call("ShutdownGuest", vm), session.call("ShutdownGuest", vm)]);
    assert.equal(server.calls.filter((call) => call === "Login").length, 2);
    assert.equal(cookies().at(-1), 'vmware_soap_session="session-2"');
    assert.deepEqual(told, [`the session on vSphere server ${server.address} has ended; logging in again`]);
  });

  it("logs in again when a property read says so within its answer", async () => {
    await start(vCenter((_, { headers }) => (headers["cookie"]?.includes("session-1") ? unauthenticated : named)));
    const found = await retrieve(session, names);
    assert.deepEqual(found, [{ ref: vm, values: { name: "a" } }]);
    assert.deepEqual(server.calls.slice(1), [
      "Login",
      "RetrievePropertiesEx",
      "RetrieveServiceContent",
      "Login",
      "RetrievePropertiesEx",
    ]);
  });

  it("gives up when the new login does not help", async () => {
    await start(vCenter(() => fault("NotAuthenticated", "The session is not authenticated.")));
    await assert.rejects(session.call("ShutdownGuest", vm), { fault: "NotAuthenticated" });
    assert.equal(server.calls.filter((call) => call === "ShutdownGuest").length, 2);
  });

  it("tries a wrong password once and never again", async () => {
    await start((call) => {
      if (call.startsWith("GET")) return versions("8.0.2.0");
      return call === "Login"
        ? fault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.")
        : contentReply;
    });
    const expected = {
      name: "LoginError",
      message: `cannot log in to vSphere server ${server.address} as user: Cannot complete login due to an incorrect user name or password (InvalidLogin); check vsphere:user and vsphere:password; if the password changed since the last update, pulumi refresh and destroy use the old one unless they run with --run-program`,
    };
    await assert.rejects(session.call("ShutdownGuest", vm), expected);
    await assert.rejects(session.call("ShutdownGuest", vm), expected);
    assert.deepEqual(server.calls, ["RetrieveServiceContent", "Login"]);
    const error = await session.open().catch((thrown: unknown) => thrown);
    assert.ok(!inspect({ error, session }, { depth: 20, showHidden: true }).includes("S3cret!"));
  });

  it("repeats a read whose connection broke, and no write", async () => {
    let drops = 0;
    await start(
      vCenter((call) => {
        if (drops++ === 0) return { drop: true };
        return call === "RetrievePropertiesEx" ? named : reply(call);
      }),
    );
    assert.equal((await retrieve(session, names)).length, 1);
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? "",
      /^trying again in 0\.[12] s: cannot talk to .*, during RetrievePropertiesEx; try again$/,
    );
    drops = 0;
    await assert.rejects(session.call("ShutdownGuest", vm), { name: "ConnectError", reason: "lost", sent: true });
    assert.deepEqual(server.calls.slice(2), ["RetrievePropertiesEx", "RetrievePropertiesEx", "ShutdownGuest"]);
  });

  it("speaks a version that fits what the server says it is when it lists none", async () => {
    const answers = vCenter(() => reply("ShutdownGuest"));
    await start((call, received) => (call.startsWith("GET") ? { status: 404 } : answers(call, received)));
    await session.call("ShutdownGuest", vm);
    assert.deepEqual(
      server.received.map(({ headers }) => headers["soapaction"]),
      [undefined, '"urn:vim25/6.5"', '"urn:vim25/8.0.2.0"', '"urn:vim25/8.0.2.0"'],
    );
  });

  it("ends with a logout, after which the next call logs in anew", async () => {
    await start(vCenter(() => reply("ShutdownGuest")));
    await session.call("ShutdownGuest", vm);
    await session.logout(1_000);
    await session.call("ShutdownGuest", vm);
    assert.deepEqual(server.calls, [
      "RetrieveServiceContent",
      "Login",
      "ShutdownGuest",
      "Logout",
      "RetrieveServiceContent",
      "Login",
      "ShutdownGuest",
    ]);
  });

  it("that never began sends nothing at its end", async () => {
    await start(vCenter());
    await session.logout(1_000);
    assert.deepEqual(server.received, []);
  });

  describe("reading properties", () => {
    it("follows continuation tokens, and asks for no token that was not given", async () => {
      const page = (method: string, id: string, token = "") =>
        reply(method, `<returnval>${token}<objects><obj type="VirtualMachine">${id}</obj></objects></returnval>`);
      await start(
        vCenter((call, { body }) => {
          if (call === "RetrievePropertiesEx") return page(call, "vm-1", "<token>t1</token>");
          return body.includes("t1") ? page(call, "vm-2", "<token>t2</token>") : page(call, "vm-3");
        }),
      );
      const found = await retrieve(session, names);
      assert.deepEqual(
        found.map(({ ref }) => ref.id),
        ["vm-1", "vm-2", "vm-3"],
      );
      assert.deepEqual(server.calls.slice(2), [
        "RetrievePropertiesEx",
        "ContinueRetrievePropertiesEx",
        "ContinueRetrievePropertiesEx",
      ]);
    });

    it("leaves out what does not exist, also where the server answers with a fault", async () => {
      await start(
        vCenter((_, { body }) =>
          body.includes(">vm-2<")
            ? fault("ManagedObjectNotFound", "gone", '<obj type="VirtualMachine">vm-2</obj>')
            : named,
        ),
      );
      const found = await retrieve(session, { ...names, objects: [vm, { ...vm, id: "vm-2" }] });
      assert.deepEqual(
        found.map(({ ref }) => ref.id),
        ["vm-1"],
      );
    });

    it("names the privilege that is missing", async () => {
      const denied = unauthenticated.replaceAll("NotAuthenticated", "NoPermission");
      await start(vCenter(() => denied.replace("<localizedMessage>", "<localizedMessage>Permission was denied.")));
      await assert.rejects(retrieve(session, names), {
        message:
          "RetrievePropertiesEx on vm-1 failed: Permission was denied (NoPermission); the user needs the privilege System.Read on vm-1; docs/privileges.md lists what each operation needs",
      });
    });

    it("takes no object for nothing when there is nothing", async () => {
      await start(vCenter(() => reply("RetrievePropertiesEx")));
      assert.deepEqual(await retrieve(session, names), []);
    });
  });
});
