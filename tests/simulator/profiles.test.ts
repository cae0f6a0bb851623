import assert from "node:assert/strict";
import type { Profile, SimulatorOptions } from "../../simulator";
import { negotiate } from "../../simulator/schema/version";
import type { Element } from "../../simulator/wire/xml";
import { isNewer } from "../wire/paths";
import { fieldsOf } from "../wire/published";
import { all, Client, collector, http, one, passthru, retrieve, started, stopAll } from "./client";

/** What tells the releases apart. */
interface Release {
  readonly apiVersion: string;
  readonly product: string;
  /** The newest hardware version, and how many passthrough devices a VM may have by its hardware version. */
  readonly newest: number;
  readonly limits: Readonly<Record<string, number>>;
  readonly hasApplyNow: boolean;
  readonly hasLabel: boolean;
}

const releases: Readonly<Record<Profile, Release>> = {
  "6.7": {
    ...{ apiVersion: "6.7", product: "6.7.0", newest: 14, limits: { "vmx-10": 6, "vmx-14": 16 } },
    ...{ hasApplyNow: false, hasLabel: false },
  },
  "7.0U3": {
    ...{ apiVersion: "7.0.3.0", product: "7.0.3", newest: 19, limits: { "vmx-10": 6, "vmx-19": 16 } },
    ...{ hasApplyNow: true, hasLabel: true },
  },
  "8.0U2": {
    ...{ apiVersion: "8.0.2.0", product: "8.0.2", newest: 21, limits: { "vmx-19": 16, "vmx-20": 64, "vmx-21": 128 } },
    ...{ hasApplyNow: true, hasLabel: true },
  },
  "9.0": {
    ...{ apiVersion: "9.0.0.0", product: "9.0.0", newest: 22, limits: { "vmx-20": 64, "vmx-21": 128, "vmx-22": 128 } },
    ...{ hasApplyNow: true, hasLabel: true },
  },
};

const host = "HostSystem:host-12";
const pci = "HostPciPassthruSystem:pciPassthruSystem-12";
const gpu = "0000:3b:00.0";

/** A client that speaks the version of the server. */
async function on(profile: Profile, options: SimulatorOptions = {}): Promise<Client> {
  const { simulator } = await started({ profile, ...options });
  return new Client(simulator, releases[profile].apiVersion).login();
}

async function option(client: Client, version: string): Promise<number> {
  const answer = await client.ok(
    "EnvironmentBrowser:envbrowser-domain-c8",
    "QueryConfigOptionEx",
    `<spec><key>${version}</key></spec>`,
  );
  const devices = one(answer.values[0], "hardwareOptions", "virtualDeviceOption", "numPCIPassthroughDevices");
  return Number(one(devices, "max")?.text);
}

for (const [profile, release] of Object.entries(releases) as [Profile, Release][]) {
  describe(`simulator: profile ${profile}`, () => {
    afterEach(stopAll);

    it("says what it is, and lists no newer version", async () => {
      const client = await on(profile);
      const answer = await client.ok("ServiceInstance:ServiceInstance", "RetrieveServiceContent");
      const about = one(answer.values[0], "about");
      const said = ["apiVersion", "version"].map((name) => one(about, name)?.text);
      assert.deepEqual(said, [release.apiVersion, release.product]);
      const { text } = await http(client.simulator, "GET", "/sdk/vimServiceVersions.xml");
      assert.equal(/<version>([^<]+)</.exec(text)?.[1], release.apiVersion);
    });

    it("runs hardware versions up to its newest, each with its limit", async () => {
      const client = await on(profile);
      for (const [version, limit] of Object.entries(release.limits)) assert.equal(await option(client, version), limit);
      await assert.rejects(option(client, `vmx-${release.newest + 1}`), { message: /InvalidArgument/ });
      const versions = Object.values(client.simulator.state().vms).map((vm) => vm.hardwareVersion);
      assert.equal(Math.max(...versions), Math.min(21, release.newest));
    });

    it(`applies passthrough ${release.hasApplyNow ? "at once where the host can" : "at the next boot only"}`, async () => {
      const client = await on(profile);
      const now = "<applyNow>true</applyNow>";
      const device = () => client.simulator.state().hosts["host-12"]?.devices.find(({ address }) => address === gpu);
      if (release.hasApplyNow) await client.ok(pci, "UpdatePassthruConfig", passthru([gpu], true, now));
      else {
        assert.match(
          await client.fails(pci, "UpdatePassthruConfig", passthru([gpu], true, now)),
          /^InvalidRequest: Unexpected element tag "applyNow" seen/,
        );
        await client.ok(pci, "UpdatePassthruConfig", passthru([gpu], true));
      }
      assert.deepEqual([device()?.enabled, device()?.active], [true, release.hasApplyNow]);
      const capability = "capability.deviceRebindWithoutRebootSupported";
      if (release.hasApplyNow) assert.equal(await client.text(host, capability), "true");
      else {
        assert.equal(
          await client.fails(collector(client.simulator), "RetrievePropertiesEx", retrieve(host, capability)),
          `InvalidProperty: The property '${capability}' is not valid.`,
        );
      }
    });

    it(`${release.hasLabel ? "takes" : "knows no"} hardware labels`, async () => {
      const client = await on(profile);
      const label = passthru([gpu], true, "<hardwareLabel>a</hardwareLabel>");
      if (release.hasLabel) await client.ok(pci, "UpdatePassthruConfig", label);
      else {
        assert.match(
          await client.fails(pci, "UpdatePassthruConfig", label),
          /^InvalidRequest: Unexpected element tag "hardwareLabel" seen/,
        );
      }
    });

    for (const apiType of ["VirtualCenter", "HostAgent"] as const) {
      it(`shows all of a ${apiType}, in its own version and in older ones`, async () => {
        const lone = { datacenters: [{ name: "ha-datacenter", hosts: [{ name: "esx" }] }] };
        const inventory = { inventory: { server: { apiType }, ...lone } };
        const client = await on(profile, apiType === "HostAgent" ? inventory : {});
        for (const { apiVersion } of Object.values(releases)) {
          const older = new Client(client.simulator, apiVersion);
          await readAll(await older.login());
        }
      });
    }
  });
}

