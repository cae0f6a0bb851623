import * as z from "zod";
import { hostRef } from "./host";
import { retrieve } from "./properties";
import { believe, list, string } from "./reply";
import type { Session } from "./session";

const path = "config.option";
const options = z.object({ [path]: list(z.object({ key: string, value: z.unknown().optional() })) });

/** One advanced option. There are some thousand of them, and no property path leads to a single one. */
export async function readHostOption(session: Session, id: string, key: string): Promise<string | undefined> {
  const [host] = await retrieve(session, { objects: [hostRef(id)], paths: { HostSystem: [path] } });
  const { [path]: all } = believe(options, host?.values ?? {}, "RetrievePropertiesEx", `${id} `);
  const found = all.find((option) => option.key === key)?.value;
  return typeof found === "string" ? found : undefined;
}
