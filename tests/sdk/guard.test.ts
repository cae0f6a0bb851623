import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import {
  type GuardOptions,
  guardPassthrough,
  HostPassthroughDevice,
  VmMemoryReservation,
  VmPciAttachment,
} from "../../sdk";

interface Registered {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const automated = { drsEnabled: true, drsAutomationLevel: "fullyAutomated" };
const reserved = { memory: 4096, memoryReservation: 4096, memoryReservationLockedToMax: true };
const message = (level: string, of: string) =>
  `drsAutomationLevel: this DRS override would migrate a VM with a passthrough device, which cannot be migrated; found DrsVmOverride "pin" (${level}, for ${of}); expected drsEnabled false, or level manual; change the override, or remove it: VmPciAttachment sets one (drsAutomation) [vmotion-enabled]`;

class Foreign extends pulumi.CustomResource {
  declare readonly moid: pulumi.Output<string>;

  constructor(module: string, name: string, args: pulumi.Inputs, opts: pulumi.CustomResourceOptions = {}) {
    const type = `${module[0]?.toUpperCase()}${module.slice(1)}`;
    super(`vsphere:index/${module}:${type}`, name, { moid: undefined, ...args }, opts);
  }
}

describe("guardPassthrough", () => {
  let registered: Registered[];
  let rejected: Set<unknown>;
  let listeners: NodeJS.UnhandledRejectionListener[];
  const reject = (error: unknown) => rejected.add(error);

  // A refused registration rejects with nobody listening, which is what ends a program with its message.
  beforeEach(async () => {
    registered = [];
    rejected = new Set();
    listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", reject);
    const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => {
      registered.push({ name, inputs });
      return { id: `${name}-id`, state: { ...inputs, moid: "vm-42" } };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", true);
  });

  afterEach(() => {
    process.removeListener("unhandledRejection", reject);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  });

  /** Runs a program to its end: the names that were registered, and the messages of what went wrong. */
  async function run(program: () => void): Promise<{ names: readonly string[]; errors: readonly string[] }> {
    await pulumi.runtime
      .runInPulumiStack(async () => {
        program();
      })
      .catch(reject);
    for (let turns = 0; turns < 40; turns++) await turn();
    return {
      names: registered
        .map(({ name }) => name)
        .filter((name) => name !== "project-stack")
        .sort(),
      errors: [...rejected].map((error) => (error as Error).message),
    };
  }

  const machine = (args: pulumi.Inputs = reserved, opts: pulumi.CustomResourceOptions = {}) =>
    new Foreign("virtualMachine", "ml", args, { ignoreChanges: ["pciDeviceIds"], ...opts });
  const pin = (virtualMachineId: pulumi.Input<string>, args: pulumi.Inputs = automated) =>
    new Foreign("drsVmOverride", "pin", { computeClusterId: "domain-c8", virtualMachineId, ...args });
  const chain = (vm: pulumi.Input<string>) => {
    const memory = new VmMemoryReservation("memory", { vm });
    const device = new HostPassthroughDevice("device", { host: "host-12", address: "3b:00.0" });
    new VmPciAttachment("gpu", { vm: memory.vm, device });
  };
  const guarded = (program: () => void, options?: GuardOptions) =>
    run(() => {
      guardPassthrough(options);
      program();
    });
  const ofMachine = `VirtualMachine "ml"`;

  it("registers nothing of a plan that it refuses, by where the ID comes from", async () => {
    const outcome = await guarded(() => {
      const vm = machine();
      pin(vm.id);
      chain(vm.moid);
    });
    assert.deepEqual(outcome, { names: [], errors: [message("fullyAutomated", ofMachine)] });
  });

  it("finds it in the other order, in a component, and with a value that comes later", async () => {
    const { names, errors } = await guarded(() => {
      const team = new pulumi.ComponentResource("example:index:Team", "team");
      const vm = machine(reserved, { parent: team });
      chain(vm.moid);
      pin(vm.id, { drsEnabled: true, drsAutomationLevel: Promise.resolve("partiallyAutomated") });
    });
    assert.deepEqual({ names, errors }, { names: ["team"], errors: [message("partiallyAutomated", ofMachine)] });
  });

  it("finds it by the same literal ID", async () => {
    const outcome = await guarded(() => {
      pin("vm-42");
      chain("vm-42");
    });
    const of = `the VM of VmPciAttachment "gpu"`;
    assert.deepEqual(outcome, { names: [], errors: [message("fullyAutomated", of)] });
  });

  it("lets everything pass that fits, and adds nothing to its inputs", async () => {
    const { names, errors } = await guarded(() => {
      const vm = machine();
      pin(vm.id, { drsEnabled: false });
      chain(vm.moid);
    });
    assert.deepEqual(
      { names, errors },
      { names: ["device", "gpu", "memory", "ml", "pin", "vsphere-passthrough-plan"], errors: [] },
    );
    assert.deepEqual(
      registered.filter(({ inputs }) => "__guard" in inputs),
      [],
    );
  });

  it("does not tell secrets, which it does not look at", async () => {
    const { errors } = await guarded(() => {
      pin("vm-42", { drsEnabled: true, drsAutomationLevel: pulumi.secret("fullyAutomated") });
      chain("vm-42");
    });
    assert.deepEqual(errors, []);
  });

  it("accepts what it is told to", async () => {
    const { errors } = await guarded(
      () => {
        pin("vm-42");
        chain("vm-42");
      },
      { accept: ["vmotion-enabled:pin"] },
    );
    assert.deepEqual(errors, []);
  });

  it("leaves what is only read alone, and counts a device that is read", async () => {
    const { names, errors } = await guarded(() => {
      pin("vm-42");
      VmPciAttachment.get("gpu", "vm-42/0000:3b:00.0");
    });
    assert.deepEqual(
      { names, errors },
      { names: ["gpu"], errors: [message("fullyAutomated", `the VM of VmPciAttachment "gpu"`)] },
    );
  });

  it("says that it is called too late", async () => {
    const { errors } = await run(() => {
      pin("vm-42");
      guardPassthrough();
    });
    assert.deepEqual(errors, [
      "guardPassthrough: it sees only what is declared after it; found pin before it; call it at the top of the program [input]",
    ]);
  });

  it("does nothing when it is called again", async () => {
    const { errors } = await guarded(() => {
      pin("vm-42");
      chain("vm-42");
      guardPassthrough({ accept: ["vmotion-enabled"] });
    });
    assert.deepEqual(errors, [message("fullyAutomated", `the VM of VmPciAttachment "gpu"`)]);
  });
});
