package main

import (
	"slices"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// How long a host that reboots does not answer.
const down = 700 * time.Millisecond

// The cards of every host. Ids above 0x7fff are negative on the wire.
var cards = []types.HostPciDevice{
	card("0000:3b:00.0", 0x3b, 0x0302, 0x10de, 0x1eb8, "NVIDIA Corporation", "TU104GL [Tesla T4]"),
	card("0000:af:00.0", 0xaf, 0x0c04, 0x10df, 0xe300, "Emulex Corporation", "LPe31000/LPe32000 Series 16Gb/32Gb Fibre Channel Adapter"),
	card("0000:d8:00.0", 0xd8, 0x0380, 0x8086, 0x56c0, "Intel Corporation", "Data Center GPU Flex 170"),
}

func card(id string, bus byte, class, vendor, device uint16, vendorName, deviceName string) types.HostPciDevice {
	return types.HostPciDevice{
		Id: id, ClassId: int16(class), Bus: bus,
		VendorId: int16(vendor), SubVendorId: int16(vendor), VendorName: vendorName,
		DeviceId: int16(device), SubDeviceId: int16(device), DeviceName: deviceName,
	}
}

// The passthrough state of one host, as the host itself knows it: vCenter's copy in HostSystem.config follows on Refresh.
type passthruSystem struct {
	mo.HostPciPassthruSystem
	host     *simulator.HostSystem
	systemID string
	// The API is 7.0 or later, and so are the hosts.
	modern bool
}

func (s *passthruSystem) info(id string) *types.HostPciPassthruInfo {
	for _, info := range s.PciPassthruInfo {
		if one := info.GetHostPciPassthruInfo(); one.Id == id {
			return one
		}
	}
	return nil
}

// refusal tells what is wrong with a request that is then carried out in no part.
func (s *passthruSystem) refusal(wanted *types.HostPciPassthruConfig) *soap.Fault {
	if !s.modern && (wanted.ApplyNow != nil || wanted.HardwareLabel != "") {
		return simulator.Fault("Unexpected element tag", new(types.InvalidRequest))
	}
	if info := s.info(wanted.Id); info == nil || !info.PassthruCapable {
		return simulator.Fault("An error occurred during host configuration.", new(types.HostConfigFault))
	}
	return nil
}

// UpdatePassthruConfig changes what is in force after the next boot; a modern host takes a device at once if asked to.
func (s *passthruSystem) UpdatePassthruConfig(req *types.UpdatePassthruConfig) soap.HasFault {
	for _, config := range req.Config {
		if fault := s.refusal(config.GetHostPciPassthruConfig()); fault != nil {
			return &methods.UpdatePassthruConfigBody{Fault_: fault}
		}
	}
	for _, config := range req.Config {
		wanted := config.GetHostPciPassthruConfig()
		info := s.info(wanted.Id)
		info.PassthruEnabled = wanted.PassthruEnabled
		if wanted.PassthruEnabled && wanted.ApplyNow != nil && *wanted.ApplyNow {
			info.PassthruActive = true
		}
		if wanted.HardwareLabel != "" {
			info.HardwareLabel = wanted.HardwareLabel
		}
	}
	return &methods.UpdatePassthruConfigBody{Res: new(types.UpdatePassthruConfigResponse)}
}

func (s *passthruSystem) Refresh(ctx *simulator.Context, _ *types.Refresh) soap.HasFault {
	s.show(ctx)
	return &methods.RefreshBody{Res: new(types.RefreshResponse)}
}

// show brings vCenter's copy up to date, with values of its own.
func (s *passthruSystem) show(ctx *simulator.Context) {
	var copies []types.BaseHostPciPassthruInfo
	pending := false
	for _, info := range s.PciPassthruInfo {
		one := *info.GetHostPciPassthruInfo()
		pending = pending || one.PassthruEnabled != one.PassthruActive
		copies = append(copies, &one)
	}
	ctx.Map.AtomicUpdate(ctx, s.host, []types.PropertyChange{
		{Name: "config.pciPassthruInfo", Val: copies},
		{Name: "summary.rebootRequired", Val: pending},
	})
}

// reboot runs after its task has ended, as a host that reboots answers nobody.
func (s *passthruSystem) reboot(ctx *simulator.Context) {
	state := func(value types.HostSystemConnectionState) types.PropertyChange {
		return types.PropertyChange{Name: "runtime.connectionState", Val: value}
	}
	ctx.Map.AtomicUpdate(ctx, s.host, []types.PropertyChange{state(types.HostSystemConnectionStateNotResponding)})
	time.Sleep(down)
	ctx.Map.WithLock(ctx, s, func() {
		for _, info := range s.PciPassthruInfo {
			one := info.GetHostPciPassthruInfo()
			one.PassthruActive = one.PassthruEnabled
		}
		s.show(ctx)
	})
	now := time.Now()
	ctx.Map.AtomicUpdate(ctx, s.host, []types.PropertyChange{
		{Name: "runtime.bootTime", Val: &now},
		state(types.HostSystemConnectionStateConnected),
	})
}

// A host with the methods that stock vcsim lacks, or does without looking.
type host struct {
	*simulator.HostSystem
	passthru *passthruSystem
}

func (h *host) runsVM(ctx *simulator.Context) bool {
	return slices.ContainsFunc(h.Vm, func(ref types.ManagedObjectReference) bool {
		vm, ok := ctx.Map.Get(ref).(*simulator.VirtualMachine)
		return ok && vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn
	})
}

// EnterMaintenanceModeTask has no patience: a VM that runs is a wait that has run out.
func (h *host) EnterMaintenanceModeTask(ctx *simulator.Context, _ *types.EnterMaintenanceMode_Task) soap.HasFault {
	task := simulator.CreateTask(h, "enterMaintenanceModeTask", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		if h.runsVM(ctx) {
			return nil, new(types.Timedout)
		}
		ctx.Update(h.HostSystem, []types.PropertyChange{{Name: "runtime.inMaintenanceMode", Val: true}})
		return nil, nil
	})
	return &methods.EnterMaintenanceMode_TaskBody{Res: &types.EnterMaintenanceMode_TaskResponse{Returnval: task.Run(ctx)}}
}

