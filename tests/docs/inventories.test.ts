import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readInventory } from "../../simulator";

const page = readFileSync(join(__dirname, "..", "..", "docs", "simulator.md"), "utf8");

describe("docs/simulator.md: the inventory file", () => {
  const folder = mkdtempSync(join(tmpdir(), "inventory-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "inventory.yaml");
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];

  it("can be read", () => {
    writeFileSync(file, yaml);
    const { server, datacenters } = readInventory(file);
    const [host] = datacenters[0]?.hosts ?? [];
    assert.deepEqual([server.apiVersion, host?.pci[0]?.deviceId, host?.vms[0]?.memoryMB], ["7.0.3.0", "1eb8", 16384]);
  });

  it("has the error that is shown, with a VM that names a device its host does not have", () => {
    writeFileSync(file, `${yaml}            passthrough: ["0000:3c:00.0"]\n`);
    const [, shown = ""] = /^```text\n(inventory\.yaml:.*)\n```$/m.exec(page) ?? [];
    assert.throws(() => readInventory(file), { message: join(folder, shown) });
  });
});
