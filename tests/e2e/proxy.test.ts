import assert from "node:assert/strict";
import { startSimulator } from "../../simulator";
import { FakeProxy } from "../provider/vsphere/fakeProxy";
import { Project } from "./project";
import { release } from "./release";
import { canonical } from "./stage";

const name = "vc.example.test";
const credentials = "proxy-user:Pr0xyS3cret";

describe("a server that only a proxy reaches", function () {
  this.timeout(120_000);

  it("serves a whole life, and the proxy's password is shown and stored nowhere", async () => {
    const simulator = await startSimulator({ profile: release, timeScale: 0.02 });
    const proxy = await FakeProxy.start(simulator.host, { credentials });
    const env = {
      ...simulator.env,
      VSPHERE_SERVER: name,
      https_proxy: `http://${credentials}@${proxy.address}`,
      // Pulumi's own processes would talk to each other through the lower-case one.
      no_proxy: "127.0.0.1",
    };
    const project = await Project.create({ env });
    const printed: string[] = [];
    const run = async (command: "preview" | "up" | "destroy", on = project) => {
      const outcome = await on[command]();
      printed.push(outcome.text);
      return outcome;
    };
    try {
      await project.program(canonical());
      for (const command of ["preview", "up", "destroy"] as const) {
        const { code, errors, text } = await run(command);
        assert.deepEqual({ command, code, errors }, { command, code: 0, errors: {} }, text);
        const calls = simulator.calls.splice(0).map(({ method }) => method);
        const sessions = ["Login", "Logout"].map((name) => calls.filter((method) => method === name).length);
        assert.deepEqual(sessions, [1, 1], "one session for all of an operation, and none left over");
      }
      assert.deepEqual(new Set(proxy.requests), new Set([`CONNECT ${name}:443`]));

      const stranger = `http://proxy-user:Wr0ngS3cret@${proxy.address}`;
      const { code, text } = await run("preview", project.with({ https_proxy: stranger }));
      assert.notEqual(code, 0);
      const refusal = `cannot talk to vSphere server ${name}: the proxy does not connect to it (http://${proxy.address} answered HTTP 407 Proxy Authentication Required); check HTTPS_PROXY or ALL_PROXY, with its user name and password, or name the server in NO_PROXY`;
      assert.ok(text.includes(refusal), text);

      const everything = `${printed.join("\n")}\n${await project.everything()}`;
      for (const secret of ["Pr0xyS3cret", "Wr0ngS3cret", Buffer.from(credentials).toString("base64")]) {
        assert.ok(!everything.includes(secret), secret);
      }
    } finally {
      await proxy.stop();
      await simulator.stop();
      await project.remove();
    }
  });
});
