import assert from "node:assert/strict";
import { labelsIn, nameOf } from "../../../cli/report/messages";
import { hostReboot } from "../../../provider/rules/changes";
import { hostLabel, vmLabel } from "../../../provider/rules/wording";
import { host, vm } from "../../provider/facts";

describe("labels in messages", () => {
  it("are those that the rules write", () => {
    const esx = host({ id: "host-11", name: "esx-01.example.test" });
    const running = [vm({ id: "vm-7", name: "web, blue" }), vm({ id: "vm-8", name: "ml 02" })];
    const { message } = hostReboot({
      ...{ host: esx, running, reboot: "ifNeeded", evacuate: "shutdown", cluster: undefined },
      changes: [{ change: "enable", address: "0000:3b:00.0" }],
    });
    const labels = new Map(labelsIn(message).map(({ kind, name, id }) => [id, `${kind} ${name} (${id})`]));
    assert.deepEqual(
      labels,
      new Map([
        ["host-11", hostLabel(esx)],
        ...running.map((one) => [one.id, vmLabel(one)] as const).sort(([one], [other]) => (one < other ? 1 : -1)),
      ]),
    );
  });

  it("are not read into other words", () => {
    assert.deepEqual(labelsIn("the host needs a reboot of host esx-01 (host-11) for VM x (vm-1), VM y (found)"), [
      { kind: "host", name: "esx-01", id: "host-11" },
      { kind: "VM", name: "x", id: "vm-1" },
    ]);
    assert.deepEqual(labelsIn("host lone (ha-host) runs VM old (12)"), [
      { kind: "host", name: "lone", id: "ha-host" },
      { kind: "VM", name: "old", id: "12" },
    ]);
  });
});

describe("names of resources", () => {
  it("may contain colons, and are plain text", () => {
    assert.equal(nameOf("urn:pulumi:prod::racks::a:b:C::gpu::one\u001b[31m\n"), "gpu::one");
  });
});
