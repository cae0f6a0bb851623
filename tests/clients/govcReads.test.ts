import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Govc, skipReason } from "./govc";

describe(`govc looks at the simulator (${skipReason})`, function () {
  this.timeout(30_000);
  let govc: Govc;

  before(async function () {
    const started = await Govc.start();
    if (started === undefined) return this.skip();
    govc = started;
  });
  after(() => govc?.stop());

  const lines = async (...args: readonly string[]) => (await govc.ok(...args)).split("\n");

  it("about: logs in once, and keeps the session for the commands that follow", async () => {
    assert.equal(
      await govc.ok("about"),
      [
        "FullName:     VMware vCenter Server 8.0.2 build-22617221",
        "Name:         VMware vCenter Server",
        "Vendor:       VMware, Inc.",
        "Version:      8.0.2",
        "Build:        22617221",
        "OS type:      linux-x64",
        "API type:     VirtualCenter",
        "API version:  8.0.2.0",
        "Product ID:   vpx",
        "UUID:         5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21",
      ].join("\n"),
    );
    await govc.ok("about");
    const logins = govc.simulator.calls.filter(({ method }) => method === "Login");
    assert.deepEqual([logins.length, govc.simulator.state().sessions], [1, 1]);
    govc.simulator.admin.expireSessions();
    await govc.ok("about");
    assert.equal(govc.simulator.state().sessions, 1);
  });

  it("about: is refused with a wrong password", async () => {
    const { code, out } = await govc.run(["about"], { GOVC_PASSWORD: "wrong", GOVC_PERSIST_SESSION: "false" });
    assert.deepEqual(
      [code, out],
      [1, "govc: ServerFaultCode: Cannot complete login due to an incorrect user name or password."],
    );
  });

  it("about: trusts the certificate as an authority, by its thumbprint, or not at all", async () => {
    const sha1 = createHash("sha1").update(new X509Certificate(govc.simulator.certificate).raw).digest("hex");
    const knownHosts = join(tmpdir(), `govc-known-hosts-${process.pid}`);
    const { host } = govc.simulator;
    const about = (env: Record<string, string>) =>
      govc.run(["about"], { GOVC_TLS_CA_CERTS: "", GOVC_PERSIST_SESSION: "false", ...env });
    await writeFile(knownHosts, `${host} ${sha1.toUpperCase().match(/../g)?.join(":")}\n`);
    assert.equal((await about({ GOVC_TLS_KNOWN_HOSTS: knownHosts })).code, 0);
    assert.equal((await about({ GOVC_INSECURE: "true" })).code, 0);
    const { code, out } = await about({});
    assert.equal(code, 1);
    assert.match(out, /certificate/);
  });

  it("ls", async () => {
    assert.deepEqual(await lines("ls"), ["/DC0/vm", "/DC0/host", "/DC0/datastore", "/DC0/network"]);
    assert.deepEqual((await lines("ls", "/DC0/host/Cluster0")).sort(), [
      "/DC0/host/Cluster0/Resources",
      "/DC0/host/Cluster0/VM Network",
      "/DC0/host/Cluster0/esx-01.example.test",
      "/DC0/host/Cluster0/esx-02.example.test",
      "/DC0/host/Cluster0/esx-03.example.test",
    ]);
    assert.deepEqual(await lines("ls", "-i", "vm/research/ml"), ["VirtualMachine:vm-111", "VirtualMachine:vm-112"]);
  });

  it("find: by type, by name, by property", async () => {
    assert.deepEqual(await lines("find", "/", "-type", "h"), [
      "/DC0/host/Cluster0/esx-01.example.test",
      "/DC0/host/Cluster0/esx-02.example.test",
      "/DC0/host/Cluster0/esx-03.example.test",
      "/DC0/host/esx-04.example.test/esx-04.example.test",
    ]);
    assert.deepEqual(await lines("find", "/", "-type", "m", "-name", "ml-*"), [
      "/DC0/vm/research/ml/ml-01",
      "/DC0/vm/research/ml/ml-02",
    ]);
    const running = await lines("find", ".", "-type", "m", "-runtime.powerState", "poweredOn");
    const { vms } = govc.simulator.state();
    const expected = Object.values(vms).filter(({ power }) => power === "poweredOn");
    assert.equal(running.length, expected.length);
  });

  it("tree", async () => {
    assert.deepEqual((await lines("tree", "/DC0/host")).slice(1), [
      "├── Cluster0",
      "│   ├── Resources",
      "│   ├── esx-01.example.test",
      "│   ├── esx-02.example.test",
      "│   └── esx-03.example.test",
      "└── esx-04.example.test",
      "    ├── Resources",
      "    └── esx-04.example.test",
    ]);
  });

  it("object.collect: of one object, and of all of a type", async () => {
    const host = "HostSystem:host-12";
    assert.equal(await govc.ok("object.collect", "-s", host, "name"), "esx-02.example.test");
    assert.equal(await govc.ok("object.collect", "-s", host, "hardware.memorySize"), String(256 * 1024 ** 3));
    const passthru = JSON.parse(await govc.ok("object.collect", "-json", host, "config.pciPassthruInfo"));
    const [{ val }] = passthru as [{ val: { _value: readonly { id: string; passthruCapable: boolean }[] } }];
    const { devices } = govc.simulator.state().hosts["host-12"] ?? assert.fail();
    assert.deepEqual(
      val._value.map(({ id, passthruCapable }) => [id, passthruCapable]),
      devices.map(({ address, capable }) => [address, capable]),
    );
    const names = await lines("object.collect", "-s", "-type", "h", "/", "name");
    assert.deepEqual(
      names.sort(),
      [1, 2, 3, 4].map((number) => `esx-0${number}.example.test`),
    );
    assert.match(await govc.fails("object.collect", host, "nonsense"), /InvalidProperty|is not valid/);
  });

  it("host.info: in short, and all of it", async () => {
    assert.deepEqual((await lines("host.info", "-host", "esx-02.example.test")).slice(0, 3), [
      "Name:              esx-02.example.test",
      "  Path:            /DC0/host/Cluster0/esx-02.example.test",
      "  Manufacturer:    Dell Inc.",
    ]);
    const { hostSystems } = JSON.parse(await govc.ok("host.info", "-json", "-host", "esx-02.example.test"));
    const [{ hardware, config, runtime }] = hostSystems;
    const gpu = hardware.pciDevice.find((one: { id: string }) => one.id === "0000:5e:00.0");
    // Above 7fff and 7f: negative on the wire, and so in govc's own types; the bus is a byte without sign there.
    assert.deepEqual([gpu.vendorId, gpu.deviceId, gpu.bus], [0x8086 - 0x10000, 0xe211 - 0x10000, 0x5e]);
    assert.equal(config.pciPassthruInfo.length, hardware.pciDevice.length);
    assert.equal(runtime.connectionState, "connected");
  });

  it("vm.info: in short, and all of it", async () => {
    const text = await govc.ok("vm.info", "ml-01");
    for (const line of [
      "Path:         /DC0/vm/research/ml/ml-01",
      "Memory:       8192MB",
      "Power state:  poweredOff",
    ]) {
      assert.ok(text.includes(line), text);
    }
    const { virtualMachines } = JSON.parse(await govc.ok("vm.info", "-json", "ml-01"));
    const [{ config, runtime }] = virtualMachines;
    assert.deepEqual(
      [config.version, config.memoryReservationLockedToMax, runtime.host.value],
      ["vmx-21", true, "host-12"],
    );
  });

  it("device.ls and device.info", async () => {
    const devices = await lines("device.ls", "-vm", "ml-01");
    assert.ok(devices.includes("pci-100       VirtualPCIController       PCI controller 0"), devices.join("\n"));
    assert.deepEqual((await lines("device.info", "-vm", "ml-01", "ethernet-0")).slice(0, 8), [
      "Name:               ethernet-0",
      "  Type:             VirtualVmxnet3",
      "  Label:            Network adapter 1",
      "  Summary:          VM Network",
      "  Key:              4000",
      "  Controller:       pci-100",
      "  Unit number:      7",
      "  Connected:        false",
    ]);
  });

  it("host.option.ls: all, and one", async () => {
    const on = ["-host", "esx-03.example.test"];
    assert.ok((await lines("host.option.ls", ...on)).includes("VMkernel.Boot.disableACSCheck:  false"));
    assert.equal(await govc.ok("host.option.ls", ...on, "Mem.ShareScanTime"), "Mem.ShareScanTime:  60");
    assert.match(await govc.fails("host.option.ls", ...on, "No.Such"), /The name 'No\.Such' is invalid/);
  });

  it("session.ls", async () => {
    const [head, ...rows] = await lines("session.ls");
    assert.match(head ?? "", /^Key +Name +Created +Idle +Host +Agent/);
    assert.equal(rows.length, govc.simulator.state().sessions);
    assert.match(rows.join("\n"), / {2}administrator@vsphere\.local .* 127\.0\.0\.1 .*govc/);
  });
});
