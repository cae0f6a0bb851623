import assert from "node:assert/strict";
import { profiles, type Simulator, startSimulator } from "../../simulator";
import { appliesAtOnce, release } from "./release";
import { esx01, esx02, esx03, Stage } from "./stage";

describe("lookups in a program", function () {
  this.timeout(60_000);
  let stage: Stage;
  let second: Simulator;

  before(async () => {
    stage = await Stage.open();
    second = await startSimulator({ profile: release, timeScale: 0.02 });
  });

  after(async () => {
    await stage?.close();
    await second?.stop();
  });

  /** The outputs of a program that is applied; it writes nothing on the server. */
  async function outputs(program: string): Promise<Readonly<Record<string, unknown>>> {
    await stage.project.program(program);
    const up = await stage.project.up();
    assert.equal(up.code, 0, up.text);
    assert.deepEqual(stage.takeWrites(), []);
    const { text } = await stage.project.pulumi("stack", "output", "--json");
    return JSON.parse(text);
  }

  it("tell what a host has, what can be passed through, and why not", async () => {
    stage.simulator.admin.setPassthrough(esx02, "0000:b1:00.0", { enabled: true, active: false });
    const { rows, gpus, support, none } = await outputs(`
      const { getHostPciDevices, getHostPassthroughSupport } = passthrough;
      const rows = async () => {
        const devices = await getHostPciDevices({ host: "${esx02}", capableOnly: true });
        return devices.map(({ address, usable, reason }) => [address, usable ? "usable" : reason]);
      };
      const gpus = getHostPciDevices({ host: "host-12", vendorId: 0x10de, classId: "302", name: "tesla" });
      const support = async (host) => {
        const { devices, ...rest } = await getHostPassthroughSupport({ host });
        return { ...rest, count: devices.length };
      };
      module.exports = { rows: rows(), gpus, support: [support("${esx01}"), support("${esx02}")], none: support("${esx03}") };`);
    assert.deepEqual(rows, [
      ["0000:00:14.0", "the host needs it: usb"],
      ["0000:18:00.0", "the host needs it: management, uplink"],
      ["0000:18:00.1", "the host needs it: uplink"],
      ["0000:3b:00.0", "usable"],
      ["0000:5e:00.0", "the host needs it: graphics"],
      ["0000:5e:00.1", "the host needs it: graphics"],
      ["0000:65:00.0", "usable"],
      ["0000:67:00.0", "the host needs it: datastore"],
      ["0000:68:00.0", "the host needs it: boot"],
      ["0000:af:00.0", "a physical function with SR-IOV on"],
      ["0000:b1:00.0", "usable"],
    ]);
    assert.deepEqual(gpus, [
      {
        ...{ address: "0000:3b:00.0", vendorId: "10de", deviceId: "1eb8", subVendorId: "10de", subDeviceId: "12a2" },
        ...{ classId: "0302", vendorName: "NVIDIA Corporation", deviceName: "TU104GL [Tesla T4]", capable: true },
        ...{ enabled: false, active: false, rebootRequired: false, dependentDevice: "0000:3b:00.0", critical: [] },
        ...{ usedBy: [], usable: true, reason: "" },
      },
    ]);
    const { apiVersion } = profiles[release];
    const count = 14;
    assert.deepEqual(support, [
      { iommu: true, apiVersion, canApplyWithoutReboot: false, pendingReboot: [], count },
      { iommu: true, apiVersion, canApplyWithoutReboot: appliesAtOnce, pendingReboot: ["0000:b1:00.0"], count },
    ]);
    assert.deepEqual(none, {
      iommu: false,
      apiVersion,
      canApplyWithoutReboot: appliesAtOnce,
      pendingReboot: [],
      count,
    });
  });

  it("take arguments that are outputs, and answer at preview too when these are known", async () => {
    await stage.project.program(`
      const host = pulumi.output(Promise.resolve("${esx02}"));
      passthrough.getHostPciDevicesOutput({ host, name: "fax" }).apply(([fax]) => pulumi.log.info("found " + fax.address));`);
    const { code, text, infos } = await stage.project.preview();
    assert.deepEqual([code, infos["e2e-test"]], [0, ["found 0000:b1:00.0"]], text);
  });

  it("look on another server with `provider`, and with stack configuration on that of the stack", async () => {
    const { host, user, password, thumbprint } = second;
    second.admin.setPassthrough(esx02, "0000:3b:00.0", { enabled: true, active: true });
    const { project } = stage;
    await project.must("config", "set", "--secret", "vsphere:password", stage.simulator.password);
    const { there, here } = await outputs(`
      const provider = new passthrough.Provider("site", {
        vsphereServer: pulumi.output("${host}"), user: "${user}", password: "${password}", thumbprint: "${thumbprint}",
      });
      const active = async (options) => {
        const [gpu] = await passthrough.getHostPciDevices({ host: "${esx02}", name: "tesla" }, options);
        return gpu.active;
      };
      module.exports = { there: active({ provider }), here: active() };`);
    assert.deepEqual({ there, here }, { there: true, here: false });
    const stored = (await project.everything()).replaceAll(/new passthrough\.Provider[^;]*;/g, "");
    assert.ok(
      !stored.includes(password) && !stored.includes(stage.simulator.password),
      "a password is stored in clear",
    );
  });

  it("end the program with a message when there is no such host, or no such filter", async () => {
    const hosts = [
      "/DC0/host/Cluster0/esx-01.example.test (host-11), /DC0/host/Cluster0/esx-02.example.test (host-12)",
      "/DC0/host/Cluster0/esx-03.example.test (host-13), /DC0/host/esx-04.example.test/esx-04.example.test (host-14)",
    ].join(", ");
    const failures = [
      [
        `getHostPassthroughSupport({ host: "esx-99" })`,
        `host: "esx-99" fits no host; found ${hosts}; exactly one; give the managed object ID or the inventory path [ambiguous]`,
      ],
      [
        `getHostPciDevices({ host: "host-12", vendorId: "nvidia" })`,
        `vendorId: not valid; found "nvidia"; expected a PCI id: hex text such as "10de" or "0x10de", or a number such as 0x10de [input]`,
      ],
    ] as const;
    for (const [call, message] of failures) {
      await stage.project.program(`passthrough.${call};`);
      const { code, text, errors } = await stage.project.preview();
      assert.deepEqual([code, errors["e2e-test"]], [1, [message]], text);
    }
  });
});
