import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { dataType, fieldsOf, isA, managedType } from "../../simulator/schema";
import { compareVersions, negotiate } from "../../simulator/schema/version";

const simulator = join(__dirname, "..", "..", "simulator", "index.ts");

describe("simulator: the house", () => {
  it("loads neither Pulumi nor the provider, and lets the process end after stop", () => {
    const program = `
      const { startSimulator } = require(${JSON.stringify(simulator)});
      startSimulator({ timeScale: 50 }).then(async (simulator) => {
        simulator.admin.setPower("vm-102", "poweredOn");
        await simulator.stop();
        const loaded = Object.keys(require.cache).filter((file) => /@pulumi|[/]provider[/]|[/]sdk[/]|node_modules[/]soap[/]/.test(file));
        console.log(JSON.stringify(loaded));
      });`;
    const out = execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", program], {
      encoding: "utf8",
      timeout: 8000,
    });
    assert.equal(out, "[]\n");
  });

  it("lists inherited fields first", () => {
    const names = fieldsOf("HostSriovInfo").map((field) => field.name);
    assert.deepEqual(names.slice(0, 3), ["id", "dependentDevice", "passthruEnabled"]);
    assert.deepEqual(names.slice(-2), ["numVirtualFunction", "maxVirtualFunctionSupported"]);
  });

  it("knows the family of a type", () => {
    assert.equal(isA("PlatformConfigFault", "VimFault"), true);
    assert.equal(isA("ClusterComputeResource", "ManagedEntity"), true);
    assert.equal(isA("HostSystem", "ComputeResource"), false);
    assert.deepEqual([dataType("HostSystem"), managedType("HostPciDevice")], [undefined, undefined]);
  });

  it("compares versions by number", () => {
    assert.ok(compareVersions("8.0.10.0", "8.0.2.0") > 0);
    assert.ok(compareVersions("6.7.3", "7.0") < 0);
    assert.equal(compareVersions("7.0", "7.0.0.0"), 0);
  });

  it("serves the version asked for, and its own when that is newer, unknown or missing", () => {
    const asked = ["urn:vim25/6.7.3", '"urn:vim25/8.0.1.0"', "urn:vim25/9.1.0.0", "urn:vim25", "", undefined];
    assert.deepEqual(
      asked.map((each) => negotiate(each, "8.0.2.0")),
      ["6.7.3", "8.0.1.0", "8.0.2.0", "8.0.2.0", "8.0.2.0", "8.0.2.0"],
    );
  });
});
