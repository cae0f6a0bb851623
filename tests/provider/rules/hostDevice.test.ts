import assert from "node:assert/strict";
import { knowsLabels } from "../../../provider/rules/label";
import { fallbackPlatformLimit, leastPlatformLimit } from "../../../provider/rules/platformLimit";
import { gpu, host, passthruInfo } from "../facts";
import { judgeEnabling } from "./subjects";

describe("rule not-connected", () => {
  const table = [
    [{ connectionState: "disconnected" }, "disconnected", "reconnect it"],
    [{ connectionState: "notResponding" }, "notResponding", "reconnect it"],
    [{ inMaintenanceMode: true }, "maintenance mode that somebody else has entered", "take it out of maintenance mode"],
  ] as const;
  for (const [state, found, advice] of table) {
    it(`refuses a host: ${found}`, () => {
      assert.deepEqual(judgeEnabling({ host: host(state) }), [
        {
          rule: "not-connected",
          property: "host",
          message: `host: host esx-01 (host-12) is not at our disposal; found ${found}; connected, and not in maintenance mode; ${advice} [not-connected]`,
        },
      ]);
    });
  }
});

describe("rule label-version", () => {
  const table = [
    ["6.7.3", false],
    ["7.0.1.0", false],
    ["7.0", false],
    ["7.0.2.0", true],
    ["7.1.0", true],
    ["8.0.0.1", true],
    ["10.0", true],
  ] as const;
  for (const [apiVersion, isKnown] of table) {
    it(`${apiVersion}: ${isKnown ? "passes" : "refused"}`, () => {
      assert.equal(knowsLabels(apiVersion), isKnown);
      const message = `hardwareLabel: the server does not know hardware labels; found vSphere API ${apiVersion}; 7.0.2.0 or later; leave \`hardwareLabel\` out, or upgrade [label-version]`;
      const refused = { rule: "label-version", property: "hardwareLabel", message };
      assert.deepEqual(judgeEnabling({ hardwareLabel: "gpu", apiVersion }), isKnown ? [] : [refused]);
    });
  }

  it("asks nothing of a device without a label", () => {
    assert.deepEqual(judgeEnabling({ apiVersion: "6.7" }), []);
  });
});

describe("rule sriov-physical-function", () => {
  const table = [
    [{ enabled: true, active: false }, true],
    [{ enabled: false, active: true }, true],
    [{ enabled: false, active: false }, false],
  ] as const;
  for (const [sriov, isRefused] of table) {
    it(`${JSON.stringify(sriov)}: ${isRefused ? "refused" : "passes"}`, () => {
      const refused = {
        rule: "sriov-physical-function",
        property: "address",
        message:
          "address: a physical function with SR-IOV on cannot be passed through as a whole; found 0000:3b:00.0 A100 (10de:20b5, class 0302) on host esx-01 (host-12); its virtual functions would be gone; pass a virtual function through, or turn SR-IOV off first [sriov-physical-function]",
      };
      assert.deepEqual(
        judgeEnabling({ info: { ...passthruInfo({ address: gpu }), sriov } }),
        isRefused ? [refused] : [],
      );
    });
  }
});

describe("what a platform takes", () => {
  const table = [
    [4, "8.0.2.0", 0, 0],
    [7, "4.1", 2, 2],
    [7, "6.7", 2, 6],
    [8, "5.5", 6, 6],
    [10, "6.0", 6, 6],
    [11, "6.0", 16, 16],
    [19, "7.0.2.0", 16, 16],
    [20, "8.0.0.1", 32, 32],
    [20, "8.0.1.0", 32, 64],
    [21, "8.0.2.0", 128, 128],
    [22, "9.0", 128, 128],
  ] as const;
  for (const [version, api, least, limit] of table) {
    it(`vmx-${version} on ${api}: ${limit}, at least ${least}`, () => {
      assert.deepEqual([leastPlatformLimit(version), fallbackPlatformLimit(version, api)], [least, limit]);
    });
  }
});
