import assert from "node:assert/strict";
import { trim } from "../../../provider/vsphere/trim";

const devices = (...inner: readonly string[]) => `<val xsi:type="ArrayOfVirtualDevice">${inner.join("")}</val>`;
const device = (type: string, key: number) =>
  `<VirtualDevice xsi:type="${type}"><key>${key}</key><backing xsi:type="${type}BackingInfo"><id>a</id></backing></VirtualDevice>`;

describe("what is not looked at in an answer", () => {
  it("is every device of a VM but those of passthrough", () => {
    const kept = device("VirtualPCIPassthrough", 13000);
    const prefixed = device("vim25:VirtualPCIPassthrough", 13001);
    const answer = devices(device("VirtualDisk", 2000), kept, device("VirtualE1000", 4000), prefixed);
    assert.equal(trim(answer), devices(kept, prefixed));
  });

  it("is the same however a server writes attributes", () => {
    const schema = 'xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" XMLSchema-instance:type';
    const disk = device("VirtualDisk", 2000).replace("xsi:type", schema);
    const kept = device("VirtualPCIPassthrough", 13000).replace("xsi:type", schema);
    assert.equal(trim(devices(disk, kept)), devices(kept));
  });

  it("is nothing else: no empty element, no option of a device, nothing in between", () => {
    const answers = [
      devices('<VirtualDevice xsi:type="VirtualDisk"/>', device("VirtualPCIPassthrough", 1)),
      devices("<VirtualDevice xsi:type='VirtualPCIPassthrough'><key>1</key></VirtualDevice>"),
      '<virtualDeviceOption xsi:type="VirtualPCIControllerOption"><type>VirtualPCIController</type></virtualDeviceOption>',
      '<VirtualDeviceOption xsi:type="VirtualDiskOption"><key>1</key></VirtualDeviceOption>',
      "<propSet><name>config.extraConfig</name></propSet>",
      "&lt;VirtualDevice type=&quot;a&quot;&gt;",
    ];
    for (const answer of answers) assert.equal(trim(answer), answer);
  });
});
