import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { pulumiLog } from "../../provider/pulumiLog";

const sandbox = sinon.createSandbox();

async function urnOf(resource: unknown): Promise<string | undefined> {
  const { urn } = (resource ?? {}) as { readonly urn?: { promise(): Promise<string> } };
  return urn?.promise();
}

describe("the log of the provider process", () => {
  let warn: sinon.SinonStub;
  let info: sinon.SinonStub;
  beforeEach(() => {
    warn = sandbox.stub(pulumi.log, "warn").resolves();
    info = sandbox.stub(pulumi.log, "info").resolves();
  });
  afterEach(() => sandbox.restore());

  it("warns once for each text, for the resource that said it first", async () => {
    const log = pulumiLog();
    log.warn("careful", "urn:1");
    log.warn("careful", "urn:1");
    log.warn("careful", "urn:2");
    log.warn("very careful", undefined);
    await log.flush();
    const said = await Promise.all(warn.args.map(async ([message, resource]) => [message, await urnOf(resource)]));
    assert.deepEqual(said, [
      ["careful", "urn:1"],
      ["very careful", undefined],
    ]);
  });

  it("tells progress as often as it comes", async () => {
    const log = pulumiLog();
    log.info("still waiting", "urn:1");
    log.info("still waiting", "urn:1");
    await log.flush();
    assert.deepEqual(
      info.args.map(([message]) => message),
      ["still waiting", "still waiting"],
    );
  });

  it("waits in flush until all has arrived", async () => {
    let arrive = () => {};
    warn.callsFake(() => new Promise<void>((resolve) => (arrive = resolve)));
    const log = pulumiLog();
    log.warn("slow", undefined);
    let isFlushed = false;
    const flushed = log.flush().then(() => (isFlushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isFlushed, false);
    arrive();
    assert.equal(await flushed, true);
  });

  it("falls back to the console when the engine is away", async () => {
    const error = sandbox.stub(console, "error");
    warn.rejects(new Error("no engine"));
    const log = pulumiLog();
    log.warn("heard all the same", "urn:1");
    await log.flush();
    assert.deepEqual(error.args, [["heard all the same"]]);
  });

  it("takes out what a terminal would obey", async () => {
    const log = pulumiLog();
    log.warn("VM \u001b[31mred\u001b[0m", undefined);
    await log.flush();
    assert.deepEqual(
      warn.args.map(([message]) => message),
      ["VM red"],
    );
  });
});
