"""Calls vSphere through pyvmomi as a test asks for it: one JSON line in, `{"call": name, "args": [...]}`, one out."""

import json
import os
import ssl
import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

KINDS = {"hosts": vim.HostSystem, "vms": vim.VirtualMachine, "clusters": vim.ClusterComputeResource}
connection = None


def connect(trust):
    """Logs in at the server of the environment; `trust`: how its certificate is judged."""
    global connection
    host, port = os.environ["VSPHERE_SERVER"].rsplit(":", 1)
    ways = {
        "authority": lambda: {"sslContext": ssl.create_default_context(cadata=os.environ["CERTIFICATE"])},
        "thumbprint": lambda: {"thumbprint": os.environ["VSPHERE_PASSTHROUGH_THUMBPRINT"].replace(":", "").lower()},
        "anything": lambda: {"disableSslCertValidation": True},
        "nothing": lambda: {},
    }
    user, password = os.environ["VSPHERE_USER"], os.environ["VSPHERE_PASSWORD"]
    connection = SmartConnect(host=host, port=int(port), user=user, pwd=password, **ways[trust]())
    about = connection.content.about
    return {"apiType": about.apiType, "apiVersion": about.apiVersion, "spoken": connection._stub.versionId}


def disconnect():
    Disconnect(connection)


def wrong_password():
    host, port = os.environ["VSPHERE_SERVER"].rsplit(":", 1)
    SmartConnect(host=host, port=int(port), user="user", pwd="wrong", disableSslCertValidation=True)


def current_session():
    session = connection.content.sessionManager.currentSession
    return session.userName if session else None


def current_time():
    return connection.CurrentTime().tzinfo is not None


def view(kind):
    content = connection.content
    made = content.viewManager.CreateContainerView(content.rootFolder, [KINDS[kind]], True)
    try:
        return sorted(each.name for each in made.view)
    finally:
        made.Destroy()


def named(kind, name):
    content = connection.content
    made = content.viewManager.CreateContainerView(content.rootFolder, [KINDS[kind]], True)
    try:
        return next(each for each in made.view if each.name == name)
    finally:
        made.Destroy()


def filter_spec(made, paths):
    traversal = vmodl.query.PropertyCollector.TraversalSpec(
        name="view", type=vim.view.ContainerView, path="view", skip=False
    )
    return vmodl.query.PropertyCollector.FilterSpec(
        objectSet=[vmodl.query.PropertyCollector.ObjectSpec(obj=made, skip=True, selectSet=[traversal])],
        propSet=[vmodl.query.PropertyCollector.PropertySpec(type=vim.VirtualMachine, pathSet=paths)],
    )


def collect(paths, page):
    """Properties of all VMs, page by page."""
    content = connection.content
    made = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
    options = vmodl.query.PropertyCollector.RetrieveOptions(maxObjects=page)
    collector, sizes, rows = content.propertyCollector, [], []
    result = collector.RetrievePropertiesEx([filter_spec(made, paths)], options)
    while result is not None:
        sizes.append(len(result.objects))
        rows += [{prop.name: str(prop.val) for prop in each.propSet} for each in result.objects]
        result = collector.ContinueRetrievePropertiesEx(result.token) if result.token else None
    made.Destroy()
    return {"pages": sizes, "rows": sorted(rows, key=lambda row: row["name"])}


def contents(path):
    """The old way to read: RetrieveProperties."""
    content = connection.content
    made = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
    found = content.propertyCollector.RetrieveContents([filter_spec(made, [path])])
    made.Destroy()
    return sorted(str(each.propSet[0].val) for each in found)


def find(path):
    index = connection.content.searchIndex
    by_path = index.FindByInventoryPath(path)
    by_uuid = index.FindByUuid(None, by_path.config.instanceUuid, True, True)
    return [by_path._moId, by_uuid._moId, index.FindByInventoryPath("/DC0/vm/nothing")]


def devices(host):
    """Each property of the host on its own: Fetch."""
    found = named("hosts", host)
    return {
        "pci": [[each.id, each.vendorId, each.deviceId, each.bus] for each in found.hardware.pciDevice],
        "passthru": [
            [type(each).__name__, each.id, each.passthruCapable, each.passthruEnabled, each.passthruActive]
            for each in found.config.pciPassthruInfo
        ],
        "same": len(found.configManager.pciPassthruSystem.pciPassthruInfo) == len(found.config.pciPassthruInfo),
        "unset": found.vm[0].snapshot,
    }


