import assert from "node:assert/strict";
import { chooseBelow, chooseListed, compareVersions, isAtLeast } from "../../../provider/vsphere/version";

const listing = (version: string, ...prior: string[]) =>
  `<namespaces version="1.0"><namespace>\n <name>urn:vim2</name><version>2.5</version></namespace><namespace>\n <name>urn:vim25</name>\n <version>${version}</version><priorVersions>${prior.map((name) => `<version>${name}</version>`).join("")}</priorVersions></namespace></namespaces>`;

describe("the API version", () => {
  it("is the newest known of those listed", () => {
    assert.equal(chooseListed(listing("8.0.3.0", "8.0.2.0", "7.0.3.0")), "8.0.3.0");
    assert.equal(chooseListed(listing("12.0.0.0", "8.0.2.0", "7.0.3.0")), "8.0.2.0");
    assert.equal(chooseListed(listing("6.7.3", "6.7.1", "6.5")), "6.7.3");
  });

  it("is the newest listed when none is known", () => {
    assert.equal(chooseListed(listing("6.0", "5.5", "5.0")), "6.0");
  });

  it("is not taken from what is no listing", () => {
    for (const text of ["", "<html></html>", "<namespaces><namespace><name>urn:pbm</name></namespace></namespaces>"]) {
      assert.equal(chooseListed(text), undefined);
    }
  });

  it("follows the server's own where nothing is listed", () => {
    assert.equal(chooseBelow("8.0.2.0"), "8.0.2.0");
    assert.equal(chooseBelow("8.0.2.1"), "8.0.2.0");
    assert.equal(chooseBelow("99.0"), "9.1.0.0");
    assert.equal(chooseBelow("6.0"), "6.5");
  });

  it("compares by number, part by part", () => {
    assert.ok(compareVersions("6.7.3", "6.7") > 0);
    assert.ok(compareVersions("7.0.10.0", "7.0.2.0") > 0);
    assert.equal(compareVersions("7.0", "7.0.0.0"), 0);
    assert.ok(!isAtLeast("6.7.3", "7.0.0.0"));
  });
});
