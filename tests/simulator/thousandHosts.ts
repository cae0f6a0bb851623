/** A process of its own, so that its memory is that of the simulator: prints how long it took to start, and what it took. */
import { build, startSimulator } from "../../simulator";

const clusters = 40;
const hostsEach = 25;
const vmsEach = 10;

async function main(): Promise<void> {
  const started = performance.now();
  const host = (name: string) =>
    build.host(name, {
      devices: [build.device("3b:00.0", "gpu")],
      vms: Array.from({ length: vmsEach }, (_, vm) => build.vm(`${name}-vm-${vm}`)),
    });
  const cluster = (name: string) =>
    build.cluster(
      name,
      Array.from({ length: hostsEach }, (_, index) => host(`${name}-esx-${index}`)),
    );
  const all = Array.from({ length: clusters }, (_, index) => cluster(`c${index}`));
  const simulator = await startSimulator({ inventory: build.vcenter({ name: "DC0", clusters: all }) });
  const seconds = (performance.now() - started) / 1000;
  const { hosts, vms } = simulator.state();
  const counts = { hosts: Object.keys(hosts).length, vms: Object.keys(vms).length };
  await simulator.stop();
  console.log(JSON.stringify({ ...counts, seconds, megabytes: process.memoryUsage().rss / 2 ** 20 }));
}

void main();