/** Every property of every object of the inventory, and of what hangs on it: the root hook looks at the answers. */
async function readAll(client: Client): Promise<void> {
  const root = collector(client.simulator).includes("ha-") ? "ha-folder-root" : "group-d1";
  const view = await client.ok(
    "ViewManager:ViewManager",
    "CreateContainerView",
    `<container type="Folder">${root}</container><recursive>true</recursive>`,
  );
  const traversal = '<selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet>';
  const start = `<obj type="ContainerView">${view.values[0]?.text}</obj><skip>true</skip>${traversal}`;
  const objects = await allOf(client, "ManagedEntity", start);
  assert.ok(objects.length > 3);
  for (const [type, id] of services(client)) await allOf(client, type, `<obj type="${type}">${id}</obj>`);
  for (const value of objects.flatMap(({ children }) => children.flatMap((property) => one(property, "val") ?? []))) {
    if (value.attributes.get("type") === "EnvironmentBrowser") await askBrowser(client, value.text);
    for (const { text, attributes } of value.children) {
      const type = attributes.get("type") ?? "";
      const start = `<obj type="${type}">${text}</obj>`;
      if (/^(HostPciPassthruSystem|OptionManager)$/.test(type)) await allOf(client, type, start);
    }
  }
}

async function allOf(client: Client, type: string, start: string) {
  const spec = `<specSet><propSet><type>${type}</type><all>true</all></propSet><objectSet>${start}</objectSet></specSet>`;
  const objects = (await client.ok(collector(client.simulator), "RetrieveProperties", spec)).values;
  const version = negotiate(`urn:vim25/${client.version}`, client.simulator.inventory.server.apiVersion);
  for (const object of objects) assertRequired(version, object);
  return objects;
}

/** A real server leaves no property out that the API has as required. */
function assertRequired(version: string, object: Element): void {
  const type = one(object, "obj")?.attributes.get("type") ?? "";
  const given = all(object, "propSet").map((property) => one(property, "name")?.text);
  const required = fieldsOf(type).filter(({ optional, since }) => !optional && !isNewer(since, version));
  assert.deepEqual(
    required.flatMap(({ name }) => (given.includes(name) ? [] : [`${type}.${name}`])),
    [],
  );
}

/** The objects that there is one of. */
function services({ simulator }: Client): readonly (readonly [string, string])[] {
  const isHost = collector(simulator).includes("ha-");
  return [
    ["ServiceInstance", "ServiceInstance"],
    ["SessionManager", isHost ? "ha-sessionmgr" : "SessionManager"],
    ["TaskManager", isHost ? "ha-taskmgr" : "TaskManager"],
  ];
}

async function askBrowser(client: Client, id: string): Promise<void> {
  for (const what of ["ConfigTarget", "ConfigOptionEx", "ConfigOptionDescriptor", "TargetCapabilities"]) {
    await client.ok(`EnvironmentBrowser:${id}`, `Query${what}`);
  }
}
