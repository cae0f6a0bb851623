import assert from "node:assert/strict";
import { readEnvelope } from "../../../provider/vsphere/envelope";

const xsi = 'xmlns:x="http://www.w3.org/2001/XMLSchema-instance"';
const read = (xml: string) => (readEnvelope(`<a ${xsi}>${xml}</a>`, "M") as { readonly a: unknown }).a;

describe("an envelope becomes plain data:", () => {
  const table: readonly [what: string, xml: string, data: unknown][] = [
    ["text, as it is", "<b>  a &lt;b&gt; &#x41; </b>", { b: "  a <b> A " }],
    ["text in pieces", "<b>a<![CDATA[<&>]]>c</b>", { b: "a<&>c" }],
    ["nothing", "<b/><c></c>", { b: "", c: "" }],
    ["nothing of a type of XML Schema", '<b x:type="xsd:string"/>', { b: "" }],
    ["nothing of a type of the API", '<b x:type="v:OptionValue"/>', { b: { $type: "OptionValue" } }],
    ["a type, without its prefix", '<b x:type="v:Sub"><c>1</c></b>', { b: { $type: "Sub", c: "1" } }],
    ["a reference", '<b type="VirtualMachine">vm-1</b>', { b: { type: "VirtualMachine", id: "vm-1" } }],
    [
      "a reference in a slot for anything",
      '<b type="HostSystem" x:type="ManagedObjectReference">host-1</b>',
      { b: { type: "HostSystem", id: "host-1" } },
    ],
    ["elements of one name, wherever they are", "<b>1</b><c>2</c><b>3</b><b>4</b>", { b: ["1", "3", "4"], c: "2" }],
    ["an array with one", '<b x:type="ArrayOfString"><string>1</string></b>', { b: ["1"] }],
    ["an array with none", '<b x:type="ArrayOfString"/>', { b: [] }],
    [
      "arrays of one name",
      '<b x:type="ArrayOfString"><string>1</string></b><b x:type="ArrayOfString"/>',
      { b: [["1"], []] },
    ],
    ["elements, without the white space between them", "\n <b>\n  <c>1</c>\n </b>\n", { b: { c: "1" } }],
    ["a prefix, which does not count", "<s:b><t:c>1</t:c></s:b>", { b: { c: "1" } }],
    ["characters that XML does not have, as firmware does", "<b>\u0001 &#2;</b>", { b: "\u0001 &#2;" }],
  ];
  for (const [what, xml, data] of table) {
    it(what, () => assert.deepEqual(read(xml), data));
  }

  for (const [xml, problem] of [
    ["<b>", "unexpected close tag"],
    ["<b", "disallowed character in tag name"],
    ["&x;", "undefined entity"],
    ['<b c="1" c="2"/>', "duplicate attribute: c"],
  ] as const) {
    it(`or is refused: ${xml}`, () => {
      const message = `the server's answer to M cannot be used: it is no well-formed XML: ${problem}`;
      assert.throws(() => read(xml), { name: "ReplyError", message });
    });
  }
});
