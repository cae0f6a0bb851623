import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RuleId } from "../../../provider/rules/catalog";

/** Where a rule is shown, in files below tests/. */
interface Proof {
  /** What it sees and says: violated, just not, unknown, accepted. */
  readonly unit: string;
  /** A preview with the real Pulumi CLI: the text, the exit code, and no write on the server. */
  readonly preview: string;
}

const proof = (unit: string, preview: string): Proof => ({
  unit: `${unit}.test.ts`,
  preview: `e2e/${preview}.test.ts`,
});
const rules = (file: string, preview: string) => proof(`provider/rules/${file}`, preview);
const plan = (file: string, preview: string) => proof(`provider/plan/${file}`, preview);
const foreign = () => proof("policy/foreign", "guard");

/** A rule without a row does not compile. */
const proofs: Readonly<Record<RuleId, Proof>> = {
  adopted: plan("flagged", "flags2"),
  ambiguous: rules("attachment", "badInput"),
  conflict: plan("agreement", "refusals2"),
  "critical-device": rules("criticalDevice", "refusals"),
  "device-limit": rules("attachment", "refusals"),
  "device-owner": foreign(),
  "device-removal": foreign(),
  "device-shared": rules("attachment", "refusals"),
  drift: plan("goneBad", "flags2"),
  duplicate: plan("duplicates", "refusals2"),
  evacuation: rules("evacuation", "refusals2"),
  "ha-restart": foreign(),
  "hardware-version": rules("attachment", "refusals"),
  "host-reboot": rules("changes", "flags"),
  identity: rules("identity", "refusals"),
  "in-use": plan("leaving", "held"),
  input: proof("provider/resources/inputs", "badInput"),
  "label-version": rules("hostDevice", "refusals2"),
  "lost-features": plan("flagged", "flags"),
  "memory-capacity": plan("limits", "refusals2"),
  "memory-not-reserved": rules("attachment", "refusals"),
  mmio: rules("vmRules", "refusals2"),
  "no-iommu": rules("capability", "refusals"),
  "not-active": rules("attachment", "refusals"),
  "not-capable": rules("capability", "refusals"),
  "not-connected": rules("vmRules", "refusals2"),
  "other-server": proof("provider/resources/otherServer", "held"),
  "platform-limit": plan("limits", "refusals2"),
  power: plan("power", "refusals"),
  "power-cycle": rules("changes", "flags"),
  "reboot-pending": plan("flagged", "reboot"),
  "refused-by-policy": plan("policy", "settings"),
  "reservation-reset": foreign(),
  "server-host": plan("server", "refusals2"),
  "server-vm": plan("server", "refusals2"),
  siblings: plan("flagged", "flags2"),
  "sriov-physical-function": rules("hostDevice", "refusals2"),
  unordered: plan("flagged", "flags2"),
  "vm-state": rules("vmRules", "refusals2"),
  "vm-unborn": rules("flags", "flags"),
  "vmotion-enabled": rules("vmotion", "refusals"),
  "vmotion-network": foreign(),
  "wrong-host": rules("attachment", "refusals"),
};

const tests = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(tests, file), "utf8");

describe("every rule", () => {
  for (const [id, { unit, preview }] of Object.entries(proofs)) {
    it(`${id} is shown by ${unit}, and by a preview in ${preview}`, () => {
      assert.match(read(unit), new RegExp(`"${id}"|\\[${id}\\]`), unit);
      // A message ends in its rule: the preview test has the whole of it.
      assert.match(read(preview), new RegExp(`\\S \\[${id}\\]["'\`]`), preview);
    });
  }
});
