import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Import, loadingPath, readImports, root, sourceFolders } from "./importGraph";
import { mustNotLoad, violation } from "./layers";

describe("imports", function () {
  this.timeout(60_000);
  let imports: Import[];

  before(async () => {
    imports = await readImports(sourceFolders.filter((folder) => existsSync(join(root, folder))));
    assert.ok(imports.length > 20, "the import graph was not read");
  });

  it("go one way between the layers, and restricted packages stay where they belong", () => {
    assert.deepEqual(
      imports.map(violation).filter((text) => text !== undefined),
      [],
    );
  });

  for (const [entry, targets] of Object.entries(mustNotLoad)) {
    it(`of ${entry} load nothing that it must not load`, function () {
      if (!existsSync(join(root, entry))) return this.skip();
      const paths = targets.map((target) => loadingPath(imports, entry, (file) => target.test(file))?.join(" -> "));
      assert.deepEqual(
        paths.filter((path) => path !== undefined),
        [],
      );
    });
  }

  it("form no circle when loaded, in which a module would be used half made", () => {
    const circles = [...new Set(imports.map(({ from }) => from))].map((file) =>
      loadingPath(imports, file, (to) => to === file)?.join(" -> "),
    );
    assert.deepEqual(
      circles.filter((circle) => circle !== undefined),
      [],
    );
  });
});

describe("the import rules", () => {
  const cases: readonly [from: string, to: string, expected: string | undefined, how?: Partial<Import>][] = [
    ["provider/resources/a.ts", "provider/rules/b.ts", undefined],
    ["provider/resources/a.ts", "provider/vsphere/host.ts", undefined],
    ["provider/rules/a.ts", "provider/vsphere/types.ts", undefined],
    ["provider/rules/a.ts", "provider/vsphere/host.ts", "rules may not import vsphere"],
    ["provider/rules/a.ts", "provider/resources/b.ts", "rules may not import resources", { typeOnly: true }],
    ["provider/errors/a.ts", "provider/rules/b.ts", "errors may not import rules"],
    ["sdk/a.ts", "provider/index.ts", "sdk may not import adapter"],
    ["sdk/a.ts", "provider/index.ts", undefined, { lazy: true }],
    ["simulator/a.ts", "provider/errors/b.ts", "simulator may not import errors"],
    ["provider/vsphere/host.ts", "soap", "may not import the package soap", { isPackage: true, typeOnly: true }],
    ["provider/vsphere/client.ts", "soap", undefined, { isPackage: true }],
    ["provider/resources/a.ts", "@pulumi/pulumi", "may not import the package @pulumi/pulumi", { isPackage: true }],
    ["provider/pulumiAdapter.ts", "@pulumi/pulumi", undefined, { isPackage: true }],
    ["provider/rules/a.ts", "zod", "may not import the package zod", { isPackage: true }],
  ];

  for (const [from, to, expected, how] of cases) {
    const title = `${expected === undefined ? "allow" : "forbid"} ${from} -> ${to} ${JSON.stringify(how ?? {})}`;
    it(title, () => {
      const found = violation({ from, to, isPackage: false, typeOnly: false, lazy: false, ...how });
      assert.equal(found?.replace(/^.*: /, ""), expected);
    });
  }
});
