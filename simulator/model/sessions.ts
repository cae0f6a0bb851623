import { randomUUID } from "node:crypto";
import type { Data } from "../wire/values";
import type { Account } from "./accounts";

export interface Session {
  readonly key: string;
  readonly account: Account;
  readonly locale: string;
  readonly loginTime: Date;
  lastActive: Date;
  callCount: number;
  readonly ipAddress: string;
  readonly userAgent: string;
  /** Run when the session ends, whatever ends it. */
  readonly onEnd: Set<() => void>;
}

/** Who is logged in. Collectors, filters and views end with their session. */
export class Sessions {
  private readonly byKey = new Map<string, Session>();

  open(account: Account, locale: string, ipAddress: string, userAgent: string): Session {
    const now = new Date();
    const key = `52${randomUUID().replaceAll("-", "")}`;
    const times = { loginTime: now, lastActive: now, callCount: 1 };
    const session: Session = { key, account, locale, ...times, ipAddress, userAgent, onEnd: new Set() };
    this.byKey.set(key, session);
    return session;
  }

  /** The session that a request's cookies name. */
  find(cookies: string | undefined): Session | undefined {
    const key = /(?:^|[;,\s])vmware_soap_session="?([^";,\s]+)"?/.exec(cookies ?? "")?.[1];
    const session = key === undefined ? undefined : this.byKey.get(key);
    if (session) {
      session.lastActive = new Date();
      session.callCount++;
    }
    return session;
  }

  get(key: string): Session | undefined {
    return this.byKey.get(key);
  }

  all(): readonly Session[] {
    return [...this.byKey.values()];
  }

  end(session: Session): void {
    this.byKey.delete(session.key);
    for (const hook of [...session.onEnd]) hook();
  }

  endAll(): void {
    for (const session of this.all()) this.end(session);
  }
}

/** UserSession. */
export function sessionData(session: Session): Data {
  return {
    key: session.key,
    userName: session.account.name,
    fullName: session.account.name,
    loginTime: session.loginTime,
    lastActiveTime: session.lastActive,
    locale: session.locale,
    messageLocale: session.locale,
    extensionSession: false,
    ipAddress: session.ipAddress,
    userAgent: session.userAgent,
    callCount: session.callCount,
  };
}
