import assert from "node:assert/strict";
import { cluster, gpu, host, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device, memory, urnFor } from "./engine";

describe("smoke", () => {
  const time = fakedTime();
  it("canonical", async () => {
    const engine = time.engine(cluster({ defaultBehavior: "fullyAutomated" }), host(), vm(unreserved));
    const program = [
      device("card", { host: "esx-01", address: "3b:00.0", reboot: "ifNeeded" }),
      memory("memory", { vm: "trainer" }),
      attachment("gpu", (of) => ({
        vm: of("memory", "vm"), address: of("card", "address"), host: of("card", "host"), expect: of("card", "expect"), __vmSource: urnFor("VmMemoryReservation", "memory"),
      })),
    ];
    for (const op of [await engine.preview(program), await engine.up(program), await engine.preview(program), await engine.refresh(), await engine.preview(program), await engine.destroy()]) {
      console.log(op.steps, op.refused, op.errors, op.warnings, op.progress, op.fake.writes);
    }
    console.log(engine.world);
  });
});
