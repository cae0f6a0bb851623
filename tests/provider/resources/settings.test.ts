import assert from "node:assert/strict";
import { readSettings } from "../../../provider/resources/settings";

type Texts = Readonly<Record<string, string>>;
const given: Texts = { "vsphere:vsphereServer": "vc.test", "vsphere:user": "u", "vsphere:password": "hush" };
const read = (config: Texts, environment: Texts = {}) => readSettings((key) => config[key], environment);

const plain = {
  connection: { server: "vc.test", user: "u", password: "hush", allowUnverifiedSsl: false, apiTimeoutMs: 300_000 },
  maxDevicesPerVm: 2,
  refuse: [],
  acceptServer: undefined,
};

describe("settings", () => {
  it("have defaults for all but server, user and password", () => {
    assert.deepEqual(read(given), plain);
  });

  it("come from the environment as well", () => {
    const thumbprint = Array(32).fill("ab").join(":");
    const environment = {
      VSPHERE_SERVER: "[::1]:8989",
      VSPHERE_USER: "root",
      VSPHERE_PASSWORD: "p",
      VSPHERE_ALLOW_UNVERIFIED_SSL: "true",
      VSPHERE_API_TIMEOUT: "0.5",
      VSPHERE_PASSTHROUGH_THUMBPRINT: thumbprint,
      VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: "platform",
      VSPHERE_PASSTHROUGH_REFUSE: "reboot, replace",
    };
    assert.deepEqual(read({}, environment), {
      connection: {
        server: "[::1]:8989",
        user: "root",
        password: "p",
        allowUnverifiedSsl: true,
        apiTimeoutMs: 30_000,
        thumbprint,
      },
      maxDevicesPerVm: undefined,
      refuse: ["reboot", "replace"],
      acceptServer: undefined,
    });
  });

  it("of the stack win over the environment, and an empty variable is none", () => {
    const environment = { VSPHERE_USER: "other", VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM: "" };
    const config = { ...given, "vsphere-passthrough:acceptServer": "id" };
    assert.deepEqual(read(config, environment), { ...plain, acceptServer: "id" });
  });

  const missing = [
    ["vsphere:vsphereServer", "`pulumi config set vsphere:vsphereServer` or the environment variable VSPHERE_SERVER"],
    ["vsphere:user", "`pulumi config set vsphere:user` or the environment variable VSPHERE_USER"],
    ["vsphere:password", "`pulumi config set --secret vsphere:password` or the environment variable VSPHERE_PASSWORD"],
  ] as const;
  for (const [key, how] of missing) {
    it(`${key}: missing, with both ways to give it`, () => {
      const { [key]: _, ...rest } = given;
      assert.throws(() => read(rest), {
        name: "SettingsError",
        message: `${key}: this setting is missing; set it with ${how} [input]`,
      });
    });
  }

  const serverText =
    "expected a host name or address with an optional :port, IPv6 in brackets, without https:// and without a path";
  const variable = (name: string) => ` or the environment variable ${name}`;
  const bad = [
    ["vsphere:vsphereServer", "https://vc.test", serverText, variable("VSPHERE_SERVER")],
    ["vsphere:vsphereServer", "vc.test/sdk", serverText, variable("VSPHERE_SERVER")],
    ["vsphere:allowUnverifiedSsl", "yes", "expected true or false", variable("VSPHERE_ALLOW_UNVERIFIED_SSL")],
    ["vsphere:apiTimeout", "5m", "expected minutes, such as 5", variable("VSPHERE_API_TIMEOUT")],
    ["vsphere:apiTimeout", "0", "expected more than 0 minutes", variable("VSPHERE_API_TIMEOUT")],
    [
      "vsphere-passthrough:thumbprint",
      "ab:cd",
      "expected the SHA-256 fingerprint of the server's certificate, 64 hex digits, colons optional",
      variable("VSPHERE_PASSTHROUGH_THUMBPRINT"),
    ],
    [
      "vsphere-passthrough:maxDevicesPerVm",
      "0",
      'expected a whole number from 1 to 9999, or "platform"',
      variable("VSPHERE_PASSTHROUGH_MAX_DEVICES_PER_VM"),
    ],
    [
      "vsphere-passthrough:refuse",
      "reboots",
      "expected any of reboot, power-cycle, replace, comma-separated",
      variable("VSPHERE_PASSTHROUGH_REFUSE"),
    ],
  ] as const;
  for (const [key, text, expected, how] of bad) {
    it(`${key}: ${JSON.stringify(text)} is not valid`, () => {
      assert.throws(() => read({ ...given, [key]: text }), {
        name: "SettingsError",
        message: `${key}: not valid; found ${JSON.stringify(text)}; ${expected}; set it with \`pulumi config set ${key}\`${how} [input]`,
      });
    });
  }

  for (const [text, allowUnverifiedSsl] of [
    ...["1", "t", "T", "true", "TRUE", "True"].map((yes) => [yes, true] as const),
    ...["0", "f", "F", "false", "FALSE", "False"].map((no) => [no, false] as const),
  ]) {
    it(`vsphere:allowUnverifiedSsl: ${text} is ${allowUnverifiedSsl}, as the vsphere package takes it`, () => {
      const { connection } = read(given, { VSPHERE_ALLOW_UNVERIFIED_SSL: text });
      assert.deepEqual(connection, { ...plain.connection, allowUnverifiedSsl });
    });
  }

  it("of a command come from its environment, by whose names they are told", () => {
    const environment = { VSPHERE_SERVER: "vc.test", VSPHERE_USER: "user" };
    const how = "set it in the environment: a command does not read stack configuration";
    assert.throws(() => readSettings(undefined, environment), {
      name: "SettingsError",
      message: `VSPHERE_PASSWORD: this setting is missing; ${how} [input]`,
    });
    assert.throws(() => readSettings(undefined, { ...environment, VSPHERE_PASSWORD: "p", VSPHERE_API_TIMEOUT: "5m" }), {
      name: "SettingsError",
      message: `VSPHERE_API_TIMEOUT: not valid; found "5m"; expected minutes, such as 5; ${how} [input]`,
    });
    const settings = readSettings(undefined, { ...environment, VSPHERE_PASSWORD: "p" });
    assert.deepEqual([settings.connection.server, settings.acceptServer], ["vc.test", undefined]);
  });

  it("never show a password, not even one that is not valid", () => {
    assert.throws(
      () => read({ ...given, "vsphere:password": "" }),
      (error: Error) => {
        assert.match(error.message, /^vsphere:password: not valid; (?!found).*--secret vsphere:password/);
        return true;
      },
    );
  });

  const accepted = ["vc", "vc.test:443", "10.0.0.1", "[fe80::1]", "[fe80::1]:443"];
  for (const server of accepted) {
    it(`take ${server} for a server`, () => {
      assert.equal(read({ ...given, "vsphere:vsphereServer": server }).connection.server, server);
    });
  }
});
