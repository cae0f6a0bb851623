import assert from "node:assert/strict";
import { promises as dns } from "node:dns";
import sinon from "sinon";
import { serverAddresses } from "../../../provider/vsphere/serverAddresses";

describe("the addresses of the server", () => {
  let lookup: sinon.SinonStub;
  beforeEach(() => {
    lookup = sinon.stub(dns, "lookup");
  });
  afterEach(() => sinon.restore());

  it("are what its name stands for, beside the name, and asked for once", async () => {
    lookup.resolves([{ address: "10.0.0.5" }, { address: "2001:DB8::5" }]);
    for (const _ of [1, 2]) {
      assert.deepEqual(await serverAddresses("One.example.test:443"), ["one.example.test", "10.0.0.5", "2001:db8::5"]);
    }
    assert.deepEqual(lookup.args, [["one.example.test", { all: true }]]);
  });

  it("of an address are that address alone", async () => {
    assert.deepEqual(await serverAddresses("10.0.0.5:8443"), ["10.0.0.5"]);
    assert.deepEqual(await serverAddresses("[2001:DB8::5]:443"), ["2001:db8::5"]);
    assert.deepEqual(lookup.args, []);
  });

  it("are the name alone where nobody knows it", async () => {
    lookup.rejects(new Error("getaddrinfo ENOTFOUND two.example.test"));
    assert.deepEqual(await serverAddresses("two.example.test"), ["two.example.test"]);
  });

  it("are waited for two seconds", async () => {
    const clock = sinon.useFakeTimers();
    lookup.returns(new Promise(() => undefined));
    const found = serverAddresses("three.example.test");
    await clock.tickAsync(2_000);
    assert.deepEqual(await found, ["three.example.test"]);
  });
});
