import assert from "node:assert/strict";
import { dynamic } from "@pulumi/pulumi";
import sinon from "sinon";
import { PartialError, PassthroughError, RefusedError } from "../../provider/errors";
import { pulumiProvider } from "../../provider/pulumiProvider";
import type { Context, ResourceHandler } from "../../provider/resources/resource";
import { failure } from "../../provider/rules/rule";

const text = "exports.handler=()=>...";
const config: Readonly<Record<string, string>> = {
  "vsphere:vsphereServer": "vc.test",
  "vsphere:user": "u",
  "vsphere:password": "hush",
};

type Method = keyof ResourceHandler;

/** A handler of which one method does what the test says. */
function handler(method: Method, answer: (context: Context) => unknown): ResourceHandler {
  const stub = Object.fromEntries(
    (["check", "diff", "create", "read", "update", "delete"] as const).map((name) => [
      name,
      sinon.stub().rejects(new Error("not expected")),
    ]),
  );
  return { ...stub, [method]: async (context: Context) => answer(context) } as unknown as ResourceHandler;
}

async function provider(method: Method, answer: (context: Context) => unknown, given = config) {
  const made = pulumiProvider(handler(method, answer)) as Required<dynamic.ResourceProvider>;
  await made.configure({ config: { get: (key: string) => given[key], require: (key: string) => given[key] ?? "" } });
  return made;
}

const rejecting = (error: unknown) => () => Promise.reject(error);

describe("the Pulumi side of a handler", () => {
  it("is a dynamic provider", () => {
    const { check, diff, create, read, update, delete: remove } = pulumiProvider(handler("check", () => undefined));
    assert.deepEqual(
      [check, diff, create, read, update, remove].map((one) => typeof one),
      Array(6).fill("function"),
    );
    assert.equal(typeof dynamic.Resource, "function");
  });

  it("names no property of a failure, since Pulumi prints the value of one that is named", async () => {
    const failures = [failure("input", "host", { wrong: "no host" }), failure("power", "power", { wrong: "on" })];
    const { check } = await provider("check", () => ({ inputs: { host: "x" }, failures }));
    assert.deepEqual(await check({}, {}), {
      inputs: { host: "x" },
      failures: [
        { property: "", reason: "host: no host [input]" },
        { property: "", reason: "power: on [power]" },
      ],
    });
  });

  it("makes a failure of what check throws on purpose, and nothing else", async () => {
    const { check } = await provider("check", rejecting(new PassthroughError("the server is down")));
    assert.deepEqual(await check({}, { host: "x" }), {
      inputs: { host: "x" },
      failures: [{ property: "", reason: "the server is down" }],
    });
    const broken = await provider("check", rejecting(new TypeError("a bug")));
    await assert.rejects(broken.check({}, {}), { name: "TypeError", message: "a bug" });
  });

  it("tells a missing setting as a failure of check, once something is asked", async () => {
    const { check } = await provider("check", () => ({ inputs: {}, failures: [] }), { "vsphere:user": "u" });
    const { failures } = await check({}, {});
    assert.deepEqual(failures, [
      {
        property: "",
        reason:
          "vsphere:vsphereServer: this setting is missing; set it with `pulumi config set vsphere:vsphereServer` or the environment variable VSPHERE_SERVER [input]",
      },
    ]);
  });

  it("takes out what a terminal would obey", async () => {
    const { check } = await provider("check", rejecting(new PassthroughError("VM \u001b[2Jevil\u0007\nsecond line")));
    assert.deepEqual((await check({}, {})).failures, [{ property: "", reason: "VM evil\nsecond line" }]);
  });

  it("replaces by deleting first", async () => {
    const { diff } = await provider("diff", () => ({ changes: true, replaces: ["host"] }));
    assert.deepEqual(await diff("id", {}, {}), { changes: true, replaces: ["host"], deleteBeforeReplace: true });
  });

  it("says that what is gone has no ID", async () => {
    const { read } = await provider("read", () => undefined);
    assert.deepEqual(await read("id", {}), { id: "", props: {} });
  });

  it("answers states without undefined, at whatever depth", async () => {
    const state = { a: 1, b: undefined, c: { d: undefined, e: null } };
    const created = await provider("create", () => ({ id: "x", state }));
    assert.deepEqual(await created.create({}), { id: "x", outs: { a: 1, c: { e: null } } });
    const updated = await provider("update", () => state);
    assert.deepEqual(await updated.update("x", {}, {}), { outs: { a: 1, c: { e: null } } });
    const found = await provider("read", () => ({ id: "x", state, inputs: state }));
    assert.deepEqual(await found.read("x", {}), {
      id: "x",
      props: { a: 1, c: { e: null } },
      inputs: { a: 1, c: { e: null } },
    });
  });

  for (const method of ["create", "update"] as const) {
    it(`records with ${method} what is there after a failure half-way, the provider's text too`, async () => {
      const made = await provider(
        method,
        rejecting(new PartialError("host-1/x", { enabled: true, label: undefined }, new Error("no reboot"))),
      );
      const inputs = { __provider: text };
      const done = method === "create" ? made.create(inputs) : made.update("host-1/x", {}, inputs);
      await assert.rejects(done, {
        message: "no reboot",
        stack: "",
        id: "host-1/x",
        properties: { enabled: true, __provider: text },
        reasons: ["no reboot"],
      });
    });
  }

  for (const method of ["diff", "create", "read", "update", "delete"] as const) {
    it(`throws with ${method} an error that has a message and no stack to print`, async () => {
      const made = await provider(method, rejecting(new RefusedError(["first [a]", "second [b]"])));
      const calls = {
        diff: () => made.diff("id", {}, {}),
        create: () => made.create({}),
        read: () => made.read("id", {}),
        update: () => made.update("id", {}, {}),
        delete: () => made.delete("id", {}),
      };
      await assert.rejects(calls[method]() as Promise<unknown>, {
        name: "RefusedError",
        message: "first [a]\nsecond [b]",
        stack: "",
      });
    });
  }

  it("shares one context per endpoint among all kinds, and has another for another one", async () => {
    const contexts: Context[] = [];
    const note = (context: Context) => {
      contexts.push(context);
      return { inputs: {}, failures: [] };
    };
    const given = [config, config, { ...config, "vsphere:vsphereServer": "other.test" }];
    for (const one of given) await (await provider("check", note, one)).check({}, {});
    assert.equal(contexts[0], contexts[1]);
    assert.notEqual(contexts[0], contexts[2]);
  });
});
