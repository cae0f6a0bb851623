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
  /** Servers from 7.0 U3 on name it twice: the older members are deprecated since 8.0. */
  noPermission: (object: Ref, privilegeId: string) =>
    new VimFault("NoPermission", "Permission to perform this operation was denied.", {
      object,
      privilegeId,
      missingPrivileges: [{ entity: object, privilegeIds: [privilegeId] }],
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
