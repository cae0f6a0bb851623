import assert from "node:assert/strict";
import { serverId } from "../facts";
import { fakedTime } from "./clock";
import { kinds } from "./operation";
import { blank, canonical } from "./programs";

const other = "11111111-2222-3333-4444-555555555555";
const message = `this is another vSphere server than the one the state was written against; found server ${other}; expected ${serverId}; correct vsphere:vsphereServer, or set vsphere-passthrough:acceptServer to ${other} if the server was rebuilt [other-server]`;

describe("another server than the one of the state", () => {
  const time = fakedTime();

  async function moved() {
    const engine = time.engine(...blank());
    await engine.up(canonical());
    engine.world.server = { ...engine.world.server, serverId: other };
    return engine;
  }

  for (const name of ["card", "memory", "gpu"] as const) {
    for (const method of ["diff", "read", "update", "delete"] as const) {
      it(`is refused by ${method} of ${name}, and nothing is written`, async () => {
        const engine = await moved();
        const { context, fake } = engine.start();
        const stored = [...engine.stored].find(([urn]) => urn.endsWith(`::${name}`))?.[1];
        assert.ok(stored !== undefined);
        const { kind, id, state, inputs } = stored;
        const calls = {
          diff: () => kinds[kind].diff(context, id, state, inputs),
          read: () => kinds[kind].read(context, id, state),
          update: () => kinds[kind].update(context, id, state, inputs),
          delete: () => kinds[kind].delete(context, id, state),
        };
        await assert.rejects(time.elapse<unknown>(calls[method]()), { name: "RefusedError", message });
        assert.deepEqual(fake.writes, []);
      });
    }
  }

  it("passes when acceptServer names it, and is written down by a refresh", async () => {
    const engine = await moved();
    engine.settings = { ...engine.settings, acceptServer: other };
    assert.deepEqual((await engine.refresh()).errors, []);
    assert.deepEqual(
      ["card", "memory", "gpu"].map((name) => engine.state(name)?.["serverId"]),
      [other, other, other],
    );
    assert.deepEqual((await engine.preview(canonical())).steps, ["card: same", "memory: same", "gpu: same"]);
    assert.deepEqual((await engine.destroy()).errors, []);
  });

  it("is refused when acceptServer names yet another one", async () => {
    const engine = await moved();
    engine.settings = { ...engine.settings, acceptServer: serverId };
    const { errors } = await engine.destroy();
    assert.deepEqual(errors, [`gpu: ${message}`, `memory: ${message}`, `card: ${message}`]);
  });
});
