import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "../../tools/vim25/render";
import { readCalls } from "../../tools/vim25/tables";
import { wanted } from "../../tools/vim25/wanted";

/** In the form of pyvmomi's tables. */
const tables = `
from .VmomiSupport import F_LINK, F_LINKABLE
AddVersion("x.old", "vim25", "5.0", 0, "vim25")
AddVersion("x.v8_0_1_0", "vim25", "8.0.1.0", 0, "vim25")
AddVersion("x.v9_1_0_1", "vim25", "hidden", 0, "vim25")
CreateDataType("x.Base", "Base", "vmodl.DynamicData", "x.old", [("id", "string", "x.old", 0), ("many", "int[]", "x.v8_0_1_0", F_OPTIONAL)])
CreateDataType("x.Derived", "Derived", "x.Base", "x.v8_0_1_0", [("link", "x.Base", "x.old", F_LINK), ("kind", "x.Kind", "x.v9_1_0_1", F_LINKABLE | F_OPTIONAL), ("why", "x.Broken", "x.old", 0)])
CreateDataType("x.Broken", "Broken", "vmodl.MethodFault", "x.old", None)
CreateDataType("x.Other", "Other", "vmodl.DynamicData", "x.old", [("id", "string", "x.old", 0)])
CreateEnumType("x.Kind", "Kind", "x.old", ["one", "two"])
CreateManagedType("x.Thing", "Thing", "vmodl.ManagedObject", "x.old", [("name", "string", "x.old", 0, "System.View"), ("self", "x.Thing[]", "x.old", F_OPTIONAL, "System.Read")], [("do", "Do_Task", "x.v8_0_1_0", (("it", "x.Derived[]", "x.old", 0, None),), (F_OPTIONAL, "x.Thing[]", "x.Thing[]"), "Thing.Do", ["x.Broken", ]), ("leave", "Leave", "x.old", (), (0, "void", "void"), None, None)])
`;

describe("tools/vim25", () => {
  it("renders the tables of what is wanted, with bases and enumerations", () => {
    const chosen = { types: new Set(["Derived", "Thing"]), methods: new Set(["Thing.Do_Task", "Thing.Leave"]) };
    const { data, managed, methods } = render(readCalls(tables), chosen);
    assert.equal(
      data.slice(data.indexOf("Base\n")),
      [
        "Base",
        "  id:s many[]?:i@8.0.1.0",
        "Derived < Base @8.0.1.0",
        "  link:s kind?:Kind@9.1.0.1 why:LocalizedMethodFault",
        "enum Kind one two",
        "",
      ].join("\n"),
    );
    assert.equal(managed, "Thing\n  name:s#System.View self[]?:@Thing\n");
    assert.equal(
      methods,
      "Thing.Do_Task(it[]:Derived) @Thing[]? since 8.0.1.0 needs Thing.Do throws Broken\nThing.Leave()\n",
    );
  });

  it("has written all that is wanted now: run `npm run schema:vim25` after a change of the schema", () => {
    const written = readFileSync(join(__dirname, "..", "wire", "vim25.txt"), "utf8");
    const heads = new Set([...written.matchAll(/^(?:enum )?(\w+)/gm)].map((match) => match[1]));
    const { types, methods } = wanted();
    // Lists in any slots, references and the undocumented Fetch are in no table.
    const inNoTable = /^ArrayOf|^ManagedObjectReference$/;
    assert.deepEqual(
      [...types].filter((name) => !heads.has(name) && !inNoTable.test(name)),
      [],
    );
    assert.deepEqual(
      [...methods].filter((name) => !written.includes(`\n${name}(`)),
      ["ManagedObject.Fetch"],
    );
  });
});
