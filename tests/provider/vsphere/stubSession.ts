import type { Link, Session } from "../../../provider/vsphere/session";
import type { MoRef, WireObject } from "../../../provider/vsphere/wire";

export interface StubCall {
  readonly method: string;
  readonly self: MoRef;
  readonly args: WireObject;
}

export type Respond = (call: StubCall, count: number) => unknown;

/** A session whose every call is answered by a function, with tidied plain data; what that throws is the call's error. */
export function stubSession(respond: Respond, version = "8.0.2.0") {
  const calls: StubCall[] = [];
  const told: string[] = [];
  const call = async (method: string, self: MoRef, args: WireObject = {}) => {
    calls.push({ method, self, args });
    return respond({ method, self, args }, calls.filter((made) => made.method === method).length);
  };
  const link = {
    client: { server: "vc", version, guessed: false, call },
    content: {
      rootFolder: { type: "Folder", id: "group-d1" },
      propertyCollector: { type: "PropertyCollector", id: "collector" },
      sessionManager: { type: "SessionManager", id: "SessionManager" },
      searchIndex: { type: "SearchIndex", id: "SearchIndex" },
      about: { fullName: "vCenter", apiType: "VirtualCenter", apiVersion: version, instanceUuid: "uuid" },
    },
  } as unknown as Link;
  const session = {
    apiTimeoutMs: 300_000,
    tell: (text: string) => void told.push(text),
    call,
    open: async () => link,
    within: (work: (link: Link) => Promise<unknown>) => work(link),
  };
  return { session: session as unknown as Session, calls, told, methods: () => calls.map(({ method }) => method) };
}

/** The answer to a property read. */
export function objects(...found: readonly { readonly ref: MoRef; readonly values: Record<string, unknown> }[]) {
  return {
    objects: found.map(({ ref, values }) => ({
      obj: ref,
      propSet: Object.entries(values).map(([name, val]) => ({ name, val })),
    })),
  };
}

/** An update of one object, as `WaitForUpdatesEx` answers it. */
export function update(version: string, ref: MoRef, values: Record<string, unknown>) {
  const changeSet = Object.entries(values).map(([name, val]) => ({ name, op: "assign", val }));
  return { version, filterSet: { objectSet: { kind: "enter", obj: ref, changeSet } } };
}
