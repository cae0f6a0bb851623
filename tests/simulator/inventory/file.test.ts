import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { defaultInventory, InventoryError, parseInventory, readInventory } from "../../../simulator";

describe("simulator: inventory files", () => {
  const folder = mkdtempSync(join(tmpdir(), "inventory-"));
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  copyFileSync(join(__dirname, "esxcli", "esxi80.txt"), join(folder, "esxi80.txt"));

  it("are JSON or YAML, with the same meaning", () => {
    const wanted = parseInventory(defaultInventory());
    assert.deepEqual(readInventory(file("a.json", JSON.stringify(defaultInventory()))), wanted);
    assert.deepEqual(readInventory(file("b.json", JSON.stringify(defaultInventory(), null, "\t"))), wanted);
    assert.deepEqual(readInventory(file("a.yaml", stringify(defaultInventory()))), wanted);
  });

  it("mean the same when they are large, and name the line of a mistake too", () => {
    const vms = Array.from({ length: 3000 }, (_, index) => ({
      name: `vm-${index}`,

      memoryMB: 4096 + 4 * index,
      folder: "a/long/enough/folder/to/make/the/file/large",
    }));
    const large = { datacenters: [{ name: "DC", hosts: [{ name: "esx", vms }] }] };
    assert.deepEqual(readInventory(file("large.json", JSON.stringify(large))), parseInventory(large));
    const wrong = JSON.stringify(large, null, 1).replace('"memoryMB": 4100', '"memoryMB": "a lot"');
    assert.throws(() => readInventory(file("wrong.json", wrong)), {
      message: `${join(folder, "wrong.json")}:16:20: inventory.datacenters.0.hosts.0.vms.1.memoryMB: of the wrong kind; found "a lot"; expected a number; correct it`,
    });
  });

  it("may be UTF-16 or begin with a byte order mark, as some shells and editors write them", () => {
    const text = "datacenters:\n  - name: Überlingen\n";
    for (const bytes of [Buffer.from(`\ufeff${text}`, "utf16le"), Buffer.from(`\ufeff${text}`)]) {
      assert.equal(readInventory(file("wide.yaml", bytes)).datacenters[0]?.name, "Überlingen");
    }
  });

  it("may say the same thing once, by an alias", () => {
    const text = [
      "datacenters:",
      "  - name: DC",
      "    hosts:",
      "      - { name: a, pci: &pci [{ address: '0000:3b:00.0', vendorId: 10de, deviceId: 1eb8, classId: '0302', vendorName: N, deviceName: T4 }] }",
      "      - { name: b, pci: *pci }",
    ].join("\n");
    const [a, b] = readInventory(file("alias.yaml", text)).datacenters[0]?.hosts ?? [];
    assert.deepEqual([a?.pci.length, b?.pci], [1, a?.pci]);
  });

  it("may take the cards of a host from a list of esxcli beside them, and change one of them", () => {
    const text = [
      "datacenters:",
      "  - name: DC",
      "    clusters:",
      "      - name: C",
      "        hosts:",
      "          - name: esx-b2",
      "            pciFromEsxcli: esxi80.txt",
      "            pci:",
      "              - address: 0000:98:00.0",
      '                vendorId: "15b3"',
      '                deviceId: "101f"',
      '                classId: "0200"',
      "                vendorName: Mellanox Technologies",
      "                deviceName: ConnectX-6 Lx",
      "                enabled: true",
      "            vmkernel: []",
      "            vms:",
      "              - { name: vm, passthrough: ['0000:3b:00.0'] }",
    ].join("\n");
    const host = readInventory(file("listed.yaml", text)).datacenters[0]?.clusters[0]?.hosts[0];
    assert.deepEqual(
      host?.pci.map(({ address, deviceName, enabled }) => [address, deviceName, enabled]),
      [
        ["0000:98:00.0", "ConnectX-6 Lx", true],
        ["0000:3b:00.0", "AD102GL [L40S]", true],
        ["0000:ca:00.0", "NVMe SSD Controller CM7", false],
      ],
    );
    assert.deepEqual([host?.nics, host?.vmkernel, host?.adapters[0]?.device], [[], [], "vmhba2"]);
  });

  const card = "address: 0000:3b:00.0, vendorId: 10de, deviceId: 1eb8, classId: '0302', vendorName: N, deviceName: T4";
  const host = (...lines: readonly string[]) =>
    ["datacenters:", "  - name: DC", "    hosts:", "      - name: esx", ...lines.map((line) => `        ${line}`)].join(
      "\n",
    );

  const malformed: readonly (readonly [string, string, string])[] = [
    [
      "an id that YAML takes for a number",
      host("pci:", "  - address: 0000:3b:00.0", "    vendorId: 8086"),
      '7:23: inventory.datacenters.0.hosts.0.pci.0.vendorId: of the wrong kind; found the number 8086; expected four lower-case hex digits in quotes, such as "10de"; write it in quotes',
    ],
    [
      "a key that nothing has, at the key",
      host("pcie: []"),
      '5:9: inventory.datacenters.0.hosts.0.pcie: no such key; found "pcie"; expected one of id, name, uuid, systemId, serialNumber, vendor, model, memoryMB, cores, iommu, rebindWithoutReboot, connection, maintenance, pciFromEsxcli, pci, nics, switches, distributedSwitches, vmkernel, adapters, volumes, diagnosticDisk, graphics, options, vms; correct or remove it',
    ],
    [
      "a key that is missing, at the object that lacks it",
      host("nics:", "  - device: vmnic0"),
      "6:13: inventory.datacenters.0.hosts.0.nics.0.address: missing; found nothing; expected a PCI address such as 0000:3b:00.0; add it",
    ],
    [
      "a value out of a closed set",
      host("vms:", "  - { name: vm, power: on }"),
      '6:32: inventory.datacenters.0.hosts.0.vms.0.power: not a known value; found "on"; expected one of "poweredOn", "poweredOff", "suspended"; correct it',
    ],
    [
      "what fits none of several kinds",
      host("switches:", "  - { name: s, portgroups: [7] }"),
      "6:37: inventory.datacenters.0.hosts.0.switches.0.portgroups.0: of the wrong kind; found the number 7; expected a string or an object; write it in quotes",
    ],
    [
      "a device that the host lacks",
      host(`pci: [{ ${card} }]`, "vms:", "  - name: vm", "    passthrough:", "      - 0000:3c:00.0"),
      '9:17: inventory.datacenters.0.hosts.0.vms.0.passthrough.0: the host has no such PCI device; found "0000:3c:00.0"; expected one of 0000:3b:00.0; correct the address, or add the device to `pci`',
    ],
    [
      "two cards in one slot",
      host("pci:", `  - { ${card} }`, `  - { ${card} }`),
      '7:24: inventory.datacenters.0.hosts.0.pci.1.address: used twice; found "0000:3b:00.0"; expected one device per address of a host; give it another one',
    ],
    ["an empty file", "", "inventory: of the wrong kind; found null; expected an object; correct it"],
    [
      "a bracket that is not closed",
      "datacenters: [\n  { name: DC }\nserver: {}\n",
      '3:1: neither JSON nor YAML; found "server: {}"; Flow sequence in block collection must be sufficiently indented and end with a ]; correct it there or just before',
    ],
    [
      "JSON that ends too early",
      '{ "datacenters": [',
      "1:19: neither JSON nor YAML; found the end of the line; Flow sequence in block collection must be sufficiently indented and end with a ]; correct it there or just before",
    ],
    [
      "a key given twice",
      "datacenters: []\ndatacenters: []\n",
      '2:1: neither JSON nor YAML; found "datacenters: []"; Map keys must be unique; correct it there or just before',
    ],
    [
      "an alias of nothing",
      "datacenters: *none\n",
      "aliases that cannot be resolved; found Unresolved alias (the anchor must be set before the alias): none; write them out",
    ],
    [
      "aliases that unfold without end",
      `a: &a [x]\n${"bcdefgh"
        .split("")
        .map((key, i) => `${key}: &${key} [${`*${"abcdefgh"[i]}, `.repeat(9)}]`)
        .join("\n")}`,
      "aliases that cannot be resolved; found Excessive alias count indicates a resource exhaustion attack; write them out",
    ],
  ];
  for (const [what, text, message] of malformed) {
    it(`refuses ${what}`, () => {
      const path = file("bad.yaml", text);
      assert.throws(
        () => readInventory(path),
        (error) => {
          assert.ok(error instanceof InventoryError);
          assert.equal(error.message, `${path}:${/^\d/.test(message) ? "" : " "}${message}`);
          return true;
        },
      );
    });
  }

  it("tells the place as fields, too", () => {
    const path = file("bad.json", '{\n  "datacenters": [{ "name": 7 }]\n}');
    assert.throws(
      () => readInventory(path),
      (error) => {
        assert.ok(error instanceof InventoryError);
        assert.deepEqual(error.place, { file: path, line: 2, column: 29 });
        assert.deepEqual(error.problem.path, ["inventory", "datacenters", 0, "name"]);
        return true;
      },
    );
  });

  it("name the other file where that one is wrong or missing", () => {
    file("broken.txt", "0000:3b:00.0\n  Vendor ID: nvidia\n");
    assert.throws(() => readInventory(file("a.yaml", host("pciFromEsxcli: broken.txt"))), {
      message: `${join(folder, "broken.txt")}:2: 0000:3b:00.0 Vendor ID: not an id; found "nvidia"; expected hex digits such as 0x10de; give what \`esxcli hardware pci list\` prints, as it is`,
    });
    const missing = join(folder, "none.txt");
    assert.throws(() => readInventory(file("a.yaml", host("pciFromEsxcli: none.txt"))), {
      message: `${missing}: cannot be read; found ENOENT: no such file or directory, open '${missing}'; correct the path`,
    });
  });

  it("are what pciFromEsxcli is for: in code the text is given", () => {
    const inventory = { datacenters: [{ name: "DC", hosts: [{ name: "esx", pciFromEsxcli: "esxi80.txt" }] }] };
    assert.throws(() => parseInventory(inventory), {
      message:
        'inventory.datacenters.0.hosts.0.pciFromEsxcli: cannot be followed here; found "esxi80.txt"; expected in a file that readInventory reads; in code, give the text to hardwareFromEsxcli and spread what it answers',
    });
  });
});
