import type { Entity } from "../model/entities";
import { escapeName } from "../model/names";
import type { World } from "../model/world";
import type { Value } from "../wire/values";

type Readers<S> = Readonly<Record<string, (state: S, world: World) => Value>>;

/** Properties that every entity of the inventory has. */
export const entityProperties: Readers<Entity> = {
  name: (entity) => escapeName(entity.name),
  parent: (entity) => entity.parent?.ref,
  overallStatus: () => "green",
  configStatus: () => "green",
  configIssue: () => [],
  effectiveRole: () => [-1],
  permission: () => [],
  customValue: () => [],
  availableField: () => [],
  value: () => [],
  tag: () => [],
  declaredAlarmState: () => [],
  triggeredAlarmState: () => [],
  alarmActionsEnabled: () => true,
  disabledMethod: () => [],
  recentTask: (entity, world) => world.tasks.recent.filter((task) => task.entity === entity).map((task) => task.ref),
};

export function refsOf(entities: Iterable<Entity>): Value {
  return Array.from(entities, (entity) => entity.ref);
}
