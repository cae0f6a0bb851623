/**
 * The programs that development needs and npm does not have. Each is built from its own pinned Go module in tools/go,
 * since their dependencies differ. What belongs together ends in one folder.
 */
const VERSION_FLAG = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export const pulumi = {
  name: "pulumi",
  title: "Pulumi CLI",
  version: "v3.259.0",
  usually: "3 to 5 minutes on two cores, once",
  builds: [
    {
      module: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      binary: "pulumi",
      // Without a version in it the Automation API refuses the CLI.
      ldflags: `${VERSION_FLAG}=v3.259.0`,
    },
    {
      module: "language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      binary: "pulumi-language-nodejs",
      ldflags: `${VERSION_FLAG}=v3.68.0`,
    },
  ],
  // The plugin for dynamic providers, a script. It lies beside the CLI as in Pulumi's own releases: found on PATH
  // instead, it and the language host would each cost a warning in every operation.
  copies: ["node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs"],
};

export const vcsim = {
  name: "vcsim",
  title: "vcsim, VMware's vCenter simulator (for tests)",
  version: "v0.55.0",
  usually: "one to two minutes, once",
  builds: [{ module: "vcsim", package: ".", binary: "vcsim", ldflags: "" }],
  copies: [],
};

export const govc = {
  name: "govc",
  title: "govc, VMware's command line (for tests)",
  version: "v0.55.0",
  usually: "half a minute, once",
  builds: [{ module: "govc", package: ".", binary: "govc", ldflags: "" }],
  copies: [],
};
