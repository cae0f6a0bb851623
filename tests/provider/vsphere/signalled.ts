import { connect } from "../../../provider/vsphere/connect";

/** Run as a process of its own: logs in with the settings in the environment, says so, and then only waits. */
async function main(): Promise<void> {
  const connection = connect(JSON.parse(process.env["SETTINGS"] ?? "{}"));
  await connection.server();
  console.log("in");
  if (process.env["STAYS"] === "true") setInterval(() => undefined, 1_000);
}

void main();
