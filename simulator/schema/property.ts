/** What the property collector takes and gives. Notation: `dsl.ts`. */
export const propertyTypes = `
PropertyFilterSpec
  propSet[]:PropertySpec objectSet[]:ObjectSpec reportMissingObjectsInResults?:b
PropertySpec
  type:s all?:b pathSet[]?:s
ObjectSpec
  obj:@ManagedObject skip?:b selectSet[]?:SelectionSpec
SelectionSpec
  name?:s
TraversalSpec < SelectionSpec
  type:s path:s skip?:b selectSet[]?:SelectionSpec
RetrieveOptions
  maxObjects?:i
RetrieveResult
  token?:s objects[]:ObjectContent
ObjectContent
  obj:@ManagedObject propSet[]?:DynamicProperty missingSet[]?:MissingProperty
DynamicProperty
  name:s val:any
MissingProperty
  path:s fault:LocalizedMethodFault
MissingObject
  obj:@ManagedObject fault:LocalizedMethodFault
WaitOptions
  maxWaitSeconds?:i maxObjectUpdates?:i
UpdateSet
  version:s filterSet[]?:PropertyFilterUpdate truncated?:b
PropertyFilterUpdate
  filter:@PropertyFilter objectSet[]?:ObjectUpdate missingSet[]?:MissingObject
ObjectUpdate
  kind:ObjectUpdateKind obj:@ManagedObject changeSet[]?:PropertyChange missingSet[]?:MissingProperty
PropertyChange
  name:s op:PropertyChangeOp val?:any
enum ObjectUpdateKind modify enter leave
enum PropertyChangeOp add remove assign indirectRemove
`;
