import { type Kind, providerText } from "../sdk/dynamic";
import { fleet } from "./inventories";
import { attachments } from "./programs";
import { type Part, round } from "./result";
import { settle, withProject, withSimulator } from "./stack";

const kinds: readonly Kind[] = ["HostPassthroughDevice", "VmPciAttachment", "VmMemoryReservation", "PassthroughPlan"];
const vms = 20;
const most = { provider: 150, state: 4096 };

/** The bytes of a resource as the state file has it, without the indentation. */
async function stateBytes(): Promise<number> {
  return withSimulator(fleet({ vms, attached: true }), {}, (simulator) =>
    withProject(attachments(vms), simulator.env, async (project) => {
      await settle(project);
      const own = (await project.state()).filter(({ type }) => type.endsWith(":VmPciAttachment"));
      return Math.max(...own.map((resource) => Buffer.byteLength(JSON.stringify(resource))));
    }),
  );
}

export async function sizes(): Promise<Part> {
  const provider = Math.max(...kinds.map((kind) => Buffer.byteLength(providerText(kind))));
  const state = await stateBytes();
  return {
    rows: [
      {
        what: "`__provider`; state per attachment",
        bar: `under ${most.provider} bytes; under ${most.state / 1024} KB`,
        found: `${provider} bytes; ${(state / 1024).toFixed(1)} KB`,
        met: provider < most.provider && state < most.state,
      },
    ],
    values: { "provider text: bytes": provider, "state of an attachment: KB": round(state / 1024, 1) },
  };
}
