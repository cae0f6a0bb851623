// Previews this program against a simulated vCenter that has the hardware of hardware.json.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { readInventory, startSimulator } from "pulumi-vsphere-passthrough/simulator";

async function check(): Promise<void> {
  const simulator = await startSimulator({ inventory: readInventory(join(__dirname, "hardware.json")) });
  const folder = await mkdtemp(join(tmpdir(), "own-hardware-"));
  try {
    const envVars = { ...simulator.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "check" };
    const stack = await LocalWorkspace.createStack({ stackName: "check", workDir: __dirname }, { envVars });
    await stack.preview({ onOutput: (text) => process.stdout.write(text) });
    await stack.workspace.removeStack("check");
  } finally {
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

check().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
