import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formats, render } from "../../../cli/snapshot/render";
import { build, parseInventory, readInventory } from "../../../simulator";
import { telling } from "./inventories";

describe("vsphere-passthrough snapshot: the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "render-"));
  after(() => rmSync(folder, { recursive: true }));

  const hostile = "T4 \u009b31m red\u202egpj \u0085 \u2028 é 日本 : # 'q' \"q\" \\ 8086";
  const devices = [build.device("3b:00.0", "gpu", { deviceName: hostile, vendorName: "8086" })];
  const inventory = build.vcenter({ hosts: [build.host("esx", { devices })] });

  for (const format of formats) {
    it(`is ${format} that reads back as it was, and does nothing to a terminal`, () => {
      for (const [index, one] of [inventory, telling()].entries()) {
        const text = render(one, format);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
        const file = join(folder, `${index}.${format}`);
        writeFileSync(file, text);
        assert.deepEqual(readInventory(file), parseInventory(one));
      }
    });
  }
});
