import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { isWrite, type Simulator, startSimulator } from "pulumi-vsphere-passthrough/simulator";

describe("our stack", function () {
  this.timeout(120_000);
  let simulator: Simulator;
  let folder: string;
  let stack: Stack;

  beforeEach(async () => {
    // Time runs a hundred times faster there: a host reboots in a moment.
    simulator = await startSimulator({ timeScale: 0.01 });
    folder = await mkdtemp(join(tmpdir(), "our-stack-"));
    stack = await LocalWorkspace.createStack(
      { stackName: "simulated", workDir: join(__dirname, "..") },
      {
        envVars: {
          ...simulator.env,
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: "test",
        },
      },
    );
  });

  afterEach(async () => {
    await stack?.workspace.removeStack("simulated");
    await simulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const writes = () => simulator.calls.filter(({ method }) => isWrite(method)).map(({ method }) => method);

  it("tells at preview that the VM goes down, and writes nothing", async () => {
    const { stdout } = await stack.preview();
    assert.match(stdout, /VM ml-02 \(vm-112\) is taken down and started again .* \[power-cycle\]/);
    assert.deepEqual(writes(), []);
  });

  it("attaches the GPU, leaves the VM running, and gives all of it back", async () => {
    const { outputs } = await stack.up();
    assert.equal(outputs["address"]?.value, "0000:3b:00.0");
    const { power, devices } = simulator.state().vms["vm-112"] ?? {};
    assert.deepEqual([power, devices?.map(({ address }) => address)], ["poweredOn", ["0000:3b:00.0"]]);
    await stack.destroy();
    assert.deepEqual(simulator.state().vms["vm-112"]?.devices, []);
  });

  it("is refused when the GPU is gone", async () => {
    simulator.admin.pullCard("host-12", "0000:3b:00.0");
    await assert.rejects(stack.preview(), /match: .* \[ambiguous\]/);
    assert.deepEqual(writes(), []);
  });
});
