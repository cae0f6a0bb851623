// Run with: npm install, then in a project: pulumi preview --policy-pack <this folder>
const { passthroughPolicyPack } = require("pulumi-vsphere-passthrough/policy");

// A rule, or a rule for one resource, can be accepted: { accept: ["ha-restart", "vmotion-enabled:my-override"] }
passthroughPolicyPack("vsphere-passthrough");
