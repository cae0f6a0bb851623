import assert from "node:assert/strict";
import { ConnectError } from "../../../provider/errors/connectError";
import { isUnderWay, startOrFind } from "../../../provider/vsphere/recentTask";
import { objects, type Respond, stubSession } from "./stubSession";

const host = { type: "HostSystem", id: "host-1" };
const request = { method: "EnterMaintenanceMode_Task", object: host, wait: { timeoutMs: 1_000 } };
const lost = new ConnectError({ server: "vc", reason: "lost", method: request.method, sent: true });

/** The call's answer is lost; the host's list has these tasks, oldest first. */
function server(...tasks: readonly { readonly name: string; readonly state: string }[]): Respond {
  const refs = tasks.map((_, i) => ({ type: "Task", id: `task-${i}` }));
  return ({ method, args }) => {
    if (method === request.method) throw lost;
    const wanted = JSON.stringify(args);
    if (wanted.includes("recentTask")) return objects({ ref: host, values: { recentTask: refs } });
    return objects(...tasks.map((info, i) => ({ ref: refs[i] ?? assert.fail(), values: { info } })));
  };
}

describe("a task whose start was not answered", () => {
  const find = (respond: Respond) => startOrFind(stubSession(respond).session, request, isUnderWay);

  it("is the newest one of that method that is under way", async () => {
    const tasks = server(
      { name: "EnterMaintenanceMode_Task", state: "success" },
      { name: "EnterMaintenanceMode_Task", state: "running" },
      { name: "ReconfigVM_Task", state: "running" },
    );
    assert.deepEqual(await find(tasks), { type: "Task", id: "task-1" });
  });

  it("is found by its short name too", async () => {
    const tasks = server({ name: "EnterMaintenanceMode", state: "queued" });
    assert.deepEqual(await find(tasks), { type: "Task", id: "task-0" });
  });

  it("does not exist when the server lists none: then the error stands", async () => {
    await assert.rejects(find(server({ name: "ReconfigVM_Task", state: "running" })), lost);
    await assert.rejects(find(server()), lost);
  });

  it("is not looked for when the server has answered", async () => {
    const answered = new ConnectError({ server: "vc", reason: "unavailable", sent: true });
    const stub = stubSession(() => Promise.reject(answered));
    await assert.rejects(startOrFind(stub.session, request, isUnderWay), answered);
    assert.deepEqual(stub.methods(), [request.method]);
  });
});
