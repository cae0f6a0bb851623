import { PassthroughError } from "./passthroughError";

export type ConnectFailure =
  /** Nothing listens there. */
  | "refused"
  /** The name does not resolve. */
  | "dns"
  /** No route to the address. */
  | "unreachable"
  | "timed out"
  /** The connection ended before the answer was complete. */
  | "lost"
  /** 502, 503 or 504: something in front of the server, or the server while it starts. */
  | "unavailable"
  /** TLS could not be agreed on, certificates apart. */
  | "tls"
  /** The server's name is none. */
  | "address"
  /** What stands in between does not let it through. */
  | "proxy";

const words: Record<ConnectFailure, string> = {
  refused: "the connection was refused",
  dns: "the name cannot be resolved",
  unreachable: "there is no route to it",
  "timed out": "it did not answer in time",
  lost: "the connection was lost",
  unavailable: "it is not available now",
  tls: "no TLS connection could be made",
  address: "this is not a host name or address with an optional :port (IPv6 in brackets)",
  proxy: "the proxy does not connect to it",
};

const advice: Record<ConnectFailure, string> = {
  refused: "check vsphere:vsphereServer and its port",
  dns: "check vsphere:vsphereServer",
  unreachable: "check vsphere:vsphereServer and the network",
  "timed out": "check the network, or raise vsphere:apiTimeout",
  lost: "try again",
  unavailable: "try again when it has started",
  tls: "check that vsphere:vsphereServer names an HTTPS port",
  address: "correct vsphere:vsphereServer",
  proxy: "check HTTPS_PROXY or ALL_PROXY, with its user name and password, or name the server in NO_PROXY",
};

export interface ConnectFacts {
  readonly server: string;
  readonly reason: ConnectFailure;
  /** System error code or HTTP status. */
  readonly detail?: string;
  /** The API method that was under way. */
  readonly method?: string;
  /** The request had been sent: the server may have carried it out. */
  readonly sent?: boolean;
}

/** The server cannot be reached, or the connection to it broke. */
export class ConnectError extends PassthroughError {
  readonly server: string;
  readonly reason: ConnectFailure;
  readonly detail: string | undefined;
  readonly method: string | undefined;
  readonly sent: boolean;

  constructor(facts: ConnectFacts, cause?: unknown) {
    const detail = facts.detail === undefined ? "" : ` (${facts.detail})`;
    const during = facts.method === undefined ? "" : `, during ${facts.method}`;
    super(
      `cannot talk to vSphere server ${facts.server}: ${words[facts.reason]}${detail}${during}; ${advice[facts.reason]}`,
      { cause },
    );
    this.server = facts.server;
    this.reason = facts.reason;
    this.detail = facts.detail;
    this.method = facts.method;
    this.sent = facts.sent ?? false;
  }

  /** Trying again may help, and the server was there at all. */
  get transient(): boolean {
    return this.reason === "lost" || this.reason === "unavailable";
  }
}
