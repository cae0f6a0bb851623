/**
 * Methods that the simulator serves, one a line: `Type.Method(arguments) result`, `!` in front of what changes the
 * inventory (the rest reads, or only touches the session), `~` in front of what needs no login. Notation: `dsl.ts`.
 */
export const methodTable = `
~ ServiceInstance.RetrieveServiceContent() ServiceContent
ServiceInstance.CurrentTime() dt
~ SessionManager.Login(userName:s password:s locale?:s) UserSession
SessionManager.Logout()
SessionManager.SessionIsActive(sessionID:s userName:s) b
ManagedObject.Fetch(prop:s) any?
~ PropertyCollector.RetrieveProperties(specSet[]:PropertyFilterSpec) ObjectContent[]?
~ PropertyCollector.RetrievePropertiesEx(specSet[]:PropertyFilterSpec options:RetrieveOptions) RetrieveResult?
PropertyCollector.ContinueRetrievePropertiesEx(token:s) RetrieveResult
PropertyCollector.CancelRetrievePropertiesEx(token:s)
PropertyCollector.CreatePropertyCollector() @PropertyCollector
PropertyCollector.DestroyPropertyCollector()
PropertyCollector.CreateFilter(spec:PropertyFilterSpec partialUpdates:b) @PropertyFilter
PropertyCollector.WaitForUpdates(version?:s) UpdateSet
PropertyCollector.WaitForUpdatesEx(version?:s options?:WaitOptions) UpdateSet?
PropertyCollector.CheckForUpdates(version?:s) UpdateSet?
PropertyCollector.CancelWaitForUpdates()
PropertyFilter.DestroyPropertyFilter()
ViewManager.CreateContainerView(container:@ManagedEntity type[]?:s recursive:b) @ContainerView
ViewManager.CreateListView(obj[]?:@any) @ListView
ListView.ModifyListView(add[]?:@any remove[]?:@any) @any[]?
ListView.ResetListView(obj[]?:@any) @any[]?
View.DestroyView()
SearchIndex.FindByInventoryPath(inventoryPath:s) @ManagedEntity?
SearchIndex.FindByUuid(datacenter?:@Datacenter uuid:s vmSearch:b instanceUuid?:b) @ManagedEntity?
SearchIndex.FindAllByUuid(datacenter?:@Datacenter uuid:s vmSearch:b instanceUuid?:b) @ManagedEntity[]
SearchIndex.FindByDnsName(datacenter?:@Datacenter dnsName:s vmSearch:b) @ManagedEntity?
SearchIndex.FindByIp(datacenter?:@Datacenter ip:s vmSearch:b) @ManagedEntity?
SearchIndex.FindChild(entity:@ManagedEntity name:s) @ManagedEntity?
! Task.CancelTask()
EnvironmentBrowser.QueryConfigTarget(host?:@HostSystem) ConfigTarget?
EnvironmentBrowser.QueryConfigOptionEx(spec?:EnvironmentBrowserConfigOptionQuerySpec) VirtualMachineConfigOption?
EnvironmentBrowser.QueryConfigOptionDescriptor() VirtualMachineConfigOptionDescriptor[]?
EnvironmentBrowser.QueryTargetCapabilities(host?:@HostSystem) HostCapability?
! HostPciPassthruSystem.UpdatePassthruConfig(config[]:HostPciPassthruConfig)
HostPciPassthruSystem.Refresh()
OptionManager.QueryOptions(name?:s) OptionValue[]?
! OptionManager.UpdateOptions(changedValue[]:OptionValue)
! HostSystem.EnterMaintenanceMode_Task(timeout:i evacuatePoweredOffVms?:b maintenanceSpec?:HostMaintenanceSpec) @Task
! HostSystem.ExitMaintenanceMode_Task(timeout:i) @Task
! HostSystem.RebootHost_Task(force:b) @Task
! VirtualMachine.ReconfigVM_Task(spec:VirtualMachineConfigSpec) @Task
! VirtualMachine.PowerOnVM_Task(host?:@HostSystem) @Task
! VirtualMachine.PowerOffVM_Task() @Task
! VirtualMachine.ShutdownGuest()
! VirtualMachine.MigrateVM_Task(pool?:@ResourcePool host?:@HostSystem priority:VirtualMachineMovePriority
  state?:VirtualMachinePowerState) @Task
! VirtualMachine.RelocateVM_Task(spec:VirtualMachineRelocateSpec priority?:VirtualMachineMovePriority) @Task
! VirtualMachine.UpgradeVM_Task(version?:s) @Task
! ComputeResource.ReconfigureComputeResource_Task(spec:ComputeResourceConfigSpec modify:b) @Task
`;
