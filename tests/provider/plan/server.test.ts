import assert from "node:assert/strict";
import { promises as dns } from "node:dns";
import sinon from "sinon";
import { gpu, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, device, kinds } from "../resources/operation";
import { enabledCards } from "../resources/programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;

describe("the vCenter that we talk to", () => {
  const time = fakedTime();
  /** What names stand for. */
  const names: Readonly<Record<string, readonly string[]>> = { "alias.example.test": ["10.0.0.5", "2001:DB8::5"] };

  beforeEach(() => {
    sinon.stub(dns, "lookup").callsFake((async (name: string) => {
      if (names[name] === undefined) throw new Error(`ENOTFOUND ${name}`);
      return names[name].map((address) => ({ address, family: 4 }));
    }) as unknown as typeof dns.lookup);
  });
  afterEach(() => sinon.restore());

  function engine(server: string, guestAddresses: readonly string[] | undefined, isOn = true) {
    const vcenter = vm({
      name: "vcenter",
      ...(isOn ? on : {}),
      ...(guestAddresses === undefined ? {} : { guestAddresses }),
    });
    const made = time.engine(
      host({ pci: enabledCards.map((card) => ({ ...card, enabled: card.address !== gpu })) }),
      vcenter,
    );
    made.settings = { ...made.settings, connection: { ...made.settings.connection, server } };
    return made;
  }

  const reboot = (inputs: object = {}) => [
    device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded", evacuate: "shutdown", ...inputs }),
  ];
  const attach = [attachment("nic", { vm: "vcenter", address: "0000:18:00.1", power: "shutdown" })];

  const ofHost = [
    "card: host: host esx-01 (host-12) runs the vCenter that we talk to; found VM vcenter (vm-42); a reboot would end the operation half-way; move the vCenter to another host first [server-host]",
  ];
  const ofVm = [
    "nic: vm: VM vcenter (vm-42) is the vCenter that we talk to; found a change that takes it down; choose another VM [server-vm]",
  ];

  /** What we connect to, what the guest says of itself, and whether that is the same. */
  const table: readonly (readonly [string, readonly string[] | undefined, boolean])[] = [
    ["10.0.0.5", ["10.0.0.5"], true],
    ["10.0.0.5:8443", ["fe80::1", "10.0.0.5"], true],
    ["10.0.0.5", ["10.0.0.50"], false],
    ["vc.example.test", ["vc.example.test"], true],
    ["VC.example.test:443", ["vc.Example.Test", "10.0.0.5"], true],
    ["vc.example.test", ["vc"], false],
    ["[2001:db8::5]", ["2001:db8::5"], true],
    ["[2001:DB8::5]:443", ["10.0.0.5", "2001:db8::5"], true],
    ["[2001:db8::5]", ["2001:db8::50"], false],
    ["alias.example.test", ["vc.example.test", "10.0.0.5"], true],
    ["Alias.example.test:443", ["vc", "2001:db8::5"], true],
    ["alias.example.test", ["vc", "10.0.0.6"], false],
    ["vc.example.test", [], false],
    ["vc.example.test", undefined, false],
  ];
  for (const [server, addresses, isIt] of table) {
    it(`${server} is ${isIt ? "" : "not "}the VM at ${addresses?.join(" and ") || "no address"}`, async () => {
      const rebooted = await engine(server, addresses).preview(reboot());
      assert.deepEqual([rebooted.refused, rebooted.fake.writes], [isIt ? ofHost : [], []]);
      const cycled = await engine(server, addresses).preview(attach);
      assert.deepEqual([cycled.refused, cycled.fake.writes], [isIt ? ofVm : [], []]);
    });
  }

  it("may be on a host that somebody else reboots", async () => {
    assert.deepEqual((await engine("10.0.0.5", ["10.0.0.5"]).preview(reboot({ reboot: "never" }))).refused, []);
  });

  it("is not known of a VM that is off", async () => {
    assert.deepEqual((await engine("10.0.0.5", ["10.0.0.5"], false).preview(attach)).refused, []);
    assert.deepEqual((await engine("10.0.0.5", ["10.0.0.5"], false).preview(reboot())).refused, []);
  });

  it("is looked for again right before the first write", async () => {
    for (const [kind, program, [refusal]] of [
      ["HostPassthroughDevice", reboot(), ofHost],
      ["VmPciAttachment", attach, ofVm],
    ] as const) {
      const { context, fake } = engine("10.0.0.5", ["10.0.0.5"]).start();
      const [name = "", message = ""] = refusal?.split(/: (.*)/) ?? [];
      const [declared] = program;
      assert.ok(declared !== undefined && typeof declared.inputs === "object" && declared.name === name);
      await assert.rejects(time.elapse(kinds[kind].create(context, declared.inputs)), { message });
      assert.deepEqual(fake.writes, []);
    }
  });
});
