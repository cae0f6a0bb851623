import { chmodSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { SetupError } from "./messages.mjs";

/**
 * Where built programs are kept, shared by all checkouts of this user. Programs from here are run, so the folder
 * must be the user's own and nobody else may write to it.
 */
export function cacheFolder() {
  const configured = process.env.XDG_CACHE_HOME ?? "";
  // A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification.
  const base = isAbsolute(configured) ? configured : join(homedir(), ".cache");
  const folder = join(base, "pulumi-vsphere-passthrough");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.getuid !== undefined && statSync(folder).uid !== process.getuid()) {
      throw new SetupError(
        `The cache folder ${folder} belongs to another user; set XDG_CACHE_HOME to a folder of your own.`,
      );
    }
    chmodSync(folder, 0o700);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      `Cannot use the cache folder ${folder} (${error.message}); set XDG_CACHE_HOME to a folder that can be written.`,
    );
  }
  return folder;
}
