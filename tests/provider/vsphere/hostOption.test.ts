import assert from "node:assert/strict";
import { Connection } from "../../../provider/vsphere/connection";
import { build, startSimulator } from "../../../simulator";

describe("an advanced option of a host", () => {
  it("is read as text; one that the host does not have, or a host that is gone, tells nothing", async () => {
    const options = [{ key: "VMkernel.Boot.iovDisableIR", type: "boolean", value: true }] as const;
    const host = build.host("esx-01", { id: "host-1", options });
    const simulator = await startSimulator({ inventory: build.vcenter({ hosts: [host] }) });
    const { host: server, user, password, thumbprint } = simulator;
    const connection = new Connection({
      server,
      user,
      password,
      thumbprint,
      allowUnverifiedSsl: false,
      apiTimeoutMs: 20_000,
    });
    try {
      const read = (id: string, key: string) => connection.hostOption(id, key);
      assert.deepEqual(
        [
          await read("host-1", "VMkernel.Boot.iovDisableIR"),
          await read("host-1", "Mem.ShareScanTime"),
          await read("host-1", "VMkernel.Boot"),
          await read("host-9", "VMkernel.Boot.iovDisableIR"),
        ],
        ["true", "60", undefined, undefined],
      );
    } finally {
      await connection.logout();
      await simulator.stop();
    }
  });
});
