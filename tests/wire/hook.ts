/**
 * Mocha's root hook: holds all traffic of the whole suite to the published API, and fails the test in which something
 * is wrong. What simulators of this process receive and answer is seen whoever the client is, the real Pulumi CLI
 * included; what our own client sends is seen whatever server it talks to.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type HttpRequest, Transport } from "../../provider/vsphere/transport";
import type { Exchange } from "../../simulator/http/exchanges";
import { faultOf, judgeRequest, judgeResponse } from "./exchange";

const channel = "pulumi-vsphere-passthrough:simulator:exchange";
const ourAgent = "pulumi-vsphere-passthrough";
/** What a server answers when it cannot read a request. */
const unreadable = new Set(["InvalidRequest", "InvalidType"]);

const found = new Set<string>();
/** `port id` of tasks whose end a test has planned. */
const plannedTasks = new Set<string>();

function onExchange(message: unknown): void {
  const exchange = message as Exchange;
  const { port, status, response, isPlanned } = exchange;
  const isOurs = exchange.userAgent === ourAgent;
  const request = judgeRequest({ ...exchange, body: exchange.request, isForeign: !isOurs });
  const fault = faultOf(response);
  const say = (what: string) => void found.add(`${request.method?.name ?? "?"}: ${what}`);
  if (isOurs) for (const problem of request.problems) say(`our client sent what is wrong: ${problem}`);
  if (status === 0 || response === "") return;
  if (request.problems.length > 0 && fault === undefined)
    say(`the simulator took what is wrong: ${request.problems[0]}`);
  const isTooNew = response.includes("VersionMismatchFaultCode");
  if (request.problems.length === 0 && !isTooNew && unreadable.has(fault ?? "") && !isPlanned)
    say(`refused as ${fault}, and is right`);
  const taskId = /<returnval type="Task">([^<]+)</.exec(response)?.[1];
  if (isPlanned && taskId !== undefined) plannedTasks.add(`${port} ${taskId}`);
  const problems = judgeResponse(request, { ...exchange, body: response }, (id) => plannedTasks.has(`${port} ${id}`));
  for (const problem of problems) say(`the simulator answered what is wrong: ${problem}`);
}

/** To a server that is no simulator of this process the newest version counts that our client has agreed on with it. */
function onSent({ method, headers, body }: HttpRequest): void {
  if (method !== "POST" || body === undefined) return;
  const soapAction = headers?.["SOAPAction"]?.replaceAll('"', "");
  const request = judgeRequest({
    soapAction,
    apiVersion: soapAction?.replace("urn:vim25/", "") ?? "",
    body,
    isForeign: false,
  });
  for (const problem of request.problems) found.add(`our client sent what is wrong: ${problem}`);
}

const { send } = Transport.prototype;

/** Throws for all that has been found since the last time. */
function report(): void {
  const problems = [...found];
  found.clear();
  if (problems.length === 0) return;
  throw new Error(`traffic against the published API:\n  ${problems.slice(0, 20).join("\n  ")}`);
}

/** A failing root hook would end the whole run, so the test itself looks at its traffic last of all. */
function lookAtTheEnd(test: Mocha.Test | undefined): void {
  const body = test?.fn;
  // A test with a callback ends elsewhere: the next one looks.
  if (!test || !body || body.length > 0) return;
  test.fn = async function (this: Mocha.Context) {
    try {
      await (body as Mocha.AsyncFunc).call(this);
    } catch (error) {
      // It fails in any case, and the next one must not be blamed.
      found.clear();
      throw error;
    }
    report();
  };
}

export const mochaHooks = {
  beforeAll() {
    subscribe(channel, onExchange);
    Transport.prototype.send = function (wanted) {
      onSent(wanted);
      return send.call(this, wanted);
    };
  },
  beforeEach(this: Mocha.Context) {
    lookAtTheEnd(this.currentTest as Mocha.Test | undefined);
  },
  /** What came after the last test. */
  afterAll() {
    unsubscribe(channel, onExchange);
    Transport.prototype.send = send;
    report();
  },
};
