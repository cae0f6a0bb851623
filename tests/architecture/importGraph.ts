import { join } from "node:path";
import type { ICruiseResult } from "dependency-cruiser" with { "resolution-mode": "import" };

/** One import as it stands in a source file. */
export interface Import {
  readonly from: string;
  /** The file it leads to, or for a package its name. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Leaves no trace in the compiled file. */
  readonly typeOnly: boolean;
  /** An `import()`: loaded when that line runs, not when the file is loaded. */
  readonly lazy: boolean;
}

export const root = join(__dirname, "..", "..");
export const sourceFolders = ["sdk", "provider", "simulator", "cli", "policy"];

/** Reads the imports of all source files, with paths relative to the repository. */
export async function readImports(folders: readonly string[]): Promise<Import[]> {
  const { cruise } = await import("dependency-cruiser");
  const { output } = await cruise([...folders], {
    baseDir: root,
    doNotFollow: "node_modules",
    // Type-only imports too, and told apart from the others.
    tsPreCompilationDeps: "specify",
  });
  return (output as ICruiseResult).modules.flatMap(({ source, dependencies }) =>
    // A file that is not there is the compiler's to report.
    dependencies
      .filter(({ module, couldNotResolve }) => !(couldNotResolve && module.startsWith(".")))
      .map((dependency) => {
        const isPackage = !dependency.module.startsWith(".");
        return {
          from: source,
          to: isPackage ? packageName(dependency.module) : dependency.resolved,
          isPackage,
          typeOnly: dependency.preCompilationOnly === true,
          lazy: dependency.dynamic,
        };
      }),
  );
}

/** `@pulumi/pulumi/dynamic` is of the package `@pulumi/pulumi`. */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The way from a file to a target along what is loaded with it, or undefined where there is none. */
export function loadingPath(
  imports: readonly Import[],
  start: string,
  isTarget: (file: string) => boolean,
): string[] | undefined {
  const edges = imports.filter(({ typeOnly, lazy }) => !typeOnly && !lazy);
  const seen = new Set([start]);
  const paths = [[start]];
  for (const path of paths) {
    for (const { to } of edges.filter(({ from }) => from === path.at(-1))) {
      if (isTarget(to)) return [...path, to];
      if (!seen.has(to)) paths.push([...path, to]);
      seen.add(to);
    }
  }
  return undefined;
}
