import assert from "node:assert/strict";
import type { Messages } from "./project";
import { itAtOnce } from "./release";
import { canonical, esx01, Stage } from "./stage";

/** Those that need an earlier run are where that run is: reboot, held, drift and canonical. */
describe("a preview that is flagged goes on", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });

  after(() => stage?.close());

  async function flagged(program: string, warnings: Messages): Promise<void> {
    await stage.project.program(program);
    const { text, ...outcome } = await stage.project.preview();
    assert.deepEqual(
      { code: outcome.code, errors: outcome.errors, warnings: outcome.warnings },
      { code: 0, errors: {}, warnings },
      text,
    );
    assert.deepEqual(stage.takeWrites(), []);
  }

  it("with a reboot that nobody does", () =>
    flagged(`new HostPassthroughDevice("gpu", { host: "${esx01}", address: "3b:00.0" });`, {
      gpu: [
        'host: host esx-01.example.test (host-11) needs a reboot to enable 0000:3b:00.0; found running there: VM app-01 (vm-101) can be moved, VM db-01 (vm-104) can be moved; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]',
      ],
    }));

  itAtOnce("with a VM that is taken down, and a DRS level that is left to somebody else", () =>
    flagged(canonical({ vm: `"ml-02"`, attachment: `power: "powerOff", drsAutomation: "unmanaged"` }), {
      attachment: [
        "vm: VM ml-02 (vm-112) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]",
        'drsAutomation: DRS would migrate VM ml-02 (vm-112), and a VM with a passthrough device cannot be migrated; found `drsAutomation: "unmanaged"` and an effective level that migrates it in cluster Cluster0 (domain-c8); a DRS override that holds the VM; leave `drsAutomation` at "disabled", or set an override for the VM yourself first [vmotion-enabled]',
        'vm: VM ml-02 (vm-112) is taken down and started again to attach 0000:3b:00.0; found it is running; power: "powerOff" cuts the power without asking the guest [power-cycle]',
      ],
    }),
  );

  itAtOnce("with a VM that does not exist yet, which may be created powered on", () =>
    flagged(
      `class Machine extends pulumi.dynamic.Resource {
         constructor(name) {
           super({ create: async () => ({ id: name, outs: { moid: "vm-111" } }) }, name, { moid: undefined });
         }
       }
       ${canonical({ vm: `new Machine("machine").moid`, attachment: `power: "shutdown"` })}`,
      {
        attachment: [
          "vm: the VM is not known yet (the VM of machine); found no VM to look at: its limits, memory, host and power state are checked at apply [vm-unborn]",
        ],
      },
    ),
  );
});
