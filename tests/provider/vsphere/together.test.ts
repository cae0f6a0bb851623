import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { VSphereFaultError } from "../../../provider/errors/vSphereFaultError";
import { FactCache } from "../../../provider/vsphere/factCache";
import { faultTypes } from "../../../provider/vsphere/faults";
import { Gate } from "../../../provider/vsphere/gate";
import type { Session } from "../../../provider/vsphere/session";
import { beat, joinBeat, retrieveTogether, type Wanted } from "../../../provider/vsphere/together";
import { objects, type StubCall, stubSession } from "./stubSession";

/** What the taker of a read was told, as far as it went. */
async function told(session: Session, wanted: Wanted): Promise<readonly string[]> {
  const ids: string[] = [];
  await retrieveTogether(session, wanted, ({ ref }) => ids.push(ref.id));
  return ids;
}

const vm = { type: "VirtualMachine", id: "vm-1" };
const host = { type: "HostSystem", id: "host-1" };

interface Spec {
  readonly propSet: readonly { readonly type: string; readonly pathSet: readonly string[] }[];
  readonly objectSet: readonly { readonly obj: { readonly id: string } }[];
}

function specOf({ args }: StubCall): Spec {
  const { specSet } = args as unknown as { readonly specSet: readonly Spec[] };
  return specSet[0] ?? assert.fail();
}

/** Answers the name of each object that is asked for. */
function names(call: StubCall): unknown {
  const refs = [vm, host].filter(({ id }) => specOf(call).objectSet.some(({ obj }) => obj.id === id));
  return objects(...refs.map((ref) => ({ ref, values: { name: ref.id } })));
}

describe("reads at the same time", () => {
  it("are one call, and each gets its own objects", async () => {
    const { session, calls } = stubSession(names);
    const found = await Promise.all([
      told(session, { objects: [vm], paths: { VirtualMachine: ["name"] } }),
      told(session, { objects: [host], paths: { HostSystem: ["name"] } }),
      told(session, { objects: [vm], paths: { VirtualMachine: ["name", "snapshot"] } }),
    ]);
    assert.deepEqual(found, [["vm-1"], ["host-1"], ["vm-1"]]);
    assert.equal(calls.length, 1);
    const { propSet, objectSet } = specOf(calls[0] ?? assert.fail());
    assert.deepEqual(
      propSet.map(({ type, pathSet }) => [type, pathSet]),
      [
        ["VirtualMachine", ["name", "snapshot"]],
        ["HostSystem", ["name"]],
      ],
    );
    assert.deepEqual(
      objectSet.map(({ obj }) => obj.id),
      ["vm-1", "host-1"],
    );
  });

  it("are made one by one when the server refuses them together", async () => {
    const refused = new VSphereFaultError("RetrievePropertiesEx", "host-1", {
      ...{ fault: "NoPermission", types: faultTypes("NoPermission"), serverMessage: "no", fields: {}, details: [] },
    });
    const { session, calls } = stubSession((call) => {
      if (specOf(call).objectSet.some(({ obj }) => obj.id === "host-1")) throw refused;
      return names(call);
    });
    const [one, other] = await Promise.allSettled([
      told(session, { objects: [vm], paths: { VirtualMachine: ["name"] } }),
      told(session, { objects: [host], paths: { HostSystem: ["name"] } }),
    ]);
    assert.deepEqual([one?.status, other?.status, calls.length], ["fulfilled", "rejected", 3]);
  });

  it("tell of each page as it comes, and fail for those alone who can make nothing of their objects", async () => {
    let last: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      last = resolve;
    });
    const page = (ref: typeof vm, token?: string) => ({
      ...objects({ ref, values: {} }),
      ...(token === undefined ? {} : { token }),
    });
    const { session, methods } = stubSession(({ method }) =>
      method === "RetrievePropertiesEx" ? page(vm, "next") : asked.then(() => page(host)),
    );
    const first = new Promise<string>((resolve) => {
      void retrieveTogether(session, { objects: [vm], paths: { VirtualMachine: ["name"] } }, ({ ref }) =>
        resolve(ref.id),
      );
    });
    const odd = retrieveTogether(session, { objects: [host], paths: { HostSystem: ["name"] } }, () => {
      throw new TypeError("odd");
    });
    const whole = told(session, { objects: [vm, host], paths: { VirtualMachine: ["name"] } });
    assert.equal(await first, "vm-1");
    last();
    await assert.rejects(odd, { name: "TypeError", message: "odd" });
    assert.deepEqual(await whole, ["vm-1", "host-1"]);
    assert.deepEqual(methods(), ["RetrievePropertiesEx", "ContinueRetrievePropertiesEx"]);
  });

  it("of two caches with one gate go out together, after those that are under way", async () => {
    const { session, calls } = stubSession(names);
    const gate = new Gate();
    const cache = (type: string) =>
      new FactCache<string>((ids, tell) => {
        const wanted = { objects: ids.map((id) => ({ type, id })), paths: { [type]: ["name"] } };
        return retrieveTogether(session, wanted, ({ ref }) => tell(ref.id, ref.id));
      }, gate);
    const [vms, hosts] = [cache("VirtualMachine"), cache("HostSystem")];
    assert.deepEqual(await Promise.all([vms.get("vm-1"), hosts.get("host-1")]), ["vm-1", "host-1"]);
    await Promise.all([vms.refresh("vm-1"), hosts.refresh("host-1")]);
    assert.equal(calls.length, 2);
  });

  it("that are to be fresh wait a moment for others, and then for the next beat", async () => {
    const { session } = stubSession(() => "");
    const soonest = await Promise.race([joinBeat(session).then(() => "at once"), turn().then(() => "later")]);
    assert.equal(soonest, "at once", "no task is looked at yet");
    const start = performance.now();
    const first = beat(session);
    assert.equal(beat(session), first);
    await first;
    const next = beat(session);
    assert.notEqual(next, first);
    await next;
    assert.ok(performance.now() - start >= 45, String(performance.now() - start));
  });
});
