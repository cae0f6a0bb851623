import { canLogIn } from "../model/accounts";
import { faults, VimFault } from "../model/fault";
import type { Call, Kind } from "../model/managed";
import { sessionData } from "../model/sessions";
import type { World } from "../model/world";
import { optionalText, text } from "../wire/values";

function login(world: World, call: Call) {
  const account = world.accounts.get(text(call.args, "userName"));
  if (!account || text(call.args, "password") !== account.password) {
    throw new VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
  }
  if (!canLogIn(account)) {
    const missing = { object: world.root.ref, privilegeId: "System.View" };
    throw faults.noPermission([missing], world.behaviours.noPermission);
  }
  // What a second login on a live session answers is not certain; it gets a session of its own here.
  const locale = optionalText(call.args, "locale") ?? "en_US";
  const session = world.sessions.open(account, locale, call.remoteAddress, call.userAgent);
  call.setSession(session);
  return sessionData(session);
}

export const SessionManager: Kind<World> = {
  properties: {
    currentSession: (_world, _same, session) => session && sessionData(session),
    sessionList: (world) => world.sessions.all().map(sessionData),
    defaultLocale: () => "en_US",
    messageLocaleList: () => ["en_US"],
    supportedLocaleList: () => ["en_US"],
  },
  methods: {
    Login: login,
    Logout(world, { session, ref, setSession }) {
      if (!session) throw faults.notAuthenticated(ref);
      world.sessions.end(session);
      setSession(undefined);
      return undefined;
    },
    SessionIsActive(world, { args }) {
      if (world.isLoneHost) throw faults.notSupported("SessionManager");
      return world.sessions.get(text(args, "sessionID"))?.account.name === text(args, "userName");
    },
  },
};
