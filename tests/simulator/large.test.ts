import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

describe("simulator: a large inventory", function () {
  this.timeout(60_000);

  it("of 1,000 hosts and 10,000 VMs starts in 5 s and stays under 500 MB", async () => {
    const args = ["--import", "tsx", join(__dirname, "thousandHosts.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { hosts, vms, seconds, megabytes } = JSON.parse(stdout) as Record<string, number>;
    assert.deepEqual({ hosts, vms }, { hosts: 1_000, vms: 10_000 });
    assert.ok(Number(seconds) < 5, `${seconds} s`);
    assert.ok(Number(megabytes) < 500, `${megabytes} MB`);
  });
});