func (h *host) RebootHostTask(ctx *simulator.Context, req *types.RebootHost_Task) soap.HasFault {
	task := simulator.CreateTask(h, "rebootHostTask", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		if !h.Runtime.InMaintenanceMode && !req.Force {
			return nil, new(types.InvalidState)
		}
		go h.passthru.reboot(&simulator.Context{Context: ctx.Context, Map: ctx.Map})
		return nil, nil
	})
	return &methods.RebootHost_TaskBody{Res: &types.RebootHost_TaskResponse{Returnval: task.Run(ctx)}}
}

// A browser that also tells which devices a VM can be given.
type browser struct {
	*simulator.EnvironmentBrowser
	systems map[types.ManagedObjectReference]*passthruSystem
}

func (b *browser) QueryConfigTarget(ctx *simulator.Context, req *types.QueryConfigTarget) soap.HasFault {
	body := b.EnvironmentBrowser.QueryConfigTarget(ctx, req)
	target := body.(*methods.QueryConfigTargetBody).Res.Returnval
	if req.Host == nil || b.systems[*req.Host] == nil {
		return body
	}
	system := b.systems[*req.Host]
	for _, device := range system.host.Hardware.PciDevice {
		if info := system.info(device.Id); info != nil && info.PassthruActive {
			target.PciPassthrough = append(target.PciPassthrough, &types.VirtualMachinePciPassthroughInfo{
				VirtualMachineTargetInfo: types.VirtualMachineTargetInfo{Name: device.Id},
				PciDevice:                device,
				SystemId:                 system.systemID,
			})
		}
	}
	return body
}

// addPassthrough gives every host a passthrough system and three cards, and every VM a guest that can shut down.
func addPassthrough(registry *simulator.Registry, modern bool) {
	systems := map[types.ManagedObjectReference]*passthruSystem{}
	ctx := &simulator.Context{Map: registry}
	for _, entity := range registry.All("HostSystem") {
		system := newSystem(entity.(*simulator.HostSystem), modern)
		systems[system.host.Self] = system
		registry.Put(system)
		system.show(ctx)
	}
	for _, entity := range registry.All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		vm.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	}
	// Not put into the registry in place of the originals, which vcsim itself casts to its own types: a session looks at
	// objects of its own first.
	registry.Handler = func(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
		if ctx.Session == nil {
			return nil, nil
		}
		switch original := registry.Get(method.This).(type) {
		case *simulator.HostSystem:
			ctx.Session.Put(&host{original, systems[original.Self]})
		case *simulator.EnvironmentBrowser:
			ctx.Session.Put(&browser{original, systems})
		}
		return nil, nil
	}
}

func newSystem(host *simulator.HostSystem, modern bool) *passthruSystem {
	system := &passthruSystem{host: host, systemID: "system-of-" + host.Self.Value, modern: modern}
	system.Self = types.ManagedObjectReference{Type: "HostPciPassthruSystem", Value: "pciPassthruSystem-" + host.Self.Value}
	host.ConfigManager.PciPassthruSystem = &system.Self
	if modern {
		host.Capability.DeviceRebindWithoutRebootSupported = &modern
	}
	host.Hardware.PciDevice = slices.Concat(host.Hardware.PciDevice, cards)
	for _, device := range host.Hardware.PciDevice {
		system.PciPassthruInfo = append(system.PciPassthruInfo, &types.HostPciPassthruInfo{
			Id:              device.Id,
			DependentDevice: device.Id,
			PassthruCapable: slices.ContainsFunc(cards, func(one types.HostPciDevice) bool { return one.Id == device.Id }),
		})
	}
	return system
}
