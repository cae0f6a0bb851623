import type { Data, Ref, Value } from "../wire/values";
import type { Entity } from "./entities";
import type { Session } from "./sessions";
import type { World } from "./world";

/** One SOAP call on its way to a managed object. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly ref: Ref;
  readonly args: Data;
  readonly version: string;
  /** undefined: not logged in. */
  readonly session: Session | undefined;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
  readonly remoteAddress: string;
  readonly userAgent: string;
  /** Sets the session cookie of the reply. */
  readonly setSession: (session: Session | undefined) => void;
}

/** A kind of managed object: readers of its properties and handlers of its methods, over some state. */
export interface Kind<S> {
  readonly properties: Readonly<Record<string, (state: S, world: World, session: Session | undefined) => Value>>;
  readonly methods: Readonly<Record<string, (state: S, call: Call) => Value | Promise<Value>>>;
}

/** A managed object: a kind, bound to one state. */
export interface Managed {
  readonly ref: Ref;
  /** Whose permissions count; undefined: it belongs to the server, or to a session. */
  readonly owner: Entity | undefined;
  /** undefined: unset. Whether the property exists at all is the schema's matter. */
  property(name: string, session: Session | undefined): Value;
  /** undefined: not served here. */
  handler(method: string): ((call: Call) => Value | Promise<Value>) | undefined;
}

export function bind<S>(world: World, ref: Ref, kind: Kind<S>, state: S, owner?: Entity): Managed {
  return {
    ref,
    owner,
    property: (name, session) => kind.properties[name]?.(state, world, session),
    handler: (method) => {
      const handler = kind.methods[method];
      return handler && ((call) => handler(state, call));
    },
  };
}
