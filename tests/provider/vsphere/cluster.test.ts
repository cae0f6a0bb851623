import assert from "node:assert/strict";
import { overrideSpec, readClusters, setDrsOverrides } from "../../../provider/vsphere/cluster";
import { collect } from "../../../provider/vsphere/factCache";
import type { ClusterFacts } from "../../../provider/vsphere/types";
import { objects, stubSession } from "./stubSession";

const ref = { type: "ClusterComputeResource", id: "domain-c1" };
const vm = { type: "VirtualMachine", id: "vm-1" };
const read = async (configurationEx: unknown) => {
  const { session } = stubSession(() => objects({ ref, values: { name: "gpu", configurationEx } }));
  return (await collect<ClusterFacts>((tell) => readClusters(session, ["domain-c1"], tell))).get("domain-c1");
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

describe("DRS overrides", () => {
  const wanted = { enabled: false, behavior: "manual" } as const;
  const ref = (id: string) => ({ type: "VirtualMachine", id });

  it("are added, edited or removed in one step, by what is there", () => {
    const changes = new Map([
      ["vm-1", wanted],
      ["vm-2", wanted],
      ["vm-3", undefined],
      ["vm-4", undefined],
    ]);
    assert.deepEqual(overrideSpec(changes, new Set(["vm-2", "vm-3"])), {
      $type: "ClusterConfigSpecEx",
      drsVmConfigSpec: [
        { operation: "add", info: { key: ref("vm-1"), ...wanted } },
        { operation: "edit", info: { key: ref("vm-2"), ...wanted } },
        { operation: "remove", removeKey: ref("vm-3") },
      ],
    });
  });

  it("that are not there are not removed", async () => {
    const { session, methods } = stubSession(() => "");
    await setDrsOverrides(session, "domain-c1", new Map([["vm-1", undefined]]), new Set());
    assert.deepEqual(methods(), []);
  });
});
