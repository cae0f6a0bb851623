import assert from "node:assert/strict";
import { Connection } from "../../provider/vsphere/connection";
import type { HostFacts, VmFacts } from "../../provider/vsphere/types";
import { skipReason, startVcsim, type Vcsim, type VcsimFlag } from "../provider/vsphere/vcsimServer";
import { type Outcome, Project } from "./project";

/** A Pulumi project that is configured for a vcsim, and a look at that vcsim beside it. */
class Life {
  readonly #vcsim: Vcsim;
  readonly #project: Project;
  readonly vmName: string;

  private constructor(vcsim: Vcsim, project: Project, vmName: string) {
    this.#vcsim = vcsim;
    this.#project = project;
    this.vmName = vmName;
  }

  static async open(flags: readonly VcsimFlag[], vmName: string): Promise<Life | undefined> {
    const vcsim = await startVcsim("-passthrough", ...flags);
    return vcsim && new Life(vcsim, await Project.create({ env: vcsim.env }), vmName);
  }

  async see(): Promise<{ vm: VmFacts; host: HostFacts; override: object | undefined }> {
    const connection = new Connection(this.#vcsim.settings);
    try {
      const vm = (await connection.vm((await connection.findVm(this.vmName)).id)) ?? assert.fail();
      const host = (await connection.host(vm.hostId ?? "")) ?? assert.fail();
      const cluster = host.clusterId === undefined ? undefined : await connection.cluster(host.clusterId);
      return { vm, host, override: cluster?.overrides[vm.id] };
    } finally {
      await connection.logout();
    }
  }

  /** What has to be as before when all is destroyed. */
  async picture(): Promise<object> {
    const { vm, host, override } = await this.see();
    const { devices, powerState, reservationMB, reservationLocked, extraConfig } = vm;
    const passthru = host.passthru.filter(({ enabled, active }) => enabled || active);
    const { inMaintenanceMode } = host;
    return {
      devices,
      powerState,
      reservationMB,
      reservationLocked,
      extraConfig,
      passthru,
      inMaintenanceMode,
      override,
    };
  }

  async declare(address: string, device = ""): Promise<void> {
    const { host } = await this.see();
    await this.#project.program(`
      const memory = new VmMemoryReservation("memory", { vm: "${this.vmName}" });
      const gpu = new HostPassthroughDevice("gpu", { host: "${host.id}", address: "${address}",
        reboot: "ifNeeded", evacuate: "shutdown", ${device} });
      new VmPciAttachment("gpu", { vm: memory.vm, device: gpu, power: "shutdown" });
    `);
  }

  async run(command: "preview" | "up" | "refresh" | "destroy", ...args: readonly string[]): Promise<Outcome> {
    const outcome = await this.#project[command](...args);
    assert.deepEqual({ code: outcome.code, errors: outcome.errors }, { code: 0, errors: {} }, outcome.text);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#vcsim.stop();
    await this.#project.remove();
  }
}

const lives: readonly {
  readonly title: string;
  readonly flags: readonly VcsimFlag[];
  readonly vmName: string;
  readonly address: string;
  readonly device?: string;
  /** Whether a host reboots to give the card away, as all do before 7.0. */
  readonly reboots: boolean;
}[] = [
  { title: "a vCenter 6.5", flags: [], vmName: "DC0_C0_RP0_VM0", address: "0000:af:00.0", reboots: true },
  {
    title: "a vCenter 8.0 U3",
    flags: ["-modern"],
    vmName: "DC0_C0_RP0_VM0",
    address: "0000:3b:00.0",
    device: `hardwareLabel: "gpu-a"`,
    reboots: false,
  },
  { title: "a lone ESXi host", flags: ["-esx"], vmName: "ha-host_VM0", address: "0000:d8:00.0", reboots: true },
];

for (const { title, flags, vmName, address, device, reboots } of lives) {
  describe(`the canonical program on ${title} by vcsim, extended with passthrough (${skipReason})`, function () {
    this.timeout(120_000);
    let life: Life | undefined;

    before(async function () {
      life = await Life.open(flags, vmName);
      if (life === undefined) this.skip();
    });
    after(() => life?.close());

    it("previews, applies, finds nothing to change, refreshes and destroys", async () => {
      const it = life ?? assert.fail();
      const start = await it.picture();
      await it.declare(address, device);
      const bootTime = (await it.see()).host.bootTime ?? "";

      const { warnings } = await it.run("preview");
      const flagged = Object.values(warnings).flat().join("\n");
      assert.match(flagged, /\[power-cycle\]/);
      assert.equal(flagged.includes("[host-reboot]"), reboots, flagged);
      assert.deepEqual(await it.picture(), start);

      await it.run("up");
      const { vm, host, override } = await it.see();
      assert.deepEqual(
        vm.devices.map((one) => [one.address, one.backing]),
        [[address, "fixed"]],
      );
      assert.deepEqual([vm.powerState, vm.reservationMB, vm.reservationLocked], ["poweredOn", vm.memoryMB, true]);
      assert.deepEqual(override, host.clusterId === undefined ? undefined : { enabled: false, behavior: "manual" });
      assert.equal(Date.parse(host.bootTime ?? "") > Date.parse(bootTime), reboots);

      for (const command of ["preview", "refresh"] as const) {
        assert.deepEqual((await it.run(command, "--expect-no-changes")).warnings, {});
      }

      await it.run("destroy");
      assert.deepEqual(await it.picture(), start);
    });
  });
}
