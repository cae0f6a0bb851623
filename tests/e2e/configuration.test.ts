import assert from "node:assert/strict";
import { itAtOnce } from "./release";
import { canonical, esx02, esx04, Stage } from "./stage";

const withoutEnvironment = {
  VSPHERE_SERVER: undefined,
  VSPHERE_USER: undefined,
  VSPHERE_PASSWORD: undefined,
  VSPHERE_PASSTHROUGH_THUMBPRINT: undefined,
};

describe("the connection", function () {
  this.timeout(60_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage?.close());

  it("comes from stack configuration as well, and wins over the environment", async () => {
    const { host, user, password, thumbprint } = stage.simulator;
    const { project } = stage;
    const settings = [
      ...["--plaintext", `vsphere:vsphereServer=${host}`, "--plaintext", `vsphere:user=${user}`],
      ...["--secret", `vsphere:password=${password}`, "--plaintext", `vsphere-passthrough:thumbprint=${thumbprint}`],
    ];
    await project.must("config", "set-all", ...settings);
    await project.program(canonical());
    const up = await project.with({ ...withoutEnvironment, VSPHERE_PASSWORD: "wrong" }).up();
    assert.equal(up.code, 0, up.text);
    const texts = [up.text, await project.everything()];
    assert.ok(
      texts.every((text) => !text.includes(password)),
      "the password is stored in clear",
    );

    // The state has the old password: a rotated one needs --run-program.
    await project.must("config", "set", "--secret", "vsphere:password", "rotated");
    const kept = await project.with(withoutEnvironment).refresh();
    assert.equal(kept.code, 0, kept.text);
    const rotated = await project.with(withoutEnvironment).refresh("--run-program");
    assert.notEqual(rotated.code, 0, rotated.text);
    assert.match(Object.values(rotated.errors).flat().join("\n"), /^cannot log in to vSphere server /m);
    await project.must("config", "set", "--secret", "vsphere:password", password);
    const destroyed = await project.with(withoutEnvironment).destroy("--run-program");
    assert.equal(destroyed.code, 0, destroyed.text);
  });

  itAtOnce("of an explicit provider reaches a second server, beside the one of the stack", async () => {
    const other = await Stage.open();
    try {
      const { host, user, password, thumbprint } = other.simulator;
      const { project } = stage;
      await project.program(`
        const site = new passthrough.Provider("site", {
          vsphereServer: "${host}", user: "${user}", password: "${password}", thumbprint: "${thumbprint}",
        });
        const options = { provider: site };
        const memory = new VmMemoryReservation("there-memory", { vm: pulumi.output("edge-01") }, options);
        const there = new HostPassthroughDevice("there", { host: "${esx04}", address: "3b:00.0" }, options);
        new VmPciAttachment("there-attachment", { vm: memory.vm, device: there }, options);
        new HostPassthroughDevice("here", { host: "${esx02}", address: Promise.resolve("3b:00.0") });
      `);
      const up = await project.up();
      assert.equal(up.code, 0, up.text);
      assert.deepEqual(stage.takeWrites(), ["UpdatePassthruConfig pciPassthruSystem-12"]);
      assert.deepEqual(other.takeWrites(), ["UpdatePassthruConfig pciPassthruSystem-14", "ReconfigVM_Task vm-131"]);
      assert.ok(!(await project.everything()).replace(/const site = [^;]*;/, "").includes(password));
      const again = await project.preview("--expect-no-changes");
      assert.equal(again.code, 0, again.text);
      const destroyed = await project.destroy();
      assert.equal(destroyed.code, 0, destroyed.text);
      assert.deepEqual(other.simulator.state().vms["vm-131"]?.devices, []);
    } finally {
      await other.close();
    }
  });
});
