import { type Profile, profiles } from "../../simulator";

/** The release of vSphere that these tests run on: the one that the environment names, for `npm run test:releases`. */
export const release = chosen(process.env["SUITE_RELEASE"] ?? "8.0U2");

/** Nothing is applied at once before 7.0, whatever the host says of itself: all that a device needs there is a reboot. */
export const appliesAtOnce = release !== "6.7";

/**
 * The class of devices as programs see it. Where no host takes a device over at once, a program says that the host may be
 * rebooted, but for esx-01: that one has to be rebooted on every release, and tests are about that.
 */
export const deviceClass = appliesAtOnce
  ? "const { HostPassthroughDevice } = passthrough;"
  : `class HostPassthroughDevice extends passthrough.HostPassthroughDevice {
  constructor(name, inputs, options) {
    const policies = inputs.host === "esx-01.example.test" ? {} : { reboot: "ifNeeded", evacuate: "shutdown" };
    super(name, { ...policies, ...inputs }, options);
  }
}`;

/** A test of devices that are applied at once, or of what is said of one that is not. */
export function itAtOnce(title: string, body: Mocha.AsyncFunc | Mocha.Func): void {
  if (appliesAtOnce) it(title, body);
  else it.skip(`${title} (on ${release} nothing is applied at once)`, body);
}

function chosen(name: string): Profile {
  if (!Object.keys(profiles).includes(name)) {
    throw new Error(
      `SUITE_RELEASE: not a release; found "${name}"; expected one of ${Object.keys(profiles).join(", ")}`,
    );
  }
  return name as Profile;
}
