import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, Provider, VmMemoryReservation, VmPassthrough, VmPciAttachment } from "../../sdk";
import { runProgram } from "./mocked";

const site = () => new Provider("site", { vsphereServer: "other.test", user: "u", password: "p" });
const device = (opts: pulumi.CustomResourceOptions = {}) =>
  new HostPassthroughDevice("card", { host: "host-12", address: "3b:00.0" }, opts);
const memory = (opts: pulumi.CustomResourceOptions = {}) => new VmMemoryReservation("memory", { vm: "vm-42" }, opts);
const message = (what: string, there: string, here: string) =>
  `VmPciAttachment "gpu": ${what} of another provider; found provider ${there} there, ${here} here; one vSphere for both; give both the same \`provider\` [input]`;

describe("an attachment and what it is made of", () => {
  let rejected: unknown[];
  let listeners: NodeJS.UnhandledRejectionListener[];
  const reject = (error: unknown) => rejected.push(error);

  // A refused registration rejects with nobody listening, which is what ends a program with its message.
  beforeEach(() => {
    rejected = [];
    listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", reject);
  });

  afterEach(() => {
    process.removeListener("unhandledRejection", reject);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  });

  /** The attachment is never sent, and the program ends with this message, which Pulumi shows without a stack trace. */
  async function refuses(text: string, attach: () => unknown): Promise<void> {
    const seen = await runProgram(attach).catch((error: unknown) => {
      reject(error);
      return [];
    });
    assert.deepEqual(
      [...new Set(rejected)].map((error) => [pulumi.RunError.isInstance(error), (error as Error).message]),
      [[true, text]],
    );
    assert.ok(seen.every(({ name }) => name !== "gpu"));
  }

  it("are refused when the device has a provider and the attachment has none", () =>
    refuses(
      message("device: it comes from a HostPassthroughDevice", '"site"', "that of the stack"),
      () => new VmPciAttachment("gpu", { vm: "vm-42", device: device({ provider: site() }) }),
    ));

  it("are refused when the attachment has a provider and the reservation has none, through apply too", () =>
    refuses(message("vm: it comes from a VmMemoryReservation", "that of the stack", '"site"'), () => {
      const vm = memory().vm.apply((id) => id);
      return new VmPciAttachment("gpu", { vm, address: "3b:00.0" }, { provider: site() });
    }));

  it("are refused when their providers differ", () =>
    refuses(message("device: it comes from a HostPassthroughDevice", '"site"', '"third"'), () => {
      const third = new Provider("third", { vsphereServer: "third.test", user: "u", password: "p" });
      return new VmPciAttachment("gpu", { vm: "vm-42", device: device({ provider: site() }) }, { provider: third });
    }));

  it("pass with one provider, given, inherited from a component, or set by a transformation", async () => {
    const seen = await runProgram(() => {
      const provider = site();
      new VmPciAttachment("given", { vm: memory({ provider }).vm, device: device({ provider }) }, { provider });
      const vm = { vm: "vm-43", host: "host-12", devices: { gpu: { address: "b1:00.0" } } };
      new VmPassthrough("component", vm, { provider });
      new VmPassthrough("components", { ...vm, vm: "vm-44" }, { providers: [provider] });
      const transformations: pulumi.ResourceTransformation[] = [
        ({ props, opts }) => ({ props, opts: { ...opts, provider } }),
      ];
      const transformed = new VmMemoryReservation("transformed", { vm: "vm-45" }, { transformations });
      new VmPciAttachment("set", { vm: transformed.vm, address: "65:00.0" }, { transformations });
    });
    assert.deepEqual(
      seen
        .filter(({ type }) => type.endsWith("VmPciAttachment"))
        .map(({ name }) => name)
        .sort(),
      ["component-gpu", "components-gpu", "given", "set"],
    );
    assert.deepEqual(rejected, []);
  });
});
