import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** What runs in a folder: the provider and the program do, in that of their project. */
export async function processesIn(folder: string): Promise<readonly Process[]> {
  const found: Process[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const [cwd, command] = await Promise.all([
      readlink(join("/proc", pid, "cwd")).catch(() => ""),
      readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => ""),
    ]);
    if (cwd === folder && command !== "") found.push({ pid: Number(pid), command: command.replaceAll("\0", " ") });
  }
  return found;
}

export function isProvider({ command }: Process): boolean {
  return command.includes("cmd/dynamic-provider");
}

/** Waits until nothing runs there any more; ends by force what still does when time is up. Answers how many it had to. */
export async function emptied(folder: string, withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = await processesIn(folder);
    if (left.length === 0) return 0;
    if (performance.now() > deadline) {
      for (const { pid } of left) process.kill(pid, "SIGKILL");
      return left.length;
    }
    await sleep(50);
  }
}
