/** Runs a Pulumi program without an engine, and gives what would have crossed the wire. */
import * as pulumi from "@pulumi/pulumi";

export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Set for what is read and not created. */
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The outputs of what the program creates: the inputs, and what the provider would add. */
export type Answer = (registered: Registered) => Readonly<Record<string, unknown>>;

export async function runProgram(
  program: () => unknown | Promise<unknown>,
  answer: Answer = () => ({}),
): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, id }) {
        const one: Registered = { type, name, id: id === "" ? undefined : id, inputs };
        registered.push(one);
        return { id: id === "" || id === undefined ? `${name}-id` : id, state: { ...inputs, ...answer(one) } };
      },
      call: () => ({}),
    },
    "demo",
    "dev",
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
  });
  // Waits for all that is registered in callbacks, too.
  await pulumi.runtime.disconnect();
  return registered;
}
