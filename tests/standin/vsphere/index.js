const pulumi = require("@pulumi/pulumi");

/** The types, names and computed outputs of the real classes. */
function resourceClass(module, type, outputs = {}) {
  return class extends pulumi.CustomResource {
    constructor(name, args, opts) {
      super(`vsphere:index/${module}:${type}`, name, { ...outputs, ...args }, opts);
    }
  };
}

function lookup(name) {
  return (args) => pulumi.runtime.invokeOutput(`vsphere:index/${name}:${name}`, args);
}

exports.ComputeCluster = resourceClass("computeCluster", "ComputeCluster", { resourcePoolId: undefined });
exports.DrsVmOverride = resourceClass("drsVmOverride", "DrsVmOverride");
exports.HaVmOverride = resourceClass("haVmOverride", "HaVmOverride");
exports.VirtualMachine = resourceClass("virtualMachine", "VirtualMachine", { moid: undefined, uuid: undefined });
exports.Vnic = resourceClass("vnic", "Vnic");

exports.getComputeClusterOutput = lookup("getComputeCluster");
exports.getDatacenterOutput = lookup("getDatacenter");
exports.getDatastoreOutput = lookup("getDatastore");
exports.getHostOutput = lookup("getHost");
exports.getNetworkOutput = lookup("getNetwork");
