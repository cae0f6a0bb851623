import type { Host } from "../model/entities";
import { faults } from "../model/fault";
import type { Call } from "../model/managed";
import type { World } from "../model/world";
import { requireConnected } from "./connection";
import { applyAtBoot, sync } from "./passthru";
import { shutOff } from "./power";
import { userOf } from "./user";

/** `RebootHost_Task` ends when the host accepts; the connection drops a moment later. */
export function rebootHost(host: Host, call: Call, force: boolean) {
  const { world } = call;
  requireConnected(world, host);
  return world.tasks.start({
    name: "RebootHost_Task",
    descriptionId: "HostSystem.reboot",
    entity: host,
    user: userOf(call),
    run: async () => {
      requireConnected(world, host);
      if (!host.inMaintenance && !force) throw faults.invalidState();
      void boot(world, host);
    },
  });
}

async function boot(world: World, host: Host): Promise<void> {
  await world.clock.delay("goingDown");
  goDown(world, host);
  await world.clock.delay("reboot");
  comeUp(world, host);
}

function goDown(world: World, host: Host): void {
  host.connection = "notResponding";
  for (const vm of host.vms) {
    if (vm.power === "poweredOn") shutOff(world, vm);
    if (vm.connection === "connected") vm.connection = "disconnected";
  }
  if (world.isLoneHost) {
    world.sessions.endAll();
    world.power.emit("down");
  }
  world.changed();
}

/** Clients tell boot times apart to the second, so however fast a simulated host boots, its boot times differ by more. */
function nextBootTime({ bootTime }: Host, now: Date): Date {
  return new Date(Math.max(now.getTime(), bootTime.getTime() + 2_000));
}

function comeUp(world: World, host: Host): void {
  applyAtBoot(host);
  host.bootTime = nextBootTime(host, world.clock.now());
  host.connection = "connected";
  for (const vm of host.vms) if (vm.connection === "disconnected") vm.connection = "connected";
  sync(world, host);
  if (world.isLoneHost) world.power.emit("up");
  world.changed();
}
