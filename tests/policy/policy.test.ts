import assert from "node:assert/strict";
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type PassthroughPolicyOptions, passthroughPolicies } from "../../policy";
import { notKnown, type Recorded } from "../../provider/rules/foreign";
import { chain, machine, resource, urn } from "./recorded";

interface Report {
  readonly policy: string;
  readonly rule: string | undefined;
  readonly urn: string | undefined;
}

/** As the SDK gives it: reading what is not known yet throws. */
function guarded(props: Recorded["props"]): Record<string, unknown> {
  const get = (target: object, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, name);
    if (value === notKnown) throw new Error(`string value at .${String(name)} can't be known during preview`);
    return Array.isArray(value) ? new Proxy(value, { get }) : value;
  };
  return new Proxy<Record<string, unknown>>({ ...props }, { get });
}

const options = {
  protect: false,
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
};

function asPolicyResource(one: Recorded, all: readonly Recorded[], outputs: Recorded["props"]): PolicyResource {
  const stub = (of: string) => ({ urn: of }) as PolicyResource;
  const present = new Set(all.map((other) => other.urn));
  return {
    type: one.type,
    urn: one.urn,
    name: one.urn.split("::").at(-1) ?? "",
    props: guarded({ ...one.props, ...outputs }),
    opts: { ...options, ignoreChanges: [...one.ignoreChanges], additionalSecretOutputs: [] },
    dependencies: [],
    propertyDependencies: Object.fromEntries(
      Object.entries(one.sources).map(([name, urns]) => [name, urns.filter((of) => present.has(of)).map(stub)]),
    ),
    isType: () => false,
    asType: () => undefined,
  };
}

/** Runs all policies as an operation does: each resource by its inputs, then the stack by its outputs. */
async function run(
  recorded: readonly Recorded[],
  {
    outputs = {},
    seesInputs = true,
    ...rest
  }: PassthroughPolicyOptions & { outputs?: Recorded["props"]; seesInputs?: boolean } = {},
): Promise<readonly Report[]> {
  const policies = passthroughPolicies(rest);
  const reports: Report[] = [];
  const [inputs, ...stack] = policies as [ResourceValidationPolicy, ...StackValidationPolicy[]];
  const common = {
    getConfig: <T extends object>() => ({}) as T,
    stackTags: new Map(),
    notApplicable: () => assert.fail(),
    asType: () => undefined,
  };
  for (const one of seesInputs ? recorded : []) {
    assert.ok(typeof inputs.validateResource === "function");
    const { isType, opts, name } = asPolicyResource(one, recorded, {});
    const args = { ...common, type: one.type, urn: one.urn, props: guarded(one.props), isType, opts, name };
    await inputs.validateResource(args, () => assert.fail("it reports nothing"));
  }
  const resources = recorded.map((one) => asPolicyResource(one, recorded, outputs));
  for (const { name, validateStack } of stack) {
    await validateStack({ ...common, resources }, (message, of) => {
      reports.push({ policy: name, rule: /\[([a-z-]+)\]$/.exec(message)?.[1], urn: of });
    });
  }
  return reports;
}

const pin = resource(
  "drsOverride",
  "pin",
  { virtualMachineId: notKnown, drsEnabled: true, drsAutomationLevel: "fullyAutomated" },
  { sources: { virtualMachineId: [urn("machine", "ml")] } },
);
const byPin = { policy: "passthrough-vmotion-enabled", rule: "vmotion-enabled", urn: pin.urn };

describe("the policies", () => {
  it("are one for each rule, mandatory where it refuses", () => {
    assert.deepEqual(
      passthroughPolicies().map(({ name, enforcementLevel }) => `${name} ${enforcementLevel}`),
      [
        "passthrough-inputs advisory",
        "passthrough-vmotion-enabled mandatory",
        "passthrough-ha-restart advisory",
        "passthrough-vmotion-network advisory",
        "passthrough-wrong-host mandatory",
        "passthrough-reservation-reset mandatory",
        "passthrough-device-owner mandatory",
        "passthrough-device-removal advisory",
      ],
    );
  });

  it("can be made advisory altogether", () => {
    const levels = passthroughPolicies({ enforcementLevel: "advisory" }).map((policy) => policy.enforcementLevel);
    assert.deepEqual([...new Set(levels)], ["advisory"]);
  });

  it("report an override of a VM whose ID is not known yet, at the override", async () => {
    assert.deepEqual(await run([machine(), ...chain(), pin]), [byPin]);
  });

  it("report nothing of what fits", async () => {
    assert.deepEqual(await run([machine(), ...chain(), { ...pin, props: { ...pin.props, drsEnabled: false } }]), []);
  });

  it("skip what is not known yet instead of giving up", async () => {
    const unknown = { ...pin, props: { ...pin.props, drsAutomationLevel: notKnown } };
    assert.deepEqual(await run([machine({ pciDeviceIds: [notKnown] }), ...chain(), unknown]), []);
  });

  it("report nothing of what is accepted", async () => {
    assert.deepEqual(await run([machine(), ...chain(), pin], { accept: ["vmotion-enabled:pin"] }), []);
  });

  const live = { pciDeviceIds: ["0000:3b:00.0"], memoryReservation: 4096, memoryReservationLockedToMax: true };

  it("go by what the program says where the server has something else by now", async () => {
    const program = [machine({ memoryReservation: 0, memoryReservationLockedToMax: false }, {}), ...chain()];
    const reports = await run(program, { outputs: live });
    assert.deepEqual(
      reports.map(({ rule }) => rule),
      ["reservation-reset", "device-removal"],
    );
  });

  it("take what is read back for unknown where no inputs were seen", async () => {
    assert.deepEqual(await run([machine({}, {}), ...chain()], { outputs: live, seesInputs: false }), []);
    assert.deepEqual(await run([machine({}, {}), ...chain(), pin], { outputs: live, seesInputs: false }), [byPin]);
  });
});
