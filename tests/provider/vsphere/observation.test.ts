import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../../../provider/errors/connectError";
import { runTask } from "../../../provider/vsphere/task";
import { type Respond, stubSession, update } from "./stubSession";

const collector = { type: "PropertyCollector", id: "private" };
const taskOf = (vm: string) => ({ type: "Task", id: `task-of-${vm}` });

/** Each VM's start is a task of its own; waits are answered as given. */
function server(waits: (count: number) => unknown): Respond {
  return ({ method, self }, count) => {
    if (method === "PowerOnVM_Task") return taskOf(self.id);
    if (method === "CreatePropertyCollector") return collector;
    return method === "WaitForUpdatesEx" ? waits(count) : "";
  };
}

const ended = (vm: string, state = "success") => update("1", taskOf(vm), { info: { state } });

function filterOf(args: unknown): readonly string[] {
  const { spec } = args as { spec: { objectSet: readonly { obj: { id: string } }[] } };
  return spec.objectSet.map(({ obj }) => obj.id);
}

describe("tasks that are waited for", () => {
  const start = (stub: ReturnType<typeof stubSession>, vm: string) =>
    runTask(stub.session, {
      method: "PowerOnVM_Task",
      object: { type: "VirtualMachine", id: vm },
      wait: { timeoutMs: 60_000 },
    });
  /** Without the start of each, and the first look at both. */
  const methodsAfterStart = (methods: readonly string[]) =>
    methods.filter((method) => !["PowerOnVM_Task", "RetrievePropertiesEx"].includes(method));

  it("share a collector when they start together, and each ends with its own outcome", async () => {
    const failed = { fault: { $type: "InvalidPowerState" }, localizedMessage: "it is on" };
    const answers = [
      ended("vm-1", "running"),
      ended("vm-2"),
      update("2", taskOf("vm-1"), { info: { state: "error", error: failed } }),
    ];
    const stub = stubSession(server((count) => answers[count - 1]));
    const outcomes = await Promise.allSettled([start(stub, "vm-1"), start(stub, "vm-2")]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "fulfilled"],
    );
    assert.match(String((outcomes[0] as PromiseRejectedResult).reason), /PowerOnVM_Task on vm-1 failed: it is on/);
    assert.deepEqual(methodsAfterStart(stub.methods()), [
      "CreatePropertyCollector",
      "CreateFilter",
      ...["WaitForUpdatesEx", "WaitForUpdatesEx", "WaitForUpdatesEx"],
      "DestroyPropertyCollector",
    ]);
    const filters = stub.calls.filter(({ method }) => method === "CreateFilter").map(({ args }) => filterOf(args));
    assert.deepEqual(filters, [["task-of-vm-1", "task-of-vm-2"]]);
  });

  it("have another collector when the filter of the first is made", async () => {
    let answer: (update: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    const stub = stubSession(server((count) => (count === 1 ? held : ended("vm-2"))));
    const first = start(stub, "vm-1");
    while (!stub.methods().includes("WaitForUpdatesEx")) await sleep(5);
    await start(stub, "vm-2");
    answer(ended("vm-1"));
    await first;
    const filters = stub.calls.filter(({ method }) => method === "CreateFilter").map(({ args }) => filterOf(args));
    assert.deepEqual(filters, [["task-of-vm-1"], ["task-of-vm-2"]]);
    assert.equal(stub.methods().filter((method) => method === "DestroyPropertyCollector").length, 2);
  });

  it("all go on, each with a line of its own, when their collector is lost", async () => {
    const stub = stubSession(
      server((count) => {
        if (count === 1) throw new ConnectError({ server: "vc", reason: "lost" });
        const [one, other] = [ended("vm-1"), ended("vm-2")];
        return { version: "1", filterSet: [one.filterSet, other.filterSet] };
      }),
    );
    await Promise.all([start(stub, "vm-1"), start(stub, "vm-2")]);
    assert.deepEqual(
      stub.told,
      ["vm-1", "vm-2"].map(
        (vm) =>
          `task task-of-${vm} (PowerOnVM_Task on ${vm}): cannot talk to vSphere server vc: the connection was lost; try again; the wait goes on`,
      ),
    );
  });
});
