import assert from "node:assert/strict";
import { startSimulator } from "../../simulator";
import { device, memory, plan } from "../provider/resources/operation";
import { gpu, inventory, type Power, trainer, type Where } from "./inventories";
import { documented, rowsOf, settingsOf, userOf } from "./privileges";
import type { Program } from "./program";
import { canonical } from "./scenarios";
import { servers } from "./server";
import { Stack } from "./stack";
import { inParallel } from "./walk";

/** An operation over a stack that an administrator has brought so far, and the documented rows that it needs. */
interface Operation {
  readonly name: string;
  readonly where?: Where;
  readonly power?: Power;
  readonly before: Program;
  readonly wanted: Program;
  /** Beginnings of rows of docs/privileges.md. */
  readonly rows: readonly string[];
}

const host = "esx-01.example.test";
const card = (inputs = {}) => plan(device("card", { host, address: gpu, ...inputs }));
const rebooting = { reboot: "ifNeeded", evacuate: "shutdown" } as const;
const reserved = plan(memory("memory", { vm: trainer }));
const attached = (inputs = {}) => canonical({}, inputs);
const ready = plan(device("card", { ...rebooting, host, address: gpu }), memory("memory", { vm: trainer }));
const running = { power: "poweredOn" } as const;

const enable = ["HostPassthroughDevice: enable", "HostPassthroughDevice: see at once"];
const reboot = [...enable, "HostPassthroughDevice: with `reboot"];
const evacuate = [...reboot, "HostPassthroughDevice: with `evacuate", "HostPassthroughDevice: to remember"];
const reserve = ["VmMemoryReservation: reserve", "VmMemoryReservation: keep"];
const attach = ["VmPciAttachment: attach", "VmPciAttachment: `mmio64SizeGB`", "VmPciAttachment: the VM's DRS"];
const cycle = [...attach, "VmPciAttachment: with `power"];

const operations: readonly Operation[] = [
  { name: "enable a device", before: [], wanted: card(), rows: enable },
  { name: "label a device", before: card(), wanted: card({ hardwareLabel: "a" }), rows: enable },
  { name: "disable a device", before: card(), wanted: [], rows: enable },
  {
    name: "enable a device with a reboot, VMs shut down",
    ...{ where: "reboots", before: [], wanted: card(rebooting), rows: evacuate },
  },
  { name: "disable a device with a reboot, VMs shut down", before: card(rebooting), wanted: [], rows: evacuate },
  { name: "reserve memory", before: [], wanted: reserved, rows: reserve },
  { name: "put memory back", before: reserved, wanted: [], rows: reserve },
  { name: "attach a device", before: ready, wanted: attached(), rows: attach },
  {
    name: "attach a device to a running VM",
    ...{ ...running, before: ready, wanted: attached({ power: "shutdown" }), rows: cycle },
  },
  {
    name: "change the MMIO space of a running VM",
    ...{ ...running, before: attached({ power: "powerOff" }) },
    wanted: attached({ power: "powerOff", mmio64SizeGB: 64 }),
    rows: ["VmPciAttachment: `mmio64SizeGB`", "VmPciAttachment: with `power"],
  },
  { name: "detach a device", before: attached(), wanted: ready, rows: attach },
];

async function run({ where = "rebinds", power = "poweredOff", before, wanted, rows }: Operation, without?: string) {
  const simulator = await startSimulator({
    inventory: inventory(where, power),
    timeScale: 0.01,
    users: [userOf("user", rowsOf(...rows), without)],
  });
  try {
    const admin = new Stack(simulator);
    if (before.length > 0) assert.deepEqual((await admin.up(before)).errors, [], "before");
    const user = new Stack(simulator, settingsOf(simulator, "user"));
    for (const [urn, stored] of admin.stored) user.stored.set(urn, stored);
    return (await user.up(wanted)).errors;
  } finally {
    await simulator.stop();
  }
}

describe("docs/privileges.md", function () {
  this.timeout(120_000);
  servers();

  for (const operation of operations) {
    it(`has what it takes to ${operation.name}, and nothing more`, async () => {
      assert.deepEqual(await run(operation), []);
      const privileges = new Set(rowsOf(...operation.rows).flatMap((row) => row.privileges));
      const failures = new Map<string, readonly string[]>();
      await inParallel([...privileges], async (privilege) => {
        failures.set(privilege, await run(operation, privilege));
      });
      for (const [privilege, errors] of failures) {
        assert.match(
          errors.join("\n") || `no error without ${privilege}`,
          /\(NoPermission\); the user needs the privilege /,
        );
        assert.ok(errors[0]?.includes(`the user needs the privilege ${privilege} on `), errors[0]);
      }
    });
  }

  it("has no row that no operation here needs", () => {
    const used = new Set(operations.flatMap(({ rows }) => rowsOf(...rows)).map(({ what }) => what));
    assert.deepEqual(
      documented().flatMap(({ what }) => (used.has(what) ? [] : [what])),
      [],
    );
  });
});
