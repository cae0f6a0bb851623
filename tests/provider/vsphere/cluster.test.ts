import assert from "node:assert/strict";
import { overrideSpec, readClusters, setDrsOverride } from "../../../provider/vsphere/cluster";
import { objects, stubSession } from "./stubSession";

const ref = { type: "ClusterComputeResource", id: "domain-c1" };
const vm = { type: "VirtualMachine", id: "vm-1" };
const read = async (configurationEx: unknown) => {
  const { session } = stubSession(() => objects({ ref, values: { name: "gpu", configurationEx } }));
  return (await readClusters(session, ["domain-c1"])).get("domain-c1");
};

describe("a cluster's facts", () => {
  it("take the server's defaults for what it does not say", async () => {
    assert.deepEqual(await read({ drsConfig: { enabled: "true" } }), {
      id: "domain-c1",
      name: "gpu",
      hostIds: [],
      drsEnabled: true,
      overridesEnabled: true,
      defaultBehavior: "fullyAutomated",
      overrides: {},
    });
  });

  it("hold the overrides by VM", async () => {
    const rows = [
      { key: vm, enabled: "false", behavior: "manual" },
      { key: { ...vm, id: "vm-2" }, behavior: "somethingNewer" },
    ];
    const cluster = await read({
      drsConfig: { enabled: "false", enableVmBehaviorOverrides: "false", defaultVmBehavior: "manual" },
      drsVmConfig: rows,
    });
    assert.deepEqual(
      [cluster?.drsEnabled, cluster?.overridesEnabled, cluster?.defaultBehavior],
      [false, false, "manual"],
    );
    assert.deepEqual(cluster?.overrides, { "vm-1": { enabled: false, behavior: "manual" }, "vm-2": {} });
  });
});

describe("a DRS override", () => {
  const spec = (row: object) => ({ $type: "ClusterConfigSpecEx", drsVmConfigSpec: [row] });

  it("is added, edited or removed by what is there", () => {
    const wanted = { enabled: false, behavior: "manual" } as const;
    assert.deepEqual(overrideSpec("vm-1", wanted, false), spec({ operation: "add", info: { key: vm, ...wanted } }));
    assert.deepEqual(overrideSpec("vm-1", wanted, true), spec({ operation: "edit", info: { key: vm, ...wanted } }));
    assert.deepEqual(overrideSpec("vm-1", undefined, true), spec({ operation: "remove", removeKey: vm }));
  });

  it("that is not there is not removed", async () => {
    const { session, methods } = stubSession(() => "");
    await setDrsOverride(session, "domain-c1", "vm-1", undefined, false);
    assert.deepEqual(methods(), []);
  });
});
