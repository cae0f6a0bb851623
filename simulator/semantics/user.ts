import { faults } from "../model/fault";
import type { Call } from "../model/managed";

/** Who asked: for `TaskInfo.reason`. */
export function userOf(call: Call): string {
  if (!call.session) throw faults.notAuthenticated(call.ref);
  return call.session.account.name;
}
