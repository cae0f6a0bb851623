import assert from "node:assert/strict";
import { startSimulator } from "../../simulator";
import { escapeXml } from "../../simulator/wire/xml";
import { type Client, started, stopAll } from "./client";

/** Names that mean something to whoever handles them carelessly. */
const hostile = {
  markup: `</name><x y="&amp;">]]><![CDATA[`,
  "terminal escapes of one character": "\u009b31mred\u009d0;title\u009c",
  "other directions": "\u202egnp.exe\u2066",
  paths: "a/b\\c%2fd%25 ..",
  "line breaks and tabs": "one\ntwo\r\nthree\tfour",
  "spaces around": "  padded  ",
  "signs beyond the basic plane": "vm-\u{1f9ea}-\u{10ffff}",
  "eight thousand characters": "long".repeat(2000),
};

const inventory = (name: string) => ({
  datacenters: [{ name: "DC0", hosts: [{ name: "esx", vms: [{ id: "vm-1", name }] }] }],
});

describe("simulator: names", () => {
  afterEach(stopAll);

  const nameOf = (client: Client) => client.text("VirtualMachine:vm-1", "name");

  for (const [what, name] of Object.entries(hostile)) {
    it(`travel unharmed: ${what}`, async () => {
      const { simulator, client } = await started({ inventory: inventory(name) });
      const escaped = name.replaceAll("%", "%25").replaceAll("/", "%2f").replaceAll("\\", "%5c");
      // A parser of XML turns line ends into line feeds, unless they are escaped, which ours are.
      assert.equal(await nameOf(client), escaped);
      assert.equal(await client.text("VirtualMachine:vm-1", "config.name"), escaped);
      assert.equal(simulator.state().vms["vm-1"]?.name, name);
      const path = `<inventoryPath>${escapeXml(`DC0/vm/${escaped}`)}</inventoryPath>`;
      const found = await client.ok("SearchIndex:SearchIndex", "FindByInventoryPath", path);
      assert.equal(found.values[0]?.text, "vm-1");
    });
  }

  it("can be given by a client, escaped or not", async () => {
    const { simulator, client } = await started({ inventory: inventory("a/b") });
    const rename = (name: string) =>
      client.task("VirtualMachine:vm-1", "ReconfigVM_Task", `<spec><name>${escapeXml(name)}</name></spec>`);
    await rename("50%");
    assert.equal(simulator.state().vms["vm-1"]?.name, "50%");
    await rename("c%2Fd<e>");
    assert.equal(simulator.state().vms["vm-1"]?.name, "c/d<e>");
    assert.equal(await nameOf(client), "c%2fd<e>");
  });

  it("have no characters that XML cannot carry", async () => {
    for (const name of ["bell\u0007", "\u001b[31mred", "half \ud83e"]) {
      await assert.rejects(startSimulator({ inventory: inventory(name) }), {
        message: `inventory.datacenters.0.hosts.0.vms.0.name: has a character that XML cannot carry; found ${JSON.stringify(name)}; expected text as a vSphere server can answer it; leave the character out`,
      });
    }
  });
});
