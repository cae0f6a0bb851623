import * as z from "zod";
import { LoginError } from "../errors/loginError";
import { NotVSphereError } from "../errors/notVSphereError";
import { ReplyError } from "../errors/replyError";
import type { VimClient } from "./client";
import { isFault } from "./faults";
import { believe, moRef, string } from "./reply";
import { retryRead, type Tell } from "./retry";
import { chooseBelow } from "./version";
import type { ConnectionSettings } from "./vsphere";
import type { MoRef, WireObject } from "./wire";

const content = z.object({
  rootFolder: moRef,
  propertyCollector: moRef,
  sessionManager: moRef,
  searchIndex: moRef.optional(),
  about: z.object({
    fullName: string,
    apiType: z.enum(["VirtualCenter", "HostAgent"]),
    apiVersion: string,
    instanceUuid: string.optional(),
  }),
});

export type ServiceContent = z.output<typeof content>;

/** A logged-in connection. */
export interface Link {
  readonly client: VimClient;
  readonly content: ServiceContent;
}

/** Methods that change nothing and may be sent again when the connection breaks. */
const reads: ReadonlySet<string> = new Set([
  "RetrieveServiceContent",
  "FindByDnsName",
  "FindByIp",
  "QueryConfigTarget",
  "QueryConfigOptionEx",
]);

const serviceInstance: MoRef = { type: "ServiceInstance", id: "ServiceInstance" };

/** One session on one server: logs in on first use, and once more whenever the server has forgotten it. */
export class Session {
  readonly #settings: ConnectionSettings;
  #client: Promise<VimClient> | undefined;
  #link: Promise<Link> | undefined;
  /** Another attempt with the same password would fail too, and could lock the account. */
  #refused: LoginError | undefined;

  constructor(
    settings: ConnectionSettings,
    /** Where it is said that something is tried again. */
    readonly tell: Tell = () => undefined,
  ) {
    this.#settings = settings;
  }

  get apiTimeoutMs(): number {
    return this.#settings.apiTimeoutMs;
  }

  /** Connects and logs in unless that has happened; concurrent callers share one login. */
  open(): Promise<Link> {
    if (this.#refused !== undefined) return Promise.reject(this.#refused);
    if (this.#link === undefined) {
      const link = this.#logIn();
      this.#link = link;
      link.catch(() => {
        if (this.#link === link) this.#link = undefined;
      });
    }
    return this.#link;
  }

  /** Runs calls within the session; logs in again and repeats them once when the session has ended. */
  async within<T>(calls: (link: Link) => Promise<T>): Promise<T> {
    const opened = this.open();
    const link = await opened;
    try {
      return await calls(link);
    } catch (error) {
      if (!isFault(error, "NotAuthenticated")) throw error;
      // Whoever notices first logs in for all.
      if (this.#link === opened) {
        this.tell(`the session on vSphere server ${link.client.server} has ended; logging in again`);
        this.#forget(link);
      }
      return calls(await this.open());
    }
  }

  call(method: string, self: MoRef, args?: WireObject, timeoutMs?: number): Promise<unknown> {
    return this.within(({ client }) => send(client, this.tell, method, self, args, timeoutMs));
  }

  /** Ends the session if there is one. Never rejects. */
  async logout(timeoutMs: number): Promise<void> {
    const opened = this.#link;
    const client = this.#client;
    this.#link = undefined;
    this.#client = undefined;
    try {
      const link = await opened;
      if (link !== undefined) await link.client.call("Logout", link.content.sessionManager, {}, timeoutMs);
    } catch {
      // The session is gone already, or the server is: nothing is left to end.
    }
    await client?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  #forget({ client }: Link): void {
    this.#link = undefined;
    client.forgetSession();
  }

  async #connect(): Promise<VimClient> {
    this.#client ??= import("./client.js").then(({ createVimClient }) =>
      retryRead(() => createVimClient(this.#settings), this.tell),
    );
    const connecting = this.#client;
    connecting.catch(() => {
      if (this.#client === connecting) this.#client = undefined;
    });
    return connecting;
  }

  async #logIn(): Promise<Link> {
    const client = await this.#connect();
    const found = await readContent(client, this.tell);
    const { user, password } = this.#settings;
    try {
      await client.call("Login", found.sessionManager, { userName: user, password, locale: "en_US" });
    } catch (error) {
      if (!isFault(error, "InvalidLogin") && !isFault(error, "NoPermission")) throw error;
      const { fault, serverMessage } = error;
      this.#refused = new LoginError({ server: client.server, user, fault, serverMessage }, error);
      throw this.#refused;
    }
    return { client, content: found };
  }
}

/** One call, repeated while it is safe to. */
export function send(
  client: VimClient,
  tell: Tell,
  method: string,
  self: MoRef,
  args?: WireObject,
  timeoutMs?: number,
): Promise<unknown> {
  const call = () => client.call(method, self, args, timeoutMs);
  return reads.has(method) ? retryRead(call, tell) : call();
}

async function readContent(client: VimClient, tell: Tell): Promise<ServiceContent> {
  const method = "RetrieveServiceContent";
  try {
    const found = believe(content, await send(client, tell, method, serviceInstance), method);
    if (client.guessed) client.useVersion(chooseBelow(found.about.apiVersion));
    return found;
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    throw new NotVSphereError(client.server, `an answer to ${method} that is none (${error.problem})`, error);
  }
}
