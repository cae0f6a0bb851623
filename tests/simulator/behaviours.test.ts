import assert from "node:assert/strict";
import { type Behaviours, defaultInventory } from "../../simulator";
import { usualBehaviours } from "../../simulator/behaviours";
import {
  addDevice,
  all,
  Client,
  collector,
  envelope,
  one,
  passthru,
  retrieve,
  started,
  stopAll,
  xsiType,
} from "./client";

const gpu = "0000:3b:00.0";
const pci = (host: number) => `HostPciPassthruSystem:pciPassthruSystem-${host}`;

type Try = (client: Client) => Promise<unknown>;

/** The behaviour of each value, the default first. */
type Case<K extends keyof Behaviours> = {
  readonly does: Try;
  readonly shows: Readonly<Record<Behaviours[K], unknown>>;
};

const configFault = "An error occurred during host configuration.";

/** Puts a device into a VM that is off, with its memory reserved or not. */
async function attach(client: Client, vm: string, host: string): Promise<void> {
  client.simulator.admin.setPassthrough(host, gpu, { enabled: true, active: true });
  const systemId = client.simulator.state().hosts[host]?.systemId ?? "";
  assert.equal(
    await client.task(`VirtualMachine:${vm}`, "ReconfigVM_Task", `<spec>${addDevice(gpu, systemId)}</spec>`),
    "success",
  );
}

const hotPlug: Try = async (client) => {
  const spec = `<spec>${addDevice(gpu, "x")}</spec>`;
  return (await client.task("VirtualMachine:vm-101", "ReconfigVM_Task", spec)).split(":")[0];
};

const override = (operation: string) =>
  `<spec xsi:type="ClusterConfigSpecEx"><drsVmConfigSpec><operation>${operation}</operation><info><key type="VirtualMachine">vm-102</key><behavior>manual</behavior></info></drsVmConfigSpec></spec><modify>true</modify>`;