def passthru(host, address, enabled):
    system = named("hosts", host).configManager.pciPassthruSystem
    config = vim.host.PciPassthruConfig(id=address, passthruEnabled=enabled)
    system.UpdatePassthruConfig([config])
    system.Refresh()


def target(host):
    found = named("hosts", host)
    answer = found.parent.environmentBrowser.QueryConfigTarget(found)
    return [[each.pciDevice.id, each.systemId] for each in answer.pciPassthrough]


def enter_maintenance(host):
    WaitForTask(named("hosts", host).EnterMaintenanceMode_Task(timeout=0))


def exit_maintenance(host):
    WaitForTask(named("hosts", host).ExitMaintenanceMode_Task(timeout=0))


def reboot(host, force):
    """Waits for the task alone, which ends before the host goes down."""
    task = named("hosts", host).RebootHost_Task(force)
    WaitForTask(task)
    return task.info.name.info.wsdlName


def cancel_maintenance(host):
    """VMs run there, so that it would wait for ever."""
    task = named("hosts", host).EnterMaintenanceMode_Task(timeout=0)
    task.CancelTask()
    WaitForTask(task)


def backing(host, address):
    found = named("hosts", host)
    answer = found.parent.environmentBrowser.QueryConfigTarget(found)
    one = next(each for each in answer.pciPassthrough if each.pciDevice.id == address)
    return vim.vm.device.VirtualPCIPassthrough.DeviceBackingInfo(
        deviceName=one.pciDevice.deviceName,
        id=address,
        deviceId=hex(one.pciDevice.deviceId % 2**16).lstrip("0x"),
        systemId=one.systemId,
        vendorId=one.pciDevice.vendorId,
    )


def change(operation, device):
    return vim.vm.device.VirtualDeviceSpec(operation=operation, device=device)


def attach(vm, host, address):
    found = named("vms", vm)
    device = vim.vm.device.VirtualPCIPassthrough(key=-1, backing=backing(host, address))
    spec = vim.vm.ConfigSpec(
        changeVersion=found.config.changeVersion,
        deviceChange=[change("add", device)],
        memoryAllocation=vim.ResourceAllocationInfo(reservation=found.config.hardware.memoryMB),
        memoryReservationLockedToMax=True,
    )
    task = found.ReconfigVM_Task(spec)
    WaitForTask(task)
    kind = vim.vm.device.VirtualPCIPassthrough
    added = [each for each in found.config.hardware.device if isinstance(each, kind)]
    return [task.info.name.info.wsdlName, [[each.key, each.deviceInfo.label, each.backing.id] for each in added]]


def detach(vm):
    found = named("vms", vm)
    kind = vim.vm.device.VirtualPCIPassthrough
    gone = [each for each in found.config.hardware.device if isinstance(each, kind)]
    WaitForTask(found.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[change("remove", each) for each in gone])))


def stale_change(vm):
    WaitForTask(named("vms", vm).ReconfigVM_Task(vim.vm.ConfigSpec(changeVersion="stale", memoryMB=1024)))


def power(vm, on):
    found = named("vms", vm)
    WaitForTask(found.PowerOnVM_Task() if on else found.PowerOffVM_Task())
    return found.runtime.powerState


def migrate(vm, host):
    WaitForTask(named("vms", vm).MigrateVM_Task(host=named("hosts", host), priority="defaultPriority"))


def gone():
    return vim.VirtualMachine("vm-99999", connection._stub).name


def details(fault):
    """What a program that catches the fault's type can see."""
    kinds = [each.__name__ for each in type(fault).__mro__ if each.__name__.startswith(("vim.fault", "vmodl.fault"))]
    fields = {}
    for info in fault._GetPropertyList():
        value = getattr(fault, info.name)
        if isinstance(value, (str, int)) and info.name not in ("msg",):
            fields[info.name] = value
    return {"fault": kinds[0] if kinds else type(fault).__name__, "kinds": kinds, "fields": fields, "message": fault.msg}


def answer(line):
    request = json.loads(line)
    try:
        return {"value": globals()[request["call"]](*request["args"])}
    except vmodl.MethodFault as fault:
        return details(fault)
    except Exception as error:  # what else happened is the test's to judge
        return {"fault": type(error).__name__, "message": str(error)}


for request_line in sys.stdin:
    print(json.dumps(answer(request_line)), flush=True)
