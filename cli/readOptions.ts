import { type ParseArgsConfig, parseArgs } from "node:util";
import { plainText } from "../provider/errors/plainText";
import { UsageError } from "./usageError";

/** The options of a command; what is wrong with them is told in one line. */
export function readOptions<T extends ParseArgsConfig>(command: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // The first sentence says what is wrong; what follows is advice on quoting.
    const [wrong] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new UsageError(`${command}: ${plainText(wrong ?? "")}; see vsphere-passthrough ${command} --help`);
  }
}
