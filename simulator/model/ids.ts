import { createHash } from "node:crypto";
import { Ref } from "../wire/values";

/** A UUID that is always the same for the same text, so that an inventory without UUIDs starts alike each time. */
export function stableUuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** Names of the objects that there is one of. */
export interface WellKnown {
  readonly serviceInstance: Ref;
  readonly rootFolder: Ref;
  readonly propertyCollector: Ref;
  readonly viewManager: Ref;
  readonly sessionManager: Ref;
  readonly searchIndex: Ref;
  readonly taskManager: Ref;
}

export function wellKnown(isHost: boolean): WellKnown {
  const named = (type: string, vcenter: string, host: string) => new Ref(type, isHost ? host : vcenter);
  return {
    serviceInstance: new Ref("ServiceInstance", "ServiceInstance"),
    rootFolder: named("Folder", "group-d1", "ha-folder-root"),
    propertyCollector: named("PropertyCollector", "propertyCollector", "ha-property-collector"),
    viewManager: named("ViewManager", "ViewManager", "ViewManager"),
    sessionManager: named("SessionManager", "SessionManager", "ha-sessionmgr"),
    searchIndex: named("SearchIndex", "SearchIndex", "ha-searchindex"),
    taskManager: named("TaskManager", "TaskManager", "ha-taskmgr"),
  };
}
