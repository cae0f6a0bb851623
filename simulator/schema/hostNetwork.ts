/** A host's switches, port groups, uplinks and vmkernel ports. Notation: `dsl.ts`. */
export const hostNetworkTypes = `
NetworkSummary
  network?:@Network name:s accessible:b ipPoolName:s ipPoolId?:i
HostNetworkInfo
  vswitch[]?:HostVirtualSwitch proxySwitch[]?:HostProxySwitch portgroup[]?:HostPortGroup pnic[]?:PhysicalNic
  rdmaDevice[]?:HostRdmaDevice@7.0 vnic[]?:HostVirtualNic consoleVnic[]?:HostVirtualNic dnsConfig?:HostDnsConfig
  ipRouteConfig?:HostIpRouteConfig consoleIpRouteConfig?:HostIpRouteConfig routeTableInfo?:HostIpRouteTableInfo
  dhcp[]?:HostDhcpService nat[]?:HostNatService ipV6Enabled?:b atBootIpV6Enabled?:b
  netStackInstance[]?:HostNetStackInstance opaqueSwitch[]?:HostOpaqueSwitch opaqueNetwork[]?:HostOpaqueNetworkInfo
  nsxTransportNodeId?:s@7.0 nvdsToVdsMigrationRequired?:b@7.0.2.0 migrationStatus?:s@7.0.2.0
PhysicalNic
  key?:s device:s pci:s driver?:s driverVersion?:s@8.0.0.1 firmwareVersion?:s@8.0.0.1 linkSpeed?:PhysicalNicLinkInfo
  validLinkSpecification[]?:PhysicalNicLinkInfo spec:PhysicalNicSpec wakeOnLanSupported:b mac:s
  fcoeConfiguration?:FcoeConfig vmDirectPathGen2Supported?:b vmDirectPathGen2SupportedMode?:s
  resourcePoolSchedulerAllowed?:b resourcePoolSchedulerDisallowedReason[]?:s autoNegotiateSupported?:b
  enhancedNetworkingStackSupported?:b@6.7 ensInterruptSupported?:b@7.0 rdmaDevice?:s@7.0 dpuId?:s@8.0.0.1
  perfNicOffloadSupported?:b@9.1.0.0
PhysicalNicLinkInfo
  speedMb:i duplex:b
PhysicalNicSpec
  ip?:HostIpConfig linkSpeed?:PhysicalNicLinkInfo enableEnhancedNetworkingStack?:b@6.7 ensInterruptEnabled?:b@7.0
HostVirtualNic
  device:s key:s portgroup:s spec:HostVirtualNicSpec port?:s owner?:s@9.0.0.0
HostVirtualNicSpec
  ip?:HostIpConfig mac?:s distributedVirtualPort?:DistributedVirtualSwitchPortConnection portgroup?:s mtu?:i
  tsoEnabled?:b netStackInstanceKey?:s opaqueNetwork?:HostVirtualNicOpaqueNetworkSpec externalId?:s pinnedPnic?:s
  ipRouteSpec?:HostVirtualNicIpRouteSpec systemOwned?:b@7.0 dpuId?:s@8.0.0.1
HostIpConfig
  dhcp:b ipAddress?:s subnetMask?:s ipV6Config?:HostIpConfigIpV6AddressConfiguration
HostPortGroup
  key?:s port[]?:HostPortGroupPort vswitch?:s computedPolicy:HostNetworkPolicy spec:HostPortGroupSpec
HostPortGroupSpec
  name:s vlanId:i vswitchName:s policy:HostNetworkPolicy
HostNetworkPolicy
  security?:HostNetworkSecurityPolicy nicTeaming?:HostNicTeamingPolicy offloadPolicy?:HostNetOffloadCapabilities
  shapingPolicy?:HostNetworkTrafficShapingPolicy
HostNicTeamingPolicy
  policy?:s reversePolicy?:b notifySwitches?:b rollingOrder?:b failureCriteria?:HostNicFailureCriteria
  nicOrder?:HostNicOrderPolicy
HostNicOrderPolicy
  activeNic[]?:s standbyNic[]?:s
HostVirtualSwitch
  name:s key:s numPorts:i numPortsAvailable:i mtu?:i portgroup[]?:s pnic[]?:s spec:HostVirtualSwitchSpec
HostVirtualSwitchSpec
  numPorts:i bridge?:HostVirtualSwitchBridge policy?:HostNetworkPolicy mtu?:i
HostVirtualSwitchBridge
HostVirtualSwitchBondBridge < HostVirtualSwitchBridge
  nicDevice[]:s beacon?:HostVirtualSwitchBeaconConfig linkDiscoveryProtocolConfig?:LinkDiscoveryProtocolConfig
HostVirtualSwitchSimpleBridge < HostVirtualSwitchBridge
  nicDevice:s
HostProxySwitch
  dvsUuid:s dvsName:s key:s numPorts:i configNumPorts?:i numPortsAvailable:i uplinkPort[]?:KeyValue mtu?:i
  pnic[]?:s spec:HostProxySwitchSpec hostLag[]?:HostProxySwitchHostLagConfig networkReservationSupported?:b
  nsxtEnabled?:b@7.0 ensEnabled?:b@7.0 ensInterruptEnabled?:b@7.0
  transportZones[]?:DistributedVirtualSwitchHostMemberTransportZoneInfo@7.0 nsxUsedUplinkPort[]?:s@7.0
  nsxtStatus?:s@7.0 nsxtStatusDetail?:s@7.0 ensInfo?:HostProxySwitchEnsInfo@8.0.0.1
  networkOffloadingEnabled?:b@8.0.0.1 hostUplinkState[]?:DistributedVirtualSwitchHostMemberHostUplinkState@8.0.3.0
  autoDeployOwned?:b@9.1.0.0
  hostPerfNicOffloadState?:DistributedVirtualSwitchHostMemberHostPerfNicOffloadState@9.1.0.0 teplessMode?:b@9.1.0.0
HostProxySwitchSpec
  backing?:DistributedVirtualSwitchHostMemberBacking
DistributedVirtualSwitchHostMemberBacking
DistributedVirtualSwitchHostMemberPnicBacking < DistributedVirtualSwitchHostMemberBacking
  pnicSpec[]?:DistributedVirtualSwitchHostMemberPnicSpec
DistributedVirtualSwitchHostMemberPnicSpec
  pnicDevice:s uplinkPortKey?:s uplinkPortgroupKey?:s connectionCookie?:i
DistributedVirtualSwitchPortConnection
  switchUuid:s portgroupKey?:s portKey?:s connectionCookie?:i
HostVirtualNicManagerInfo
  netConfig[]?:VirtualNicManagerNetConfig
VirtualNicManagerNetConfig
  nicType:s multiSelectAllowed:b candidateVnic[]?:HostVirtualNic selectedVnic[]?:s
`;