const cases: { readonly [K in keyof Behaviours]: Case<K> } = {
  unknownDevice: {
    does: (client) => client.fails(pci(12), "UpdatePassthruConfig", passthru(["0000:ff:00.0"], true)),
    shows: {
      PlatformConfigFault: `PlatformConfigFault: ${configFault}`,
      HostConfigFault: `HostConfigFault: ${configFault}`,
      InvalidArgument: "InvalidArgument: A specified parameter was not correct: config[0].id",
    },
  },
  incapableDevice: {
    does: (client) => client.fails(pci(12), "UpdatePassthruConfig", passthru(["0000:16:02.0"], true)),
    shows: {
      PlatformConfigFault: `PlatformConfigFault: ${configFault}`,
      HostConfigFault: `HostConfigFault: ${configFault}`,
    },
  },
  applyNowRefused: {
    async does(client) {
      const now = passthru([gpu], true, "<applyNow>true</applyNow>");
      const { fault } = await client.call(pci(11), "UpdatePassthruConfig", now);
      const device = client.simulator.state().hosts["host-11"]?.devices.find(({ address }) => address === gpu);
      return [fault?.type, device?.enabled, device?.active];
    },
    shows: { pending: [undefined, true, false], HostConfigFault: ["HostConfigFault", false, false] },
  },
  siblings: {
    async does(client) {
      await client.ok(pci(12), "UpdatePassthruConfig", passthru(["0000:5e:00.0"], true));
      return client.simulator.state().hosts["host-12"]?.devices.filter(({ enabled }) => enabled).length;
    },
    shows: { follow: 2, stay: 1 },
  },
  powerOnRefusal: {
    async does(client) {
      await attach(client, "vm-102", "host-11");
      return client.task("VirtualMachine:vm-102", "PowerOnVM_Task");
    },
    shows: {
      GenericVmConfigFault:
        "GenericVmConfigFault: Invalid memory setting: memory reservation (sched.mem.min) should be equal to memsize(8192).",
      InvalidVmConfig:
        "InvalidVmConfig: Invalid memory setting: memory reservation (sched.mem.min) should be equal to memsize(8192).",
    },
  },
  hotPlugRefusal: {
    does: hotPlug,
    shows: {
      GenericVmConfigFault: "GenericVmConfigFault",
      InvalidPowerState: "InvalidPowerState",
      DeviceHotPlugNotSupported: "DeviceHotPlugNotSupported",
    },
  },
  coldMigration: {
    async does(client) {
      await attach(client, "vm-103", "host-11");
      const to = '<spec><host type="HostSystem">host-12</host></spec>';
      const moved = await client.task("VirtualMachine:vm-103", "RelocateVM_Task", to);
      const start = await client.task("VirtualMachine:vm-103", "PowerOnVM_Task");
      return [moved.split(":")[0], start.split(":")[0]];
    },
    shows: {
      refused: ["DisallowedMigrationDeviceAttached", "success"],
      allowed: ["success", "GenericVmConfigFault"],
    },
  },
  heldDevices: {
    async does(client) {
      await attach(client, "vm-102", "host-11");
      const host = '<host type="HostSystem">host-11</host>';
      const answer = await client.ok("EnvironmentBrowser:envbrowser-domain-c8", "QueryConfigTarget", host);
      return all(answer.values[0], "pciPassthrough").length;
    },
    shows: { listed: 1, hidden: 0 },
  },
  deviceIdText: {
    async does(client) {
      await attach(client, "vm-102", "host-11");
      const devices = await client.property("VirtualMachine:vm-102", "config.hardware.device");
      const held = devices?.children.find((device) => xsiType(device) === "VirtualPCIPassthrough");
      return one(held, "backing", "deviceId")?.text;
    },
    shows: { asWritten: "1eb8", hex: "0x1eb8" },
  },
  dynamicIds: {
    async does(client) {
      client.simulator.admin.setPassthrough("host-11", "0000:5e:00.0", { active: true });
      const host = '<host type="HostSystem">host-11</host>';
      const answer = await client.ok("EnvironmentBrowser:envbrowser-domain-c8", "QueryConfigTarget", host);
      return one(answer.values[0], "dynamicPassthrough", "vendorId")?.text;
    },
    shows: { unsigned: "32902", signed: "-32634" },
  },
  overrideMismatch: {
    async does(client) {
      const cluster = "ClusterComputeResource:domain-c8";
      const change = (operation: string) =>
        client.task(cluster, "ReconfigureComputeResource_Task", override(operation));
      return [
        (await change("edit")).split(":")[0],
        (await change("add")).split(":")[0],
        (await change("add")).split(":")[0],
      ];
    },
    shows: {
      InvalidArgument: ["InvalidArgument", "success", "InvalidArgument"],
      accepted: ["success", "success", "success"],
    },
  },
  silentHost: {
    async does(client) {
      client.simulator.admin.setConnection("host-12", "notResponding");
      return (await client.fails(pci(12), "UpdatePassthruConfig", passthru([gpu], true))).split(":")[0];
    },
    shows: {
      HostNotReachable: "HostNotReachable",
      HostNotConnected: "HostNotConnected",
      HostCommunication: "HostCommunication",
    },
  },
  readWithoutSession: {
    async does({ simulator }) {
      const stranger = new Client(simulator);
      const read = await stranger.call(
        collector(simulator),
        "RetrievePropertiesEx",
        retrieve("HostSystem:host-11", "name"),
      );
      const missing = one(read.values[0], "objects", "missingSet", "fault", "fault");
      const session = await stranger.property("SessionManager:SessionManager", "currentSession");
      return [read.fault?.type, xsiType(missing), session];
    },
    shows: {
      missingSet: [undefined, "NotAuthenticated", undefined],
      fault: ["NotAuthenticated", undefined, undefined],
    },
  },
  newerVersion: {
    async does(client) {
      const now = '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>';
      const { status, fault, text } = await client.post(envelope(now), { version: "9.1.0.0" });
      return [status, fault?.message, /<faultcode>(\w+)</.exec(text)?.[1]];
    },
    shows: {
      served: [200, undefined, undefined],
      refused: [500, 'Unsupported version URI "urn:vim25/9.1.0.0"', "VersionMismatchFaultCode"],
    },
  },
  noPermission: {
    async does({ simulator }) {
      const { VSPHERE_USER: user = "", VSPHERE_PASSWORD: password = "" } = simulator.envOf("viewer");
      const viewer = await new Client(simulator).login({ user, password });
      const both = `<spec><memoryMB>4096</memoryMB>${addDevice(gpu, "x")}</spec>`;
      const { fault } = await viewer.call("VirtualMachine:vm-102", "ReconfigVM_Task", both);
      const listed = all(one(fault?.detail, "missingPrivileges"), "privilegeIds").map(({ text }) => text);
      return [one(fault?.detail, "object")?.text, one(fault?.detail, "privilegeId")?.text, ...listed];
    },
    shows: {
      both: [
        ...["vm-102", "VirtualMachine.Config.AddRemoveDevice"],
        ...["VirtualMachine.Config.AddRemoveDevice", "VirtualMachine.Config.Memory"],
      ],
      missingPrivileges: [
        ...[undefined, undefined],
        ...["VirtualMachine.Config.AddRemoveDevice", "VirtualMachine.Config.Memory"],
      ],
    },
  },
};

describe("simulator: behaviours that can be switched", () => {
  afterEach(stopAll);

  for (const [name, { does, shows }] of Object.entries(cases)) {
    const [usual] = Object.keys(shows);
    for (const [value, expected] of Object.entries(shows)) {
      it(`${name}: ${value}${value === usual ? ", unless told otherwise" : ""}`, async () => {
        assert.equal(usualBehaviours[name as keyof Behaviours], usual);
        const { client } = await started({
          inventory: defaultInventory(),
          users: [{ name: "viewer", permissions: [{ privileges: [] }] }],
          ...(value === usual ? {} : { behaviours: { [name]: value } }),
        });
        assert.deepEqual(await does(client), expected);
      });
    }
  }
});
