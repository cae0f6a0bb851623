import { faults, VimFault } from "../model/fault";
import type { Call, Kind } from "../model/managed";
import { sessionData } from "../model/sessions";
import type { World } from "../model/world";
import { optionalText, text } from "../wire/values";

function login(world: World, call: Call) {
  const userName = text(call.args, "userName");
  if (userName !== world.user || text(call.args, "password") !== world.password) {
    throw new VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
  }
  // What a second login on a live session answers is not certain; it gets a session of its own here.
  const locale = optionalText(call.args, "locale") ?? "en_US";
  const session = world.sessions.open(userName, locale, call.remoteAddress, call.userAgent);
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
      return world.sessions.get(text(args, "sessionID"))?.userName === text(args, "userName");
    },
  },
};
