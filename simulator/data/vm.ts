import type { Vm } from "../model/entities";
import { escapeName } from "../model/names";
import type { World } from "../model/world";
import { fieldsOf } from "../schema";
import { type Data, Ref, Typed, type Value } from "../wire/values";
import { vmDevices } from "./vmDevices";

const guestName = (vm: Vm) => `${vm.guestId.replace(/Guest$/, "")} (64-bit)`;

/** VirtualMachineRuntimeInfo. */
export function vmRuntime(vm: Vm): Data {
  return {
    host: vm.host.ref,
    connectionState: vm.host.connection === "connected" ? vm.connection : "disconnected",
    powerState: vm.power,
    faultToleranceState: vm.spec.faultTolerance ? "enabled" : "notConfigured",
    toolsInstallerMounted: false,
    bootTime: vm.bootTime,
    question: vm.question === undefined ? undefined : question(vm.question),
    numMksConnections: 0,
    recordReplayState: "inactive",
    cleanPowerOff: vm.power === "poweredOff" ? true : undefined,
    onlineStandby: false,
    consolidationNeeded: false,
  };
}

function question(text: string): Data {
  const choice = { choiceInfo: [{ key: "0", label: "OK", summary: "OK" }], defaultIndex: 0 };
  return { id: "1", text, choice };
}

/** VirtualMachineConfigInfo; absent while the VM is inaccessible. */
export function vmConfig(vm: Vm, world: World): Data | undefined {
  if (vm.connection === "inaccessible" || vm.connection === "invalid") return undefined;
  const directory = `[${vm.host.datastores[0]?.name ?? "datastore"}] ${vm.name}/`;
  return {
    changeVersion: vm.changeVersion,
    modified: vm.modified,
    name: escapeName(vm.name),
    guestFullName: guestName(vm),
    version: `vmx-${String(vm.hardwareVersion).padStart(2, "0")}`,
    uuid: vm.uuid,
    instanceUuid: vm.instanceUuid,
    template: vm.spec.template,
    guestId: vm.guestId,
    alternateGuestName: "",
    annotation: vm.annotation,
    files: { vmPathName: `${directory}${vm.name}.vmx`, logDirectory: directory },
    flags: {},
    defaultPowerOps: { powerOffType: "soft", suspendType: "hard", resetType: "soft" },
    hardware: hardware(vm, world),
    cpuAllocation: allocation(vm.cpuReservation, -1, vm.cpus * 1000),
    memoryAllocation: allocation(vm.reservationMB, vm.memoryLimit, vm.memoryMB * 10),
    memoryHotAddEnabled: vm.memoryHotAdd,
    cpuHotAddEnabled: vm.cpuHotAdd,
    extraConfig: [...vm.extraConfig].map(([key, value]) => ({ key, value: new Typed("s", value) })),
    bootOptions: {},
    ftInfo: vm.spec.faultTolerance
      ? { role: 1, instanceUuids: [vm.instanceUuid], configPaths: [directory] }
      : undefined,
    managedBy: vm.managedBy,
    firmware: vm.firmware,
    memoryReservationLockedToMax: vm.reservationLocked,
    nestedHVEnabled: vm.nestedHV,
    fixedPassthruHotPlugEnabled: vm.hotPlugPassthru,
  };
}

function hardware(vm: Vm, world: World): Data {
  return {
    numCPU: vm.cpus,
    numCoresPerSocket: vm.coresPerSocket,
    memoryMB: vm.memoryMB,
    virtualICH7MPresent: false,
    virtualSMCPresent: false,
    device: vmDevices(vm, world),
  };
}

function allocation(reservation: number, limit: number, shares: number): Data {
  return { reservation, expandableReservation: false, limit, shares: { shares, level: "normal" } };
}

const toolsVersion = (vm: Vm) => (vm.spec.tools === "notInstalled" ? "guestToolsNotInstalled" : "guestToolsCurrent");
const toolsState = (vm: Vm) => (vm.toolsRunning ? "guestToolsRunning" : "guestToolsNotRunning");
const whileRunning = (vm: Vm, value: string | undefined) => (vm.toolsRunning ? value : undefined);

/** GuestInfo. */
export function guestInfo(vm: Vm): Data {
  return {
    toolsStatus: toolsStatus(vm),
    toolsVersionStatus2: toolsVersion(vm),
    toolsRunningStatus: toolsState(vm),
    guestId: whileRunning(vm, vm.guestId),
    guestFamily: whileRunning(vm, "linuxGuest"),
    guestFullName: whileRunning(vm, guestName(vm)),
    hostName: whileRunning(vm, vm.spec.guestHostName),
    ipAddress: whileRunning(vm, vm.spec.ip),
    guestState: vm.toolsRunning ? "running" : "notRunning",
  };
}

function toolsStatus(vm: Vm): string {
  if (vm.spec.tools === "notInstalled") return "toolsNotInstalled";
  return vm.toolsRunning ? "toolsOk" : "toolsNotRunning";
}

/** VirtualMachineSummary. */
export function vmSummary(vm: Vm): Data {
  const { memoryMB, cpus, uuid, instanceUuid, guestId, annotation } = vm;
  return {
    vm: vm.ref,
    runtime: vmRuntime(vm),
    guest: {
      guestId: whileRunning(vm, guestId),
      toolsStatus: toolsStatus(vm),
      toolsVersionStatus2: toolsVersion(vm),
      toolsRunningStatus: toolsState(vm),
      hostName: whileRunning(vm, vm.spec.guestHostName),
      ipAddress: whileRunning(vm, vm.spec.ip),
    },
    config: {
      name: escapeName(vm.name),
      template: vm.spec.template,
      vmPathName: `[${vm.host.datastores[0]?.name ?? "datastore"}] ${vm.name}/${vm.name}.vmx`,
      memorySizeMB: memoryMB,
      cpuReservation: vm.cpuReservation,
      memoryReservation: vm.reservationMB,
      numCpu: cpus,
      numEthernetCards: 1,
      numVirtualDisks: 1,
      uuid,
      instanceUuid,
      guestId,
      guestFullName: guestName(vm),
      annotation,
      managedBy: vm.managedBy,
    },
    quickStats: { guestHeartbeatStatus: vm.toolsRunning ? "green" : "gray" },
    overallStatus: "green",
  };
}

/** VirtualMachineSnapshotInfo: each snapshot is the child of the one before. */
export function snapshotInfo(vm: Vm): Data | undefined {
  const names = vm.spec.snapshots;
  const snapshot = (index: number) => new Ref("VirtualMachineSnapshot", `snapshot-${vm.ref.id}-${index}`);
  const tree = names.reduceRight<Data[]>((children, name, index) => {
    const times = { createTime: vm.modified, state: "poweredOff", quiesced: false };
    return [
      {
        snapshot: snapshot(index),
        vm: vm.ref,
        name,
        description: "",
        id: index + 1,
        ...times,
        childSnapshotList: children,
      },
    ];
  }, []);
  if (tree.length === 0) return undefined;
  return { currentSnapshot: snapshot(names.length - 1), rootSnapshotList: tree };
}

/** VirtualMachineCapability. */
export function vmCapability(): Data {
  const required = fieldsOf("VirtualMachineCapability").filter((field) => !field.optional);
  const unsupported = new Set(["recordReplaySupported", "lockSnapshotsSupported", "disableSnapshotsSupported"]);
  return Object.fromEntries(required.map((field): [string, Value] => [field.name, !unsupported.has(field.name)]));
}
