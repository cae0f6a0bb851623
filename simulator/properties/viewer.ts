import { faults, type VimFault } from "../model/fault";
import type { Managed } from "../model/managed";
import type { Session } from "../model/sessions";
import type { World } from "../model/world";
import type { Step } from "./path";

/** Who reads, in which version of the API. */
export interface Viewer {
  readonly world: World;
  readonly version: string;
  /** undefined: not logged in. */
  readonly session: Session | undefined;
}

/** Why a property may not be read; undefined: it may. */
export function refusal({ ref, owner }: Managed, [first]: readonly Step[], viewer: Viewer): VimFault | undefined {
  const privilege = first?.field.privilege || "System.Read";
  const { world, session } = viewer;
  if (!session) return privilege === "System.Anonymous" ? undefined : faults.notAuthenticated(ref, privilege);
  return world.holds(session, owner, privilege)
    ? undefined
    : faults.noPermission([{ object: ref, privilegeId: privilege }], world.behaviours.noPermission);
}

/** Whether somebody sees that an object exists. */
export function isVisible({ owner }: Pick<Managed, "owner">, { world, session }: Viewer): boolean {
  return session !== undefined && world.holds(session, owner, "System.View");
}
