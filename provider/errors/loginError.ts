import { faultAdvice } from "./faultAdvice";
import { PassthroughError } from "./passthroughError";
import { plainText } from "./plainText";

export interface LoginFacts {
  readonly server: string;
  readonly user: string;
  /** Fault type, such as `InvalidLogin` or `NoPermission`. */
  readonly fault: string;
  readonly serverMessage: string;
}

/** The server does not let this user in. Never retried: repeated attempts lock accounts. */
export class LoginError extends PassthroughError {
  readonly server: string;
  readonly user: string;
  readonly fault: string;
  readonly serverMessage: string;

  constructor(facts: LoginFacts, cause?: unknown) {
    const said = plainText(facts.serverMessage);
    const refused = `cannot log in to vSphere server ${facts.server} as ${plainText(facts.user)}: ${said.replace(/(?<!\.)\.$/, "")} (${plainText(facts.fault, 100)})`;
    super([refused, faultAdvice([facts.fault], "Login")].filter((part) => part !== undefined).join("; "), { cause });
    this.server = facts.server;
    this.user = facts.user;
    this.fault = facts.fault;
    this.serverMessage = said;
  }
}
