import assert from "node:assert/strict";
import { ConnectError } from "../../../provider/errors";
import { gpu, host, serverId, vm } from "../facts";
import { fakedTime } from "./clock";
import type { FakeVSphere, Write } from "./fakeVSphere";
import { blank, canonical, cards } from "./programs";

type Program = ReturnType<typeof canonical>;

/** The write has its effect; nobody hears of it, and the server answers no more. */
function dieAfter(fake: FakeVSphere, name: Write, nth: number): void {
  const lost = (method: string) => new ConnectError({ server: "vc", reason: "lost", method, sent: true });
  const write = fake[name].bind(fake) as (...args: unknown[]) => Promise<unknown>;
  let count = 0;
  let isDead = false;
  const dead = (method: string) => {
    if (isDead) throw lost(method);
  };
  const [readHost, readVm] = [fake.host.bind(fake), fake.vm.bind(fake)];
  Object.assign(fake, {
    host: async (id: string) => {
      dead("RetrievePropertiesEx");
      return readHost(id);
    },
    vm: async (id: string) => {
      dead("RetrievePropertiesEx");
      return readVm(id);
    },
    [name]: async (...args: unknown[]) => {
      dead(name);
      await write(...args);
      isDead = ++count === nth;
      dead(name);
    },
  });
}

const lostAt = (name: string) =>
  new RegExp(`^${name}: cannot talk to vSphere server vc: the connection was lost, during \\w+; try again$`);

describe("a server that answers no more after a write", () => {
  const time = fakedTime();

  const [device, memory] = canonical();
  const cases: readonly (readonly [name: string, program: Program, write: Write, nth: number, id: string])[] = [
    ["card", [device ?? assert.fail()], "updatePassthru", 1, `host-12/${gpu}`],
    ["memory", [memory ?? assert.fail()], "reconfigureVm", 1, "vm-42"],
    ["gpu", canonical(), "reconfigureVm", 2, `vm-42/${gpu}`],
  ];
  for (const [name, program, write, nth, id] of cases) {
    async function broken() {
      const engine = time.engine(...blank());
      engine.prepare = (fake) => dieAfter(fake, write, nth);
      const { errors } = await engine.up(program);
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? "", lostAt(name));
      engine.prepare = () => undefined;
      return engine;
    }

    it(`leaves a state that knows of it: ${name}; destroy takes it away without an up before`, async () => {
      const engine = await broken();
      const stored = [...engine.stored.values()].find((one) => one.id === id);
      assert.match(stored?.initError ?? "", /the connection was lost/);
      assert.equal(stored?.state["serverId"], serverId);
      assert.deepEqual((await engine.destroy()).errors, []);
      const left = engine.world.hosts.get("host-12")?.passthru.filter(({ enabled, active }) => enabled || active);
      const { devices, reservationLocked, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
      assert.deepEqual([left, devices, reservationLocked, extraConfig], [[], [], false, {}]);
      assert.equal(engine.stored.size, 0);
    });

    it(`leaves a state from which the next up goes on: ${name}`, async () => {
      const engine = await broken();
      const { errors, steps } = await engine.up(program);
      assert.deepEqual(errors, []);
      assert.ok(steps.includes(`${name}: update`), steps.join("; "));
      assert.deepEqual(
        [...engine.stored.values()].filter(({ initError }) => initError !== undefined),
        [],
      );
      assert.deepEqual(
        (await engine.up(program)).steps,
        program.map((one) => `${one.name}: same`),
      );
    });

    it(`leaves nothing in the state when no write was begun: ${name}`, async () => {
      const engine = time.engine(...blank());
      engine.prepare = (fake) => {
        // What is applied looks anew; what is checked does not.
        fake.refresh = async () => {
          throw new ConnectError({ server: "vc", reason: "timed out", method: "RetrievePropertiesEx" });
        };
      };
      const { errors, fake } = await engine.up([program.at(name === "gpu" ? 0 : -1) ?? assert.fail()]);
      assert.deepEqual([errors.length, fake.writes, [...engine.stored]], [1, [], []]);
    });
  }
});

describe("a host that goes away after a write", () => {
  const time = fakedTime();

  it("leaves a state that knows of it, though the host shows nothing", async () => {
    const engine = time.engine(host({ pci: cards }));
    engine.prepare = (fake) => {
      const write = fake.updatePassthru.bind(fake);
      fake.updatePassthru = async (id, changes) => {
        await write(id, changes);
        engine.world.host("host-12", () => ({ connectionState: "notResponding", devices: [], passthru: [] }));
        throw new ConnectError({ server: "vc", reason: "timed out", method: "UpdatePassthruConfig", sent: true });
      };
    };
    const { errors } = await engine.up(canonical().slice(0, 1));
    assert.deepEqual(errors, [
      "card: cannot talk to vSphere server vc: it did not answer in time, during UpdatePassthruConfig; check the network, or raise vsphere:apiTimeout",
    ]);
    const { enabled, active, vendorId, hostUuid } = engine.state("card") ?? {};
    assert.deepEqual([enabled, active, vendorId, hostUuid], [true, false, "10de", "4c4c4544-0001"]);
  });
});
