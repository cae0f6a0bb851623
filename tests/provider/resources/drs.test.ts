import assert from "node:assert/strict";
import { cluster, host, vm } from "../facts";
import { fakedTime } from "./clock";
import { fault } from "./fakeVSphere";

const held = { enabled: false, behavior: "manual" } as const;
const ids = ["vm-1", "vm-2", "vm-3"] as const;

describe("DRS overrides of one cluster", () => {
  const time = fakedTime();

  const submitAll = async (refuse: (attempt: number) => boolean) => {
    const engine = time.engine(cluster(), host(), ...ids.map((id) => vm({ id, name: id })));
    let attempts = 0;
    const act = () => {
      if (refuse(++attempts)) throw fault("setDrsOverrides", "domain-c7", "InvalidArgument", "no");
    };
    engine.prepare = (one) => one.next("setDrsOverrides", act, act, act, act);
    const { context, fake } = engine.start();
    const submitted = ids.map((vmId) => context.overrides.submit("domain-c7", { vmId, override: held }));
    const outcomes = await time.elapse(Promise.allSettled(submitted));
    return { outcomes, fake, overrides: engine.world.clusters.get("domain-c7")?.overrides };
  };

  it("that are set side by side are set in one step", async () => {
    const { outcomes, fake, overrides } = await submitAll(() => false);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ids.map(() => "fulfilled"),
    );
    assert.deepEqual(fake.writes, ["setDrsOverrides domain-c7"]);
    assert.deepEqual(overrides, Object.fromEntries(ids.map((id) => [id, held])));
  });

  it("are set one by one when the server refuses them together, so that each VM gets its own fault", async () => {
    const { outcomes, overrides } = await submitAll((attempt) => attempt === 1 || attempt === 3);
    assert.deepEqual(
      outcomes.map((one) => (one.status === "fulfilled" ? "set" : String(one.reason.message))),
      [
        "set",
        "setDrsOverrides on domain-c7 failed: no (InvalidArgument); report it, with this message and the version of the server",
        "set",
      ],
    );
    assert.deepEqual(Object.keys(overrides ?? {}), ["vm-1", "vm-3"]);
  });
});
