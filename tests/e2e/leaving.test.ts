import assert from "node:assert/strict";
import { itAtOnce } from "./release";
import { esx01, esx02, Stage } from "./stage";

const device = (name: string, host: string, inputs: string, options = "") =>
  `const ${name} = new HostPassthroughDevice("${name}", { host: "${host}", ${inputs} }, { ${options} });`;
const attachment = (name: string, inputs: string, options = "") =>
  `new VmPciAttachment("${name}", { ${inputs} }, { ${options} });`;

const memory = `const memory = new VmMemoryReservation("memory", { vm: "ml-02" });`;
const policy = `reboot: "ifNeeded", evacuate: "shutdown"`;
const gpu = device("gpu", esx02, `address: "3b:00.0", ${policy}`);
const fax = device("fax", esx02, `address: "b1:00.0"`);
const one = attachment("one", `vm: memory.vm, device: gpu, power: "shutdown"`);
const two = attachment("two", "vm: memory.vm, device: fax");
const urn = (type: string, name: string) =>
  `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/vsphere-passthrough:${type}::${name}`;

const reboot = (changes: string, running = "has a passthrough device and cannot be moved") =>
  `host: host esx-02.example.test (host-12) needs a reboot to ${changes}; found running there: VM ml-02 (vm-112) ${running}, VM web (vm-114) can be moved; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "shutdown") [host-reboot]`;
const cycle = (changes: string) =>
  `vm: VM ml-02 (vm-112) is taken down and started again to ${changes}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`;
const [gpuOut, bothOut] = ["0000:3b:00.0", "0000:3b:00.0, 0000:b1:00.0"].map(
  (which) => `take ${which} out of passthrough`,
) as [string, string];

const leftAlone =
  'this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]';

/** Pulumi asks no provider about a deletion at preview; that the plan tells all the same is what this is about. */
describe("what leaves a program, or moves", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    await stage.project.program(memory + gpu + fax + one + two);
    const { code, text } = await stage.project.up();
    assert.equal(code, 0, text);
    stage.takeWrites();
  });

  after(() => stage?.close());

  async function plan(program: string, ...args: readonly string[]) {
    await stage.project.program(program);
    const outcome = await stage.project.preview(...args);
    assert.deepEqual(stage.takeWrites(), [], outcome.text);
    return outcome;
  }

  /** The preview succeeds, and these are its warnings, whichever resource they come under. */
  async function tells(program: string, summary: readonly string[], ...warnings: readonly string[]): Promise<void> {
    const outcome = await plan(program);
    const shown = Object.values(outcome.warnings).flat().sort();
    assert.deepEqual([outcome.code, shown, outcome.summary], [0, warnings.toSorted(), summary], outcome.text);
  }

  it("an attachment: the VM goes down", () =>
    tells(memory + gpu + fax + two, ["    - 1 to delete", "    6 unchanged"], cycle("detach 0000:3b:00.0")));

  it("both devices with their attachments: one power cycle, one reboot, each named whole", () =>
    tells(
      memory,
      ["    - 4 to delete", "    3 unchanged"],
      cycle(`detach 0000:3b:00.0, 0000:b1:00.0`),
      reboot(bothOut, "can be moved"),
    ));

  itAtOnce("an address that changes: the device is given back, the attachment follows", () =>
    tells(
      memory + device("gpu", esx02, `address: "65:00.0", ${policy}`) + fax + one + two,
      ["    +-2 to replace", "    5 unchanged"],
      reboot(gpuOut),
      cycle("attach 0000:65:00.0 and detach 0000:3b:00.0"),
    ),
  );

  itAtOnce("a device that moves to another host, with another policy: that one counts for both hosts", () =>
    tells(
      memory + device("gpu", esx01, `address: "3b:00.0"`) + fax + two,
      ["    +-1 to replace", "    5 unchanged"],
      reboot(gpuOut).replace(/; this program .*/, `; ${leftAlone}`),
      `host: host esx-01.example.test (host-11) needs a reboot to enable 0000:3b:00.0; found running there: VM app-01 (vm-101) can be moved, VM db-01 (vm-104) can be moved; ${leftAlone}`,
      cycle("detach 0000:3b:00.0"),
    ),
  );

  it("new names, by alias: nothing happens", async () => {
    const { code, summary, warnings, text } = await plan(
      memory +
        device("card", esx02, `address: "3b:00.0", ${policy}`, `aliases: [{ name: "gpu" }]`) +
        fax +
        attachment("first", `vm: memory.vm, device: card, power: "shutdown"`, `aliases: [{ name: "one" }]`) +
        two,
      "--expect-no-changes",
    );
    assert.deepEqual([code, summary, warnings], [0, ["    7 unchanged"], {}], text);
  });

  it("into a component: nothing but the component is new", () =>
    tells(
      `const group = new pulumi.ComponentResource("my:group:Group", "group"); ${memory}
       ${device("gpu", esx02, `address: "3b:00.0", ${policy}`, "parent: group, aliases: [{ parent: pulumi.rootStackResource }]")} ${fax} ${one} ${two}`,
      ["    + 1 to create", "    7 unchanged"],
    ));

  it("a target: what is left out of the plan is not told", async () => {
    const targets = [urn("VmPciAttachment", "two"), urn("HostPassthroughDevice", "fax")].flatMap((name) => [
      "--target",
      name,
    ]);
    const { code, summary, warnings, text } = await plan(memory + gpu + one, ...targets);
    assert.deepEqual([code, summary, warnings], [0, ["    - 2 to delete", "    5 unchanged"], {}], text);
  });

  it("a device that is retained: nothing is given back", async () => {
    const retain = "retainOnDelete: true";
    await stage.project.program(
      memory +
        device("gpu", esx02, `address: "3b:00.0", ${policy}`, retain) +
        device("fax", esx02, `address: "b1:00.0"`, retain) +
        attachment("one", `vm: memory.vm, device: gpu, power: "shutdown"`, retain) +
        attachment("two", "vm: memory.vm, device: fax", retain),
    );
    const { code, text } = await stage.project.up();
    assert.deepEqual([code, stage.takeWrites()], [0, []], text);
    await tells(memory, ["    - 4 to delete", "    3 unchanged"]);
  });
});
