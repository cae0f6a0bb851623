import assert from "node:assert/strict";
import { VSphereFaultError } from "../../../provider/errors/vSphereFaultError";
import { faultTypes } from "../../../provider/vsphere/faults";
import { hostPaths } from "../../../provider/vsphere/host";
import { hostUsePaths } from "../../../provider/vsphere/hostUse";
import { readUnreservedMemory } from "../../../provider/vsphere/limits";
import { retrieve } from "../../../provider/vsphere/properties";
import { Session } from "../../../provider/vsphere/session";
import { FakeServer, fault, reply, vCenter } from "./fakeServer";
import { objects, type Respond, stubSession } from "./stubSession";

const vm = { type: "VirtualMachine", id: "vm-1" };
const names = { objects: [vm], paths: { VirtualMachine: ["name"] } };
const page = (id: string, token?: string) => ({
  ...objects({ ref: { ...vm, id }, values: { name: id } }),
  ...(token === undefined ? {} : { token }),
});
const failed = (type: string, fields: Record<string, unknown> = {}) =>
  new VSphereFaultError("RetrievePropertiesEx", "collector", {
    ...{ fault: type, types: faultTypes(type), serverMessage: "", fields, details: [] },
  });

describe("pages of properties", () => {
  it("that announce more and bring nothing new are an error", async () => {
    const { session, methods } = stubSession((_, count) => page("vm-1", `token-${count}`));
    await assert.rejects(retrieve(session, names), {
      name: "ReplyError",
      message:
        "the server's answer to ContinueRetrievePropertiesEx cannot be used at token: more is announced, and nothing new comes",
    });
    assert.equal(methods().length, 2);
  });

  it("that never end are an error", async () => {
    const { session, methods } = stubSession(({ method }, count) => page(`${method}-${count}`, "more"));
    await assert.rejects(retrieve(session, names), {
      name: "ReplyError",
      message:
        "the server's answer to ContinueRetrievePropertiesEx cannot be used at token: more is announced after 2000 pages",
    });
    assert.equal(methods().length, 2_000);
  });

  it("whose token the server does not take are what it says", async () => {
    const { session } = stubSession(({ method }) => {
      if (method === "RetrievePropertiesEx") return page("vm-1", "stale");
      throw failed("InvalidProperty", { name: "token" });
    });
    await assert.rejects(retrieve(session, names), {
      message:
        "RetrievePropertiesEx on collector failed: no message (InvalidProperty); the server does not know the property token",
    });
  });

  it("begin anew when the session ends between them", async () => {
    const pages = vCenter((call, { headers }) => {
      const isFirst = headers["cookie"]?.includes("session-1");
      if (call === "ContinueRetrievePropertiesEx" && isFirst) return fault("NotAuthenticated", "no session");
      const [id, token] = call === "RetrievePropertiesEx" ? ["vm-1", "<token>t</token>"] : ["vm-2", ""];
      return reply(call, `<returnval>${token}<objects><obj type="VirtualMachine">${id}</obj></objects></returnval>`);
    });
    const server = await FakeServer.start(pages);
    const session = new Session(server.settings());
    try {
      const found = await retrieve(session, names);
      assert.deepEqual(
        found.map(({ ref }) => ref.id),
        ["vm-1", "vm-2"],
      );
      const [read, next, log] = ["RetrievePropertiesEx", "ContinueRetrievePropertiesEx", "Login"];
      assert.deepEqual(
        server.calls.filter((call) => call !== "RetrieveServiceContent"),
        [log, read, next, log, read, next],
      );
    } finally {
      await session.logout(1_000);
      await server.stop();
    }
  });
});

describe("a property that the server does not have", () => {
  const query = { objects: [vm], paths: { VirtualMachine: ["name", "new", "newer"] }, optional: ["new", "newer"] };
  /** Refuses as long as it is asked for what it does not know. */
  const strict =
    (unknown: readonly string[], name = (path: string) => path): Respond =>
    ({ args }) => {
      const path = unknown.find((one) => JSON.stringify(args).includes(`"${one}"`));
      if (path !== undefined) throw failed("InvalidProperty", { name: name(path) });
      return page("vm-1");
    };
  const asked = (calls: readonly { readonly args: object }[]) =>
    calls.map(({ args }) => /"pathSet":(\[[^\]]*\])/.exec(JSON.stringify(args))?.[1]);

  it("and need not have is left out, one after the other", async () => {
    const { session, calls } = stubSession(strict(["new", "newer"]));
    assert.equal((await retrieve(session, query)).length, 1);
    assert.deepEqual(asked(calls), ['["name","new","newer"]', '["name","newer"]', '["name"]']);
  });

  it("and that it names in its own way is looked for among those", async () => {
    const { session, calls } = stubSession(strict(["new"], () => "VirtualMachine.new"));
    assert.equal((await retrieve(session, query)).length, 1);
    assert.deepEqual(asked(calls), ['["name","new","newer"]', '["name"]']);
  });

  it("and that is needed is named", async () => {
    const { session, methods } = stubSession(strict(["name"]));
    await assert.rejects(retrieve(session, query), {
      fault: "InvalidProperty",
      message:
        "RetrievePropertiesEx on collector failed: no message (InvalidProperty); the server does not know the property name",
    });
    assert.equal(methods().length, 2);
  });
});

describe("a property that the user may not read", () => {
  const denied = (type: string) => ({
    objects: {
      obj: { type: "ResourcePool", id: "pool-1" },
      missingSet: { path: "runtime.memory.unreservedForVm", fault: { fault: { $type: type }, localizedMessage: "" } },
    },
  });
  const pool =
    (type: string): Respond =>
    (_, count) =>
      count === 1
        ? objects({ ref: vm, values: { resourcePool: { type: "ResourcePool", id: "pool-1" } } })
        : denied(type);

  it("is not told when it is advice only: what a resource pool has left", async () => {
    assert.equal(await readUnreservedMemory(stubSession(pool("NoPermission")).session, "vm-1"), undefined);
  });

  it("is an error when the session has ended", async () => {
    await assert.rejects(readUnreservedMemory(stubSession(pool("NotAuthenticated")).session, "vm-1"), {
      fault: "NotAuthenticated",
    });
  });
});

describe("paths that are asked for", () => {
  const rebind = "capability.deviceRebindWithoutRebootSupported";
  const nvme = "config.storageDevice.nvmeTopology.adapter";
  for (const [version, newer] of [
    ["6.5", []],
    ["6.7.3", []],
    ["7.0.0.0", [rebind, nvme]],
    ["9.1.0.0", [rebind, nvme]],
  ] as const) {
    it(`are, beyond those of 6.5, ${newer.join(" and ") || "none"} for ${version}`, () => {
      const all = [...hostPaths(version), ...hostUsePaths(version)];
      const old = [...hostPaths("6.5"), ...hostUsePaths("6.5")];
      assert.deepEqual(
        all.filter((path) => !old.includes(path)),
        newer,
      );
    });
  }
});
