import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { canonical, esx02, Stage } from "./stage";

const device = `new HostPassthroughDevice("gpu", { host: "${esx02}", address: "0000:3b:00.0" });`;

describe("bad input gets one clear error and touches nothing", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });

  after(() => stage?.close());

  async function fails(program: string, env: NodeJS.ProcessEnv, errors: Record<string, readonly string[]>) {
    await stage.project.program(program);
    const outcome = await stage.project.with(env).preview();
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 1, errors }, outcome.text);
    return stage.takeCalls();
  }

  it("wrong password", async () => {
    console.log(await fails(device, { VSPHERE_PASSWORD: "wrong" }, {}).catch(e => e.message));
    console.log(stage.takeCalls());
  });
  it("unverified", async () => {
    console.log(await fails(device, { VSPHERE_PASSTHROUGH_THUMBPRINT: undefined }, {}).catch(e => e.message));
    console.log(stage.takeCalls());
  });
  it("wrong thumbprint", async () => {
    console.log(await fails(device, { VSPHERE_PASSTHROUGH_THUMBPRINT: "AB".repeat(32) }, {}).catch(e => e.message));
    console.log(stage.takeCalls());
  });
  it("down", async () => {
    console.log(await fails(device, { VSPHERE_SERVER: "127.0.0.1:9" }, {}).catch(e => e.message));
  });
  it("missing", async () => {
    console.log(await fails(device, { VSPHERE_SERVER: undefined, VSPHERE_PASSWORD: undefined }, {}).catch(e => e.message));
  });
  it("bad value", async () => {
    console.log(await fails(device, { VSPHERE_API_TIMEOUT: "soon" }, {}).catch(e => e.message));
  });
  it("bad value", async () => {
    console.log(await fails(device, { VSPHERE_SERVER: "https://127.0.0.1/sdk" }, {}).catch(e => e.message));
  });
  it("dns", async () => {
    console.log(await fails(device, { VSPHERE_SERVER: "vcenter.invalid" }, {}).catch(e => e.message));
  });
});
