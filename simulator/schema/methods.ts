/**
 * Methods that the simulator serves: `Type.Method(arguments) result needs privilege`, `!` in front of what changes the
 * inventory (the rest reads, or only touches the session). What needs System.Anonymous needs no login. Where no
 * privilege stands, `semantics/privileges.ts` knows. Notation: `dsl.ts`.
 */
export const methodTable = `
ServiceInstance.RetrieveServiceContent() ServiceContent needs System.Anonymous
ServiceInstance.CurrentTime() dt needs System.View
SessionManager.Login(userName:s password:s locale?:s) UserSession needs System.Anonymous
SessionManager.Logout() needs System.View
SessionManager.SessionIsActive(sessionID:s userName:s) b needs Sessions.ValidateSession
ManagedObject.Fetch(prop:s) any? needs System.View
PropertyCollector.RetrieveProperties(specSet[]:PropertyFilterSpec) ObjectContent[]? needs System.Anonymous
PropertyCollector.RetrievePropertiesEx(specSet[]:PropertyFilterSpec options:RetrieveOptions) RetrieveResult? needs
  System.Anonymous
PropertyCollector.ContinueRetrievePropertiesEx(token:s) RetrieveResult needs System.View
PropertyCollector.CancelRetrievePropertiesEx(token:s) needs System.View
PropertyCollector.CreatePropertyCollector() @PropertyCollector needs System.View
PropertyCollector.DestroyPropertyCollector() needs System.View
PropertyCollector.CreateFilter(spec:PropertyFilterSpec partialUpdates:b) @PropertyFilter needs System.View
PropertyCollector.WaitForUpdates(version?:s) UpdateSet needs System.View
PropertyCollector.WaitForUpdatesEx(version?:s options?:WaitOptions) UpdateSet? needs System.View
PropertyCollector.CheckForUpdates(version?:s) UpdateSet? needs System.View
PropertyCollector.CancelWaitForUpdates() needs System.View
PropertyFilter.DestroyPropertyFilter()
ViewManager.CreateContainerView(container:@ManagedEntity type[]?:s recursive:b) @ContainerView needs System.View
ViewManager.CreateListView(obj[]?:@any) @ListView needs System.View
ListView.ModifyListView(add[]?:@any remove[]?:@any) @any[]?
ListView.ResetListView(obj[]?:@any) @any[]?
View.DestroyView() needs System.View
SearchIndex.FindByInventoryPath(inventoryPath:s) @ManagedEntity? needs System.View
SearchIndex.FindByUuid(datacenter?:@Datacenter uuid:s vmSearch:b instanceUuid?:b) @ManagedEntity? needs System.View
SearchIndex.FindAllByUuid(datacenter?:@Datacenter uuid:s vmSearch:b instanceUuid?:b) @ManagedEntity[] needs System.View
SearchIndex.FindByDnsName(datacenter?:@Datacenter dnsName:s vmSearch:b) @ManagedEntity? needs System.View
SearchIndex.FindByIp(datacenter?:@Datacenter ip:s vmSearch:b) @ManagedEntity? needs System.View
SearchIndex.FindChild(entity:@ManagedEntity name:s) @ManagedEntity? needs System.View
! Task.CancelTask()
EnvironmentBrowser.QueryConfigTarget(host?:@HostSystem) ConfigTarget? needs System.View
EnvironmentBrowser.QueryConfigOption(key?:s host?:@HostSystem) VirtualMachineConfigOption? needs System.View
EnvironmentBrowser.QueryConfigOptionEx(spec?:EnvironmentBrowserConfigOptionQuerySpec) VirtualMachineConfigOption? needs
  System.View
EnvironmentBrowser.QueryConfigOptionDescriptor() VirtualMachineConfigOptionDescriptor[]? needs System.View
EnvironmentBrowser.QueryTargetCapabilities(host?:@HostSystem) HostCapability? needs System.View
! HostPciPassthruSystem.UpdatePassthruConfig(config[]:HostPciPassthruConfig) needs Host.Config.PciPassthru
HostPciPassthruSystem.Refresh() needs Host.Config.Settings
OptionManager.QueryOptions(name?:s) OptionValue[]? needs System.View
! OptionManager.UpdateOptions(changedValue[]:OptionValue)
! HostSystem.EnterMaintenanceMode_Task(timeout:i evacuatePoweredOffVms?:b maintenanceSpec?:HostMaintenanceSpec) @Task
  needs Host.Config.Maintenance
! HostSystem.ExitMaintenanceMode_Task(timeout:i) @Task needs Host.Config.Maintenance
! HostSystem.RebootHost_Task(force:b) @Task needs Host.Config.Maintenance
! VirtualMachine.ReconfigVM_Task(spec:VirtualMachineConfigSpec) @Task
! VirtualMachine.PowerOnVM_Task(host?:@HostSystem) @Task needs VirtualMachine.Interact.PowerOn
! Datacenter.PowerOnMultiVM_Task(vm[]:@VirtualMachine option[]?:OptionValue) @Task needs System.View
! VirtualMachine.PowerOffVM_Task() @Task needs VirtualMachine.Interact.PowerOff
! VirtualMachine.SuspendVM_Task() @Task needs VirtualMachine.Interact.Suspend
! VirtualMachine.ResetVM_Task() @Task needs VirtualMachine.Interact.Reset
! VirtualMachine.ShutdownGuest() needs VirtualMachine.Interact.PowerOff
! VirtualMachine.MigrateVM_Task(pool?:@ResourcePool host?:@HostSystem priority:VirtualMachineMovePriority
  state?:VirtualMachinePowerState) @Task
! VirtualMachine.RelocateVM_Task(spec:VirtualMachineRelocateSpec priority?:VirtualMachineMovePriority) @Task needs
  Resource.ColdMigrate
! VirtualMachine.UpgradeVM_Task(version?:s) @Task needs VirtualMachine.Config.UpgradeVirtualHardware
! ComputeResource.ReconfigureComputeResource_Task(spec:ComputeResourceConfigSpec modify:b) @Task needs
  Host.Inventory.EditCluster
`;
