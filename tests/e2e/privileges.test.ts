import assert from "node:assert/strict";
import { documented } from "../apply/privileges";
import { canonical, esx02, Stage } from "./stage";

describe("a user with few privileges", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    const privileges = documented().flatMap((row) => row.privileges);
    stage = await Stage.open({
      users: [
        { name: "viewer", permissions: [{ privileges: [] }] },
        { name: "operator", permissions: [{ privileges }] },
      ],
    });
  });
  after(() => stage?.close());

  const as = (user: string) => stage.project.with(stage.simulator.envOf(user));
  const lookup = `
    passthrough.getHostPciDevices({ host: "${esx02}" }).then((rows) => console.log("usable: " + rows.filter((row) => row.usable).length));
  `;

  it("previews and looks up devices with the read-only role", async () => {
    await stage.project.program(canonical() + lookup);
    const { code, errors, infos, text } = await as("viewer").preview();
    assert.deepEqual([code, errors], [0, {}], text);
    assert.match(Object.values(infos).flat().join("\n"), /usable: \d+/);
    assert.deepEqual(stage.takeWrites(), []);
  });

  it("is told at apply which privilege is missing, and on what", async () => {
    const { code, errors } = await as("viewer").up();
    assert.notEqual(code, 0);
    assert.ok(
      errors["gpu"]?.includes(
        "UpdatePassthruConfig on pciPassthruSystem-12 failed: Permission to perform this operation was denied (NoPermission); the user needs the privilege Host.Config.PciPassthru on host-12; docs/privileges.md lists what each operation needs",
      ),
      JSON.stringify(errors),
    );
    // The memory of this VM is reserved already: there is nothing to write for it.
    assert.deepEqual(await stage.project.names(), ["memory", "vsphere-passthrough-plan"]);
  });

  it("creates and destroys everything with the documented ones", async () => {
    const up = await as("operator").up();
    assert.deepEqual([up.code, up.errors], [0, {}], up.text);
    assert.deepEqual(await stage.project.names(), ["attachment", "gpu", "memory", "vsphere-passthrough-plan"]);
    const preview = await as("viewer").preview("--expect-no-changes");
    assert.equal(preview.code, 0, preview.text);
    const destroy = await as("operator").destroy();
    assert.deepEqual([destroy.code, destroy.errors], [0, {}], destroy.text);
  });
});
