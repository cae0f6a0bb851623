import assert from "node:assert/strict";
import type { AttachCase } from "../../../provider/rules/cases";
import type { ClusterFacts, DrsBehavior, DrsOverride } from "../../../provider/vsphere/types";
import { cluster } from "../facts";
import { judgeAttaching } from "./subjects";

const overridesOff = (level: DrsBehavior) => ({
  rule: "vmotion-enabled",
  property: "drsAutomation",
  message: `drsAutomation: DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated; found cluster Cluster (domain-c7) with DRS level ${level} and per-VM overrides not enabled; a level that does not migrate this VM; enable per-VM DRS overrides on the cluster, or set its level to manual [vmotion-enabled]`,
});

const unmanaged = {
  rule: "vmotion-enabled",
  property: "drsAutomation",
  message:
    'drsAutomation: DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated; found `drsAutomation: "unmanaged"` and an effective level that migrates it in cluster Cluster (domain-c7); a DRS override that holds the VM; leave `drsAutomation` at "disabled", or set an override for the VM yourself first [vmotion-enabled]',
};

const migrating = ["fullyAutomated", "partiallyAutomated"] as const;
const withOverride = (override: DrsOverride, given: Partial<ClusterFacts> = {}) =>
  cluster({ defaultBehavior: "fullyAutomated", overrides: { "vm-42": override }, ...given });
const atApply = (of: ClusterFacts): Partial<AttachCase> => ({
  cluster: of,
  drsAutomation: "unmanaged",
  phase: "apply",
});

describe("rule vmotion-enabled", () => {
  for (const level of migrating) {
    it(`refuses a cluster at ${level} that honours no override`, () => {
      assert.deepEqual(judgeAttaching({ cluster: cluster({ defaultBehavior: level, overridesEnabled: false }) }), [
        overridesOff(level),
      ]);
    });

    it(`is satisfied at ${level} where an override will be set`, () => {
      assert.deepEqual(judgeAttaching({ cluster: cluster({ defaultBehavior: level }), phase: "apply" }), []);
    });

    it(`refuses "unmanaged" at ${level} at apply, and not at preview`, () => {
      const subject = atApply(cluster({ defaultBehavior: level }));
      assert.deepEqual(judgeAttaching(subject), [unmanaged]);
      assert.deepEqual(judgeAttaching({ ...subject, phase: "preview" }), []);
    });

    it(`refuses "unmanaged" with an override to ${level}`, () => {
      const subject = atApply(withOverride({ enabled: true, behavior: level }, { defaultBehavior: "manual" }));
      assert.deepEqual(judgeAttaching(subject), [unmanaged]);
    });
  }

  const held: Readonly<Record<string, ClusterFacts>> = {
    "DRS is off": cluster({ drsEnabled: false, overridesEnabled: false, defaultBehavior: "fullyAutomated" }),
    "the level is manual": cluster({ defaultBehavior: "manual" }),
    "the level is manual and overrides are not honoured": cluster({ overridesEnabled: false }),
    "an override disables DRS": withOverride({ enabled: false, behavior: "fullyAutomated" }),
    "an override says manual": withOverride({ enabled: true, behavior: "manual" }),
    "an override says manual without saying enabled": withOverride({ behavior: "manual" }),
  };
  for (const [why, of] of Object.entries(held)) {
    it(`lets "unmanaged" pass when ${why}`, () => {
      assert.deepEqual(judgeAttaching(atApply(of)), []);
    });
  }

  it("counts the cluster's level where an override names none", () => {
    assert.deepEqual(judgeAttaching(atApply(withOverride({ enabled: true }))), [unmanaged]);
  });

  it("does not count an override that the cluster does not honour", () => {
    const of = withOverride({ enabled: false }, { overridesEnabled: false });
    assert.deepEqual(judgeAttaching(atApply(of)), [overridesOff("fullyAutomated")]);
  });

  it("is skipped while the VM or the cluster is not known", () => {
    const of = cluster({ defaultBehavior: "fullyAutomated", overridesEnabled: false });
    assert.deepEqual(judgeAttaching({ cluster: of, vm: undefined }), []);
    assert.deepEqual(judgeAttaching({ cluster: undefined }), []);
  });
});
