import { Cancelled } from "../model/clock";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import { asFault } from "../model/tasks";
import { parsePath, readPath } from "../properties/path";
import { refusal } from "../properties/viewer";
import { isMethod, type Method, methodOf } from "../schema";
import { RequestError, reference } from "../wire/decode";
import { type Ref, text, type Value } from "../wire/values";
import type { Element } from "../wire/xml";

/** `_this`, always the first element. */
export function receiver(element: Element): Ref {
  const [first] = element.children;
  if (first?.name !== "_this") throw new RequestError(`_this is missing while parsing call to method ${element.name}`);
  return reference(first, "any", `call to method ${element.name}`);
}

export function methodFor(name: string, ref: Ref): Method {
  const method = methodOf(ref.type, name);
  if (!method) throw methodNotFound(ref, name);
  return method;
}

export function methodNotFound(receiver: Ref, method: string): VimFault {
  const known = isMethod(method) ? "does not implement" : "does not know, or the simulator does not serve";
  return new VimFault("MethodNotFound", `${receiver.type}:${receiver.id} ${known}: ${method}`, { receiver, method });
}

/** `Fetch` reads one property of one object; it is in no WSDL, and pyvmomi reads everything with it. */
export function fetchProperty(call: Call): Value {
  const steps = parsePath(call.ref.type, text(call.args, "prop"), call.version);
  const managed = call.world.get(call.ref);
  const fault = refusal(managed, steps, call);
  if (fault) throw fault;
  return readPath((name) => managed.property(name, call.session), steps);
}

export function toFault(error: unknown): VimFault {
  if (error instanceof RequestError) {
    return new VimFault(error.fault, error.message);
  }
  if (error instanceof Cancelled) return faults.canceled();
  return asFault(error);
}
