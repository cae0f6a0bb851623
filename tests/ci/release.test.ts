import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { outsideEnvironment } from "../package/installedProject";

const root = join(__dirname, "..", "..");

/** What the workflow runs in a step, by how its name begins. */
function step(title: string): string {
  const { jobs } = parse(readFileSync(join(root, ".github", "workflows", "release.yml"), "utf8"));
  const steps: readonly { readonly name?: string; readonly run?: string }[] = jobs.publish.steps;
  return steps.find(({ name }) => name?.startsWith(title))?.run ?? assert.fail(`the workflow has no step: ${title}`);
}

/** Runs a step as GitHub does; `text` is what it prints to stdout. */
async function run(title: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> {
  const child = spawn("bash", ["-e", "-c", step(title)], {
    ...{ cwd, env: { ...outsideEnvironment(), ...env } },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text, [code]] = await Promise.all([buffer(child.stdout), once(child, "close")]);
  return { code, text: String(text) };
}

/** What package-lock.json has for users, by name. */
function lockedForUsers(): Readonly<Record<string, readonly string[]>> {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const locked: Record<string, string[]> = {};
  for (const [path, { dev, devOptional, version }] of Object.entries<Record<string, string>>(packages)) {
    const [, name] = /.*node_modules\/(.+)$/.exec(path) ?? [];
    if (name !== undefined && !dev && !devOptional) locked[name] = [...(locked[name] ?? []), version ?? ""].sort();
  }
  return locked;
}

describe("the audit of the release workflow (a stand-in for the registry answers with advisories)", function () {
  this.timeout(60_000);
  let registry: Server;
  let cache: string;
  /** Versions by package. */
  let asked: Readonly<Record<string, readonly string[]>>;
  let advisories: object;

  before(async () => {
    cache = await mkdtemp(join(tmpdir(), "npm-cache-"));
    registry = createServer(async (request, response) => {
      const body = await buffer(request);
      // It also asks which versions there are, to name one that is mended; here there is none.
      if (request.url !== "/-/npm/v1/security/advisories/bulk") return response.writeHead(404).end();
      asked = JSON.parse(String(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body));
      return response.end(JSON.stringify(advisories));
    }).listen(0, "127.0.0.1");
    await once(registry, "listening");
  });
  after(async () => {
    registry?.close();
    await rm(cache, { recursive: true, force: true });
  });

  async function audit(name: string, range: string): Promise<{ code: number; text: string }> {
    const advisory = { id: 1, url: "https://example.test/1", title: "A hole", severity: "low" };
    advisories = { [name]: [{ ...advisory, vulnerable_versions: range }] };
    const { port } = registry.address() as AddressInfo;
    return run("What users install", root, {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_noproxy: "127.0.0.1",
      // Advisories are cached, and these are not to be found there later.
      npm_config_cache: cache,
    });
  }

  it("fails for a package that users install, and names it", async () => {
    const { code, text } = await audit("soap", `<=${lockedForUsers()["soap"]}`);
    assert.equal(code, 1, text);
    assert.match(text, /^soap {2}\nA hole - /m);
  });

  it("asks for each package that users install, in the version that is locked", async () => {
    await audit("soap", "*");
    const sorted = Object.fromEntries(Object.entries(asked).map(([name, versions]) => [name, [...versions].sort()]));
    assert.deepEqual(sorted, lockedForUsers());
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.deepEqual(
      Object.entries(dependencies).filter(([name, version]) => !sorted[name]?.includes(String(version))),
      [],
    );
  });

  it("passes when the version that is locked has no hole", async () => {
    const { code, text } = await audit("soap", `<${lockedForUsers()["soap"]}`);
    assert.equal(code, 0, text);
  });

  it("passes when only a package has one that users do not install", async () => {
    const { code, text } = await audit("mocha", "*");
    assert.equal(code, 0, text);
  });
});

describe("the first check of the release workflow", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "release-"));
    const files = {
      "package.json": '{ "version": "1.2.3" }',
      "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2030-01-02\n",
    };
    const pages = {
      "README.md": "ready\n",
      "SECURITY.md": "ready\n",
      "docs/page.md": "ready\n",
      "examples/README.md": "",
    };
    for (const name of ["docs", "examples"]) await mkdir(join(folder, name));
    for (const [name, text] of Object.entries({ ...files, ...pages })) await writeFile(join(folder, name), text);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const check = (tag: string) => run("The tag is the version", folder, { GITHUB_REF_NAME: tag });

  it("passes a tag that is the version, and in the changelog", async () => {
    assert.deepEqual(await check("v1.2.3"), { code: 0, text: "" });
  });

  it("fails for another tag", async () => {
    assert.deepEqual(await check("v1.2.4"), { code: 1, text: "" });
  });

  it("fails while the changelog has no such version", async () => {
    await writeFile(join(folder, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n");
    assert.deepEqual(await check("v1.2.3"), { code: 1, text: "" });
  });

  for (const [page, text] of [
    ["README.md", "The package is not published yet: see below."],
    ["SECURITY.md", "1.2.3 is not released yet."],
  ] as const) {
    it(`fails while ${page} says that there is none, and shows where`, async () => {
      await writeFile(join(folder, page), `# Title\n${text}\n`);
      assert.deepEqual(await check("v1.2.3"), { code: 1, text: `${page}:2:${text}\n` });
    });
  }
});
