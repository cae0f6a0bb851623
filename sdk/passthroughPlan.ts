import * as pulumi from "@pulumi/pulumi";
import { dynamicInputs, typeToken } from "./dynamic";

const planName = "vsphere-passthrough-plan";

/**
 * What the program declares, as a resource of its own: Pulumi asks no provider about a deletion at preview, but it shows
 * this resource the old and the new list. The classes of this package register it; programs do not.
 *
 * @internal
 */
export class PassthroughPlan extends pulumi.CustomResource {
  constructor(list: Promise<readonly object[]>, provider: pulumi.ProviderResource | undefined) {
    const opts = provider === undefined ? {} : { provider };
    // One value, whatever it holds: the engine handles each value of a structure by itself, several times.
    const declared = list.then((entries) => JSON.stringify(entries));
    super(
      typeToken("PassthroughPlan"),
      nameFor(provider),
      dynamicInputs("PassthroughPlan", { declared }, [], {}),
      opts,
    );
  }

  /** Resolves once the engine has the plan; a plan that is refused ends the program. */
  registered(): Promise<undefined> {
    return new Promise((resolve) => {
      this.urn.apply(() => resolve(undefined));
    });
  }
}

/** An explicit provider has a plan of its own. */
function nameFor(provider: pulumi.ProviderResource | undefined): string {
  const name = (provider as { __name?: string } | undefined)?.__name;
  return name === undefined ? planName : `${planName}-${name}`;
}
