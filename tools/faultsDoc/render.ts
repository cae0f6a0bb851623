import { type FaultRow, faultRows } from "../../provider/errors/faultAdvice";

/** What puts docs/faults.md right when the table has changed. */
export const command = "npm run docs:faults";

const head = `<!-- Generated from provider/errors/faultAdvice.ts by \`${command}\`; do not edit. -->

# Faults

What vCenter or ESXi answers when it refuses something, and what to do. A message has the method, the object, the server's own words, the
type of the fault in brackets, and the advice:

\`\`\`text
PowerOnVM_Task on vm-112 failed: The available Memory resources in the parent resource pool are insufficient for the operation (InsufficientMemoryResourcesFault); free memory on the host or in the VM's resource pool, make the VM smaller, or move it
\`\`\`

A type that is not listed is advised like the one it is derived from (\`PlatformConfigFault\` like \`HostConfigFault\`,
\`InsufficientMemoryResourcesFault\` like \`InsufficientResourcesFault\`). The types are the API's; which of them a real server answers in
which case is not always known.

Tried again, with growing pauses and at most nine times, are \`TaskInProgress\`, \`ConcurrentAccess\`, \`HostCommunication\` and what is derived from
it, a host that is not connected, a connection that breaks or is refused, HTTP 502, 503 and 504, and a task that a restarted server has forgotten; each
time the log says so. Before that, the object is read again: what was carried out already is not repeated. After \`NotAuthenticated\` the package
logs in again, once for each call. Everything else fails at once.

| fault | from | what it means here | what to do |
|---|---|---|---|
`;

function row({ fault, method, meaning, advice }: FaultRow): string {
  return `| \`${fault}\` | ${method === undefined ? "any call" : `\`${method}\``} | ${meaning} | ${advice} |`;
}

/** The whole of docs/faults.md. */
export function renderFaults(): string {
  return `${head}${faultRows.map(row).join("\n")}\n`;
}
