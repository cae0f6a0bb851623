import { randomBytes } from "node:crypto";
import type { Entity, Vm } from "./entities";
import type { World } from "./world";

/** A role of a user on an object of the inventory. */
export interface Permission {
  /** Managed object id, such as `host-12`; the root folder by default. */
  readonly on?: string;
  /**
   * What the role allows beside System.Anonymous, System.View and System.Read, which every role has; `all` is the
   * Administrator role, `none` the No access role, which has not even these.
   */
  readonly privileges: readonly string[] | "all" | "none";
  /** Whether it holds for what is below as well; true by default. */
  readonly propagate?: boolean;
}

/** A user beside the administrator of the inventory, who may do everything. */
export interface SimulatorUser {
  readonly name: string;
  /** Random by default. */
  readonly password?: string;
  readonly permissions: readonly Permission[];
}

/** Somebody who can log in. */
export interface Account {
  readonly name: string;
  readonly password: string;
  /** By the object that they are on; undefined: all is allowed everywhere. */
  readonly permissions: ReadonlyMap<string, Permission> | undefined;
}

const everyRole: ReadonlySet<string> = new Set(["System.Anonymous", "System.View", "System.Read"]);

export function account({ name, password, permissions }: SimulatorUser, rootFolder: string): Account {
  return {
    name,
    password: password ?? randomPassword(),
    permissions: new Map(permissions.map((permission) => [permission.on ?? rootFolder, permission])),
  };
}

/** Of digits and letters: a command would take one that begins with a dash for an option. */
export function randomPassword(): string {
  return randomBytes(12).toString("hex");
}

/** A permission on what is not there is a mistake in a test. */
export function checkPermissions(world: World): void {
  for (const { name, permissions } of world.accounts.values()) {
    const lost = [...(permissions?.keys() ?? [])].find((id) => !world.entityById(id));
    if (lost !== undefined)
      throw new Error(`simulator: users: ${name} has a permission on ${lost}, which is not there`);
  }
}

/** Whether the user may see anything at all: without that there is no login. */
export function canLogIn({ permissions }: Account): boolean {
  return !permissions || [...permissions.values()].some(({ privileges }) => privileges !== "none");
}

/** Whether a user holds a privilege on an object; `undefined` stands for the services that everybody uses. */
export function holds(world: World, { permissions }: Account, entity: Entity | undefined, privilege: string): boolean {
  if (!permissions || privilege === "System.Anonymous") return true;
  if (!entity) return everyRole.has(privilege);
  if (rolesOn(permissions, entity, false).some((role) => allows(role, privilege))) return true;
  return privilege === "System.View" && isOnTheWay(world, permissions, entity);
}

/** What lies above an object that a user may see can be seen, though not read: vCenter's View role, given by itself. */
function isOnTheWay(world: World, permissions: ReadonlyMap<string, Permission>, entity: Entity): boolean {
  return [...permissions].some(([id, { privileges }]) => {
    if (privileges === "none") return false;
    for (let at = world.entityById(id); at; at = at.parent) if (at === entity) return true;
    return false;
  });
}

/** Permissions on an object itself hide those that it inherits, also where they allow less. */
function rolesOn(
  permissions: ReadonlyMap<string, Permission>,
  entity: Entity,
  isInherited: boolean,
): readonly Permission[] {
  const own = permissions.get(entity.ref.id);
  if (own && (!isInherited || own.propagate !== false)) return [own];
  return parentsOf(entity).flatMap((parent) => rolesOn(permissions, parent, true));
}

/** A VM inherits from its folder and from where it runs at the same time. */
function parentsOf(entity: Entity): readonly Entity[] {
  const host = entity.ref.type === "VirtualMachine" ? [(entity as Vm).host] : [];
  return [...(entity.parent ? [entity.parent] : []), ...host];
}

function allows({ privileges }: Permission, privilege: string): boolean {
  if (privileges === "all") return true;
  return privileges !== "none" && (everyRole.has(privilege) || privileges.includes(privilege));
}
