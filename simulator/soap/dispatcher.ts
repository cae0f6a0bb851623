import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import type { Session } from "../model/sessions";
import type { World } from "../model/world";
import type { Method } from "../schema";
import { askedVersion, isNewer, negotiate } from "../schema/version";
import { requirePrivileges } from "../semantics/privileges";
import { Decoder } from "../wire/decode";
import { Encoder } from "../wire/encode";
import { faultEnvelope, readEnvelope, responseEnvelope } from "../wire/envelope";
import { Ref, type Value } from "../wire/values";
import type { Element } from "../wire/xml";
import { type CallRecord, plainData } from "./callLog";
import { type FaultEffect, type FaultPlans, planned } from "./faultPlans";
import { fetchProperty, methodFor, methodNotFound, receiver, toFault } from "./requests";

/** What the HTTP layer knows of a request. */
export interface Request {
  readonly body: string;
  readonly soapAction: string | undefined;
  readonly cookies: string | undefined;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

export interface Reply {
  /** 0: drop the connection. */
  readonly status: number;
  readonly body: string;
  /** undefined: leave the cookie as it is; null: take it away. */
  readonly session: Session | null | undefined;
  /** A planned fault has struck. */
  readonly isPlanned: boolean;
}

/** A server that runs for days must not grow without end. */
const logLimit = 100_000;

/** Reads calls, hands them to the managed objects and writes the answers. */
export class Dispatcher {
  constructor(
    private readonly world: World,
    private readonly plans: FaultPlans,
    private readonly log: CallRecord[],
    private readonly latencyMs: number,
  ) {}

  async handle(request: Request): Promise<Reply> {
    const version = negotiate(request.soapAction, this.world.apiVersion);
    if (this.world.behaviours.newerVersion === "refused" && isNewer(request.soapAction, this.world.apiVersion)) {
      return mismatch(request.soapAction, version);
    }
    let record: CallRecord | undefined;
    let session: Session | null | undefined;
    let effect: FaultEffect | undefined;
    try {
      const element = readEnvelope(request.body);
      const ref = receiver(element);
      record = this.record(element.name, ref, version);
      const call = this.call(element, ref, version, request, (next) => {
        session = next ?? null;
      });
      Object.assign(record, { args: plainData(call.args) });
      effect = this.plans.match(record);
      if (this.latencyMs > 0) await this.world.clock.wait(this.latencyMs, call.signal);
      const body = await this.answer(call, effect, record);
      if (effect?.kind === "drop" || effect?.kind === "http") return struck(effect, record);
      record.outcome = "ok";
      return { status: 200, body, session, isPlanned: effect !== undefined };
    } catch (error) {
      const fault = toFault(error);
      if (record) record.outcome = fault.type;
      return { status: 500, body: faultEnvelope(fault, version), session, isPlanned: effect !== undefined };
    }
  }

  private record(method: string, { type, id }: Ref, version: string): CallRecord {
    const record: CallRecord = {
      method,
      object: { type, id },
      args: {},
      version,
      time: this.world.clock.now(),
      outcome: "pending",
    };
    if (this.log.length >= logLimit) this.log.splice(0, logLimit / 2);
    this.log.push(record);
    return record;
  }

  private call(
    element: Element,
    ref: Ref,
    version: string,
    request: Request,
    setSession: (session: Session | undefined) => void,
  ): Call {
    const method = methodFor(element.name, ref);
    const args = new Decoder(version).args(method.name, method.args, element.children.slice(1));
    const { signal, remoteAddress, userAgent } = request;
    const session = this.world.sessions.find(request.cookies);
    const who = { session, signal, remoteAddress, userAgent, setSession };
    return { world: this.world, method: method.name, ref, args, version, ...who };
  }

  /** The body of the answer. A planned drop or status before the effect leaves everything as it is. */
  private async answer(call: Call, effect: FaultEffect | undefined, record: CallRecord): Promise<string> {
    if (effect?.kind === "http" || (effect?.kind === "drop" && effect.when === "before")) return "";
    if (effect?.kind === "delay") await this.world.clock.wait(effect.milliseconds, call.signal);
    const method = methodFor(call.method, call.ref);
    const managed = this.world.find(call.ref);
    if (!managed) throw call.session ? faults.notFound(call.ref) : faults.notAuthenticated(call.ref);
    requirePrivileges(call, method, managed);
    if (effect?.kind === "fault") {
      const fault = planned(effect);
      if (!effect.asTask) throw fault;
      return this.encode(method, this.failingTask(call, fault), call.version, record);
    }
    if (method.name === "Fetch") return this.encode(method, fetchProperty(call), call.version, record);
    const handler = managed.handler(method.name);
    if (!handler) throw methodNotFound(call.ref, method.name);
    return this.encode(method, await handler(call), call.version, record);
  }

  private encode({ name, result }: Method, value: Value, version: string, record: CallRecord): string {
    if (value instanceof Ref && value.type === "Task") record.task = value.id;
    const content = result ? new Encoder(version).field("returnval", result.type, result.array, value) : "";
    return responseEnvelope(name, content);
  }

  private failingTask(call: Call, fault: VimFault): Ref {
    const entity = this.world.entity(call.ref);
    if (!entity) throw fault;
    const run = () => Promise.reject(fault);
    const user = call.session?.account.name ?? "";
    return this.world.tasks.start({ name: call.method, descriptionId: call.method, entity, user, run });
  }
}

function mismatch(soapAction: string | undefined, version: string): Reply {
  const fault = new VimFault("InvalidRequest", `Unsupported version URI "urn:vim25/${askedVersion(soapAction)}"`);
  const body = faultEnvelope(fault, version, "VersionMismatchFaultCode");
  return { status: 500, body, session: undefined, isPlanned: false };
}

/** The answer to a call that a plan drops, or answers with a bare status. */
function struck(effect: FaultEffect & { kind: "drop" | "http" }, record: CallRecord): Reply {
  record.outcome = effect.kind === "drop" ? "dropped" : `http ${effect.status}`;
  return { status: effect.kind === "drop" ? 0 : effect.status, body: "", session: undefined, isPlanned: true };
}
