import assert from "node:assert/strict";
import { LoginError, VSphereFaultError } from "../../../provider/errors";
import { faultAdvice, faultRows } from "../../../provider/errors/faultAdvice";
import { faultTypes } from "../../../provider/vsphere/faults";

function message(fault: string, method = "ReconfigVM_Task", fields: Readonly<Record<string, unknown>> = {}): string {
  const facts = { fault, types: faultTypes(fault), serverMessage: "It is so.", fields, details: [] };
  return new VSphereFaultError(method, "vm-7", facts).message;
}

/** The faults that users meet most, each with the words that have to lead them on. */
const common: readonly (readonly [fault: string, method: string, advice: RegExp])[] = [
  ["HostConfigFault", "UpdatePassthruConfig", /passthrough page/],
  ["PlatformConfigFault", "UpdatePassthruConfig", /passthrough page/],
  ["HostConfigFailed", "UpdatePassthruConfig", /passthrough page/],
  ["InsufficientMemoryResourcesFault", "PowerOnVM_Task", /free memory/],
  ["InsufficientHostMemoryCapacityFault", "PowerOnVM_Task", /free memory/],
  ["GenericVmConfigFault", "PowerOnVM_Task", /all memory reserved.*mmio64SizeGB/],
  ["GenericVmConfigFault", "ReconfigVM_Task", /VM's events/],
  ["DeviceUnsupportedForVmVersion", "ReconfigVM_Task", /compatibility while it is off/],
  ["DeviceHotPlugNotSupported", "ReconfigVM_Task", /`power`/],
  ["DeviceNotFound", "ReconfigVM_Task", /addresses shift/],
  ["DeviceBackingNotSupported", "PowerOnVM_Task", /on the host that has the device/],
  ["TooManyDevices", "ReconfigVM_Task", /take one away/],
  ["NotSupported", "RebootHost_Task", /by hand/],
  ["Timedout", "EnterMaintenanceMode_Task", /rebootTimeoutMinutes/],
  ["InvalidState", "RebootHost_Task", /maintenance mode/],
  ["InvalidState", "EnterMaintenanceMode_Task", /its tasks in vCenter/],
  ["InvalidPowerState", "PowerOnVM_Task", /run again/],
  ["QuestionPending", "PowerOnVM_Task", /answer it/],
  ["ToolsUnavailable", "ShutdownGuest", /VMware Tools/],
  ["ResourceInUse", "UpdatePassthruConfig", /what holds it/],
  ["RestrictedVersion", "ReconfigVM_Task", /license the host/],
  ["HostNotConnected", "ReconfigVM_Task", /reconnect the host/],
  ["TaskInProgress", "ReconfigVM_Task", /tasks of the object/],
  ["ConcurrentAccess", "ReconfigVM_Task", /edits it/],
  ["NotAuthenticated", "ReconfigVM_Task", /sessions of this user/],
];

describe("the advice on a fault", () => {
  for (const [fault, method, advice] of common) {
    it(`${fault} of ${method} ends its message`, () => {
      const said = `${method} on vm-7 failed: It is so (${fault}); `;
      assert.equal(message(fault, method).slice(0, said.length), said);
      assert.match(message(fault, method).slice(said.length), advice);
    });
  }

  it("is that of the most special type that has one, and of the method before that of any", () => {
    assert.equal(faultAdvice(["A", "InvalidState"], "X"), faultAdvice(["InvalidState"], "X"));
    assert.notEqual(faultAdvice(["InvalidPowerState", "InvalidState"], "X"), faultAdvice(["InvalidState"], "X"));
    assert.notEqual(faultAdvice(["InvalidState"], "RebootHost_Task"), faultAdvice(["InvalidState"], "X"));
  });

  it("is left out where nothing better is known than the server's words", () => {
    assert.equal(message("AlreadyUpgraded"), "ReconfigVM_Task on vm-7 failed: It is so (AlreadyUpgraded)");
  });

  it("has one row for each fault and method, that of any method last", () => {
    const keys = faultRows.map((row) => `${row.fault} ${"method" in row ? row.method : ""}`);
    assert.deepEqual(keys, [...new Set(keys)]);
  });

  it("names the privilege that is missing, as an earlier server tells it", () => {
    const fields = { object: { type: "VirtualMachine", id: "vm-7" }, privilegeId: "VirtualMachine.Config.Resource" };
    assert.equal(
      message("NoPermission", "ReconfigVM_Task", fields),
      "ReconfigVM_Task on vm-7 failed: It is so (NoPermission); the user needs the privilege VirtualMachine.Config.Resource on vm-7; docs/privileges.md lists what each operation needs",
    );
  });

  it("names all privileges that are missing, as a later server lists them", () => {
    const on = (id: string, ...privilegeIds: readonly string[]) => ({
      entity: { type: "HostSystem", id },
      privilegeIds,
    });
    const missingPrivileges = [on("host-1", "Host.Config.Maintenance", "Host.Config.Settings"), on("host-2", "A.B")];
    assert.equal(
      message("NoPermission", "RebootHost_Task", { privilegeId: "A.B", missingPrivileges }),
      "RebootHost_Task on vm-7 failed: It is so (NoPermission); the user needs the privilege Host.Config.Maintenance on host-1; the user needs the privilege Host.Config.Settings on host-1; the user needs the privilege A.B on host-2; docs/privileges.md lists what each operation needs",
    );
    const single = { entity: { type: "HostSystem", id: "host-1" }, privilegeIds: "A.B" };
    assert.match(
      message("NoPermission", "RebootHost_Task", { missingPrivileges: single }),
      /; the user needs the privilege A\.B on host-1; docs/,
    );
  });

  it("leaves the object out of a privilege that the server names alone", () => {
    assert.match(
      message("NoPermission", "Refresh", { privilegeId: "A.B" }),
      /; the user needs the privilege A\.B; docs/,
    );
    assert.match(message("NoPermission", "Refresh"), /\(NoPermission\); docs/);
  });

  it("tells a user without any role from a wrong password", () => {
    const login = (fault: string) =>
      new LoginError({ server: "vc", user: "u", fault, serverMessage: "No." }).message.replace(/^.*as u: /, "");
    assert.equal(
      login("InvalidLogin"),
      "No (InvalidLogin); check vsphere:user and vsphere:password; if the password changed since the last update, pulumi refresh and destroy use the old one unless they run with --run-program",
    );
    assert.equal(
      login("NoPermission"),
      "No (NoPermission); give the user a role; docs/privileges.md lists what it needs",
    );
  });

  it("is not needed to see what was said", () => {
    const types = faultTypes("InvalidState");
    const facts = { fault: "InvalidState", types, serverMessage: "Not now.", fields: {}, details: [] };
    assert.equal(
      new VSphereFaultError("RebootHost_Task", "host-1", facts).summary,
      "RebootHost_Task on host-1 failed: Not now (InvalidState)",
    );
  });
});
