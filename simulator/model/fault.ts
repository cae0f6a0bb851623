import type { Behaviours } from "../behaviours";
import { type Data, type Ref, Typed } from "../wire/values";

/** A vim fault, thrown synchronously or as a task's error. */
export class VimFault extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly fields: Data = {},
  ) {
    super(message);
  }

  /** The fault as a data object. */
  get data(): Data {
    return { ...this.fields, $type: this.type };
  }

  /** LocalizedMethodFault. */
  get localized(): Data {
    return { fault: this.data, localizedMessage: this.message };
  }
}

const powerText: Readonly<Record<string, string>> = {
  poweredOn: "Powered on",
  poweredOff: "Powered off",
  suspended: "Suspended",
};

/** A privilege that somebody lacks on an object. */
export interface Missing {
  readonly object: Ref;
  readonly privilegeId: string;
}

/** NoPermissionEntityPrivileges, one for each object. */
function byObject(missing: readonly Missing[]): Data[] {
  const privileges = new Map<string, Set<string>>();
  for (const { object, privilegeId } of missing) {
    privileges.set(object.id, (privileges.get(object.id) ?? new Set()).add(privilegeId));
  }
  return [...privileges].flatMap(([id, privilegeIds]) => {
    const entity = missing.find(({ object }) => object.id === id)?.object;
    return entity ? [{ entity, privilegeIds: [...privilegeIds] }] : [];
  });
}

/** The faults that several places raise, with the messages of vSphere. */
export const faults = {
  notFound: (ref: Ref) =>
    new VimFault(
      "ManagedObjectNotFound",
      `The object 'vim.${ref.type}:${ref.id}' has already been deleted or has not been completely created`,
      { obj: ref },
    ),
  notAuthenticated: (ref: Ref, privilegeId = "System.View") =>
    new VimFault("NotAuthenticated", "The session is not authenticated.", { object: ref, privilegeId }),
  /** Later servers list all that is missing; the members that name the first one are deprecated since 8.0. */
  noPermission: ([first, ...more]: readonly [Missing, ...Missing[]], members: Behaviours["noPermission"]) =>
    new VimFault("NoPermission", "Permission to perform this operation was denied.", {
      ...(members === "both" ? first : {}),
      missingPrivileges: byObject([first, ...more]),
    }),
  invalidArgument: (property: string) =>
    new VimFault("InvalidArgument", `A specified parameter was not correct: ${property}`, {
      invalidProperty: property,
    }),
  invalidPowerState: (requestedState: string | undefined, existingState: string) =>
    new VimFault(
      "InvalidPowerState",
      `The attempted operation cannot be performed in the current state (${powerText[existingState]}).`,
      { requestedState, existingState },
    ),
  invalidState: () => new VimFault("InvalidState", "The operation is not allowed in the current state."),
  notSupported: (what: string) => new VimFault("NotSupported", `The operation is not supported on the object: ${what}`),
  canceled: () => new VimFault("RequestCanceled", "The task was canceled by a user."),
  timedOut: () => new VimFault("Timedout", "Operation timed out."),
  /** VM configuration that a device or the monitor refuses: message and key as in vmware.log. */
  vmConfig: (key: string, reason: string, more: readonly (readonly [string, string])[] = []) =>
    new VimFault("GenericVmConfigFault", reason, {
      faultMessage: [[key, reason] as const, ...more].map(([k, message]) => ({ key: k, message })),
      reason,
    }),
};

/** `any` holding a reference. */
export function anyRef(ref: Ref): Typed {
  return new Typed("@any", ref);
}
