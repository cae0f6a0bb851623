import assert from "node:assert/strict";
import type { Wait } from "../../../provider/vsphere/types";
import { gpu, host, vm } from "../facts";
import { fakedTime } from "./clock";
import type { FakeVSphere, Write } from "./fakeVSphere";
import { device } from "./operation";
import { blank, cards } from "./programs";

const card = (inputs: object = {}) =>
  device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded", evacuate: "shutdown", ...inputs });
const on = { powerState: "poweredOn", toolsRunning: true } as const;
const web = vm({ id: "vm-2", name: "web", ...on });

/** Lets a call take some time. */
function slow(fake: FakeVSphere, name: Write, ms: number): void {
  const call = fake[name].bind(fake) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(fake, {
    [name]: async (...args: unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return call(...args);
    },
  });
}

describe("right before a reboot", () => {
  const time = fakedTime();

  it("the guests are shut down, and started again, all at once", async () => {
    const vms = ["vm-2", "vm-3", "vm-4"].map((id) => vm({ id, name: id, ...on }));
    const engine = time.engine(...blank(), ...vms);
    engine.prepare = (fake) => {
      slow(fake, "shutdownVm", 60_000);
      slow(fake, "powerOnVm", 30_000);
    };
    const before = time.now();
    const { errors, fake } = await engine.up([card()]);
    const taken = time.now() - before;
    assert.deepEqual(errors, []);
    assert.ok(taken >= 90_000 && taken < 100_000, `${taken} ms`);
    assert.equal(fake.writes.filter((write) => /shutdown|powerOn/.test(write)).length, 6);
    for (const { id } of vms) assert.equal(engine.world.vms.get(id)?.powerState, "poweredOn");
  });

  it("what runs there is judged again: the vCenter may have come there, and is not shut down", async () => {
    const engine = time.engine(...blank(), web);
    engine.prepare = (fake) =>
      fake.next("updatePassthru", () => engine.world.vm("vm-2", () => ({ guestAddresses: ["VC.test"] })));
    const { errors, fake } = await engine.up([card()]);
    assert.deepEqual(errors, [
      "card: host: host esx-01 (host-12) runs the vCenter that we talk to; found VM web (vm-2); a reboot would end the operation half-way; move the vCenter to another host first [server-host]",
    ]);
    assert.deepEqual(fake.writes, ["updatePassthru host-12"]);
    assert.deepEqual([engine.state("card")?.["enabled"], engine.state("card")?.["active"]], [true, false]);
  });

  it("a maintenance mode that somebody else entered first stays theirs, and there is no reboot", async () => {
    const engine = time.engine(...blank(), web);
    engine.prepare = (fake) =>
      fake.next("shutdownVm", () => engine.world.host("host-12", () => ({ inMaintenanceMode: true })));
    const { errors, fake } = await engine.up([card()]);
    assert.deepEqual(errors, [
      "card: host: host esx-01 (host-12) is not at our disposal; found maintenance mode that somebody else has entered; connected, and not in maintenance mode; take it out of maintenance mode [not-connected]",
    ]);
    assert.deepEqual(
      fake.writes.filter((write) => /Maintenance|reboot/.test(write)),
      [],
    );
    assert.equal(engine.world.hosts.get("host-12")?.inMaintenanceMode, true);
    assert.deepEqual(engine.world.vms.get("vm-2")?.extraConfig, {});
  });

  it("a device that leaves disturbs nobody who has the host in maintenance mode", async () => {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up([card()])).errors, []);
    engine.world.host("host-12", () => ({ inMaintenanceMode: true }));
    const { errors, fake } = await engine.destroy();
    assert.match(errors[0] ?? "", /^card: host: host esx-01 \(host-12\) is not at our disposal; .*\[not-connected\]$/);
    assert.deepEqual([fake.writes, engine.stored.size], [[], 1]);
  });

  it("a host that is away is not taken for one that has rebooted", async () => {
    const engine = time.engine(...blank());
    const { world } = engine;
    engine.prepare = (fake) => {
      const enter = fake.enterMaintenanceMode.bind(fake);
      fake.enterMaintenanceMode = async (id: string) => {
        await enter(id);
        const shown = world.hosts.get(id) ?? assert.fail();
        world.host(id, () => ({ connectionState: "notResponding", passthru: [], devices: [] }));
        setTimeout(() => world.hosts.set(id, shown), 4_000);
      };
    };
    const { errors, fake, progress } = await engine.up([card()]);
    assert.deepEqual(errors, []);
    assert.ok(progress.some((text) => /trying again in .*\[not-connected\]/.test(text)));
    assert.equal(fake.writes.filter((write) => write === "rebootHost host-12").length, 1);
    assert.equal(engine.state("card")?.["active"], true);
  });
});

describe("hosts of one cluster that wait for each other", () => {
  const time = fakedTime();

  it("say so every ten seconds, and the queue does not eat their time limits", async () => {
    const other = host({ id: "host-13", name: "esx-02", pci: cards });
    const engine = time.engine(...blank(), other);
    const limits: [string, number][] = [];
    engine.prepare = (fake) => {
      for (const name of ["enterMaintenanceMode", "rebootHost", "exitMaintenanceMode"] as const) {
        const call = fake[name].bind(fake) as (id: string) => Promise<never>;
        fake[name] = async (id: string, wait?: Wait) => {
          limits.push([id, wait?.timeoutMs ?? 0]);
          await new Promise((resolve) => setTimeout(resolve, 25_000));
          return call(id);
        };
      }
    };
    const second = device("second", { host: "esx-02", address: gpu, reboot: "ifNeeded", rebootTimeoutMinutes: 1 });
    const { errors, progress } = await engine.up([card({ rebootTimeoutMinutes: 1 }), second]);
    assert.deepEqual(errors, []);
    // Three steps of 25 seconds each before it, and a limit of one minute: the queue alone would have eaten that.
    assert.deepEqual(limits, [...Array(3).fill(["host-12", 60_000]), ...Array(3).fill(["host-13", 60_000])]);
    const said = progress.filter((text) => text.startsWith("second: host esx-02 (host-13) waits"));
    assert.deepEqual(
      said,
      [10, 20, 30, 40, 50, 60, 70].map(
        (s) => `second: host esx-02 (host-13) waits for its turn in its cluster (${s} s)`,
      ),
    );
  });
});
