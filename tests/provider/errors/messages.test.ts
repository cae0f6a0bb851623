import assert from "node:assert/strict";
import fc from "fast-check";
import { ConnectError, PassthroughError, UnresolvedReferenceError, WaitTimeoutError } from "../../../provider/errors";
import { plainText } from "../../../provider/errors/plainText";

describe("a server's text in a message", () => {
  const cases: readonly [title: string, given: string, shown: string][] = [
    ["loses colours", "\u001b[31mred\u001b[0m", "red"],
    ["loses a window title", "a\u001b]0;owned\u0007b", "ab"],
    ["loses an 8-bit escape", "a\u009b2Jb", "ab"],
    ["stays on its line", "a\r\nb\tc\u2028d", "a b c d"],
    ["keeps its direction", "a\u202eb\u2066c", "a b c"],
    ["keeps markup and other scripts", "<b>Größe</b> 大", "<b>Größe</b> 大"],
  ];
  for (const [title, given, shown] of cases) {
    it(title, () => assert.equal(plainText(given), shown));
  }

  it("is cut where it is too long", () => assert.equal(plainText("a".repeat(700)).length, 603));

  it("never holds what a terminal obeys", () => {
    const risky = fc.constantFrom("\u001b", "[", "]", "m", "\u009b", "\u0007", "\\", "x", "\n", ";");
    fc.assert(
      fc.property(fc.array(risky), (parts) => {
        const codes = [...plainText(parts.join(""))].map((character) => character.codePointAt(0) ?? 0);
        assert.ok(codes.every((code) => code > 0x1f && (code < 0x7f || code > 0x9f)));
      }),
    );
  });
});

describe("errors", () => {
  it("are PassthroughErrors with their own name and cause", () => {
    const cause = new Error("low");
    const error = new ConnectError({ server: "vc", reason: "dns", detail: "ENOTFOUND" }, cause);
    assert.ok(error instanceof PassthroughError);
    assert.equal(error.name, "ConnectError");
    assert.equal(error.cause, cause);
    assert.equal(
      error.message,
      "cannot talk to vSphere server vc: the name cannot be resolved (ENOTFOUND); check vsphere:vsphereServer",
    );
  });

  it("list at most ten candidates", () => {
    const candidates = Array.from({ length: 12 }, (_, i) => ({ id: `vm-${i}`, path: `/DC/vm/${i}` }));
    const { message } = new UnresolvedReferenceError("vm", "x", candidates, true);
    assert.ok(message.includes("/DC/vm/9 (vm-9) and 2 more; give"));
    assert.equal(
      new UnresolvedReferenceError("host", "x", [], false).message,
      '"x" fits no host; found no host at all that this user can see; give an ID, an inventory path or a unique name',
    );
  });

  it("of waits show time as it is read", () => {
    const after = (elapsedMs: number) => new WaitTimeoutError({ what: "w", lastState: "s", elapsedMs }).message;
    assert.equal(after(1_240), "w did not end in 1.2 s; last seen: s");
    assert.equal(after(90_400), "w did not end in 90 s; last seen: s");
  });
});
