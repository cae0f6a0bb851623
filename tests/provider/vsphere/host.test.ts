import assert from "node:assert/strict";
import { collect } from "../../../provider/vsphere/factCache";
import type { HostRecord } from "../../../provider/vsphere/host";
import { hostPaths, passthruConfig, readHosts } from "../../../provider/vsphere/host";
import { objects, stubSession } from "./stubSession";

const ref = { type: "HostSystem", id: "host-1" };

describe("a host's facts", () => {
  it("of a host that is away leave out what only the host knows", async () => {
    const values = {
      name: "esx",
      parent: { type: "ComputeResource", id: "domain-s1" },
      "runtime.connectionState": "notResponding",
      "runtime.inMaintenanceMode": "false",
    };
    const { session } = stubSession(() => objects({ ref, values }));
    assert.deepEqual((await collect<HostRecord>((tell) => readHosts(session, ["host-1"], tell))).get("host-1")?.facts, {
      id: "host-1",
      name: "esx",
      uuid: "",
      computeResourceId: "domain-s1",
      connectionState: "notResponding",
      inMaintenanceMode: false,
      rebootRequired: false,
      rebindWithoutReboot: false,
      devices: [],
      passthru: [],
      vmIds: [],
    });
  });

  it("are read for several hosts in one call, and only with what the version knows", async () => {
    const { session, calls } = stubSession(() => "", "6.7");
    await readHosts(session, ["host-1", "host-2"], () => undefined);
    assert.equal(calls.length, 1);
    const asked = JSON.stringify(calls[0]?.args);
    assert.ok(asked.includes("host-2") && !asked.includes("deviceRebindWithoutRebootSupported"));
    assert.ok(hostPaths("7.0.0.0").includes("capability.deviceRebindWithoutRebootSupported"));
  });
});

describe("a passthrough change", () => {
  const change = { address: "0000:3b:00.0", enabled: true };
  const plain = { id: "0000:3b:00.0", passthruEnabled: true };
  const cases: readonly [version: string, given: object, sent: object][] = [
    ["6.7.3", { applyNow: true, hardwareLabel: "gpu" }, plain],
    ["7.0.0.0", { applyNow: true, hardwareLabel: "gpu" }, { ...plain, applyNow: true }],
    ["7.0.2.0", { applyNow: true, hardwareLabel: "" }, { ...plain, applyNow: true, hardwareLabel: "" }],
    ["8.0.2.0", { applyNow: false }, plain],
    ["8.0.2.0", {}, plain],
  ];
  for (const [version, given, sent] of cases) {
    it(`${JSON.stringify(given)} is ${JSON.stringify(sent)} for API ${version}`, () =>
      assert.deepEqual(passthruConfig([{ ...change, ...given }], version), [sent]));
  }
});
