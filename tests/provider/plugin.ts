/** Pulumi's own dynamic provider as the engine starts it, in a process of its own, driven over gRPC. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

const root = join(__dirname, "..", "..");
type Values = Readonly<Record<string, unknown>>;

export interface Logged {
  readonly severity: "warning" | "info" | "other";
  readonly urn: string;
  readonly message: string;
}

interface Engine {
  readonly address: string;
  /** As the death of its process does: nobody listens any more, and every connection breaks. */
  die(): void;
}

/** Stands between a server and those who call it, so that what the operating system does at a death can be done. */
async function mortal(port: number): Promise<Engine> {
  const sockets = new Set<Socket>();
  const front = createServer((socket) => {
    const back = connect(port, "127.0.0.1");
    for (const one of [socket, back]) sockets.add(one.on("error", () => undefined));
    socket.pipe(back).pipe(socket);
  });
  await once(front.listen(0, "127.0.0.1"), "listening");
  const die = () => {
    front.close();
    for (const socket of sockets) socket.destroy();
  };
  return { address: `127.0.0.1:${(front.address() as AddressInfo).port}`, die };
}

/** The engine's half: it only listens to what is logged. */
async function listen(logged: Logged[]): Promise<Engine> {
  const server = new grpc.Server();
  const severities = { [LogSeverity.WARNING]: "warning", [LogSeverity.INFO]: "info" } as const;
  const log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, done) => {
    const severity = severities[request.getSeverity() as keyof typeof severities] ?? "other";
    logged.push({ severity, urn: request.getUrn(), message: request.getMessage() });
    done(null, new Empty());
  };
  server.addService(EngineService as unknown as grpc.ServiceDefinition, { log });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
  const { address, die } = await mortal(port);
  return {
    address,
    die: () => {
      die();
      server.forceShutdown();
    },
  };
}

/** Which form of the package the plugin loads: this repository's sources, or what the last build has made of them. */
export type Form = "source" | "built";

/** A project that has the package under its public name. */
async function makeProject(form: Form): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "passthrough-plugin-"));
  const folder = join(project, "node_modules", "pulumi-vsphere-passthrough");
  if (form === "built") {
    await mkdir(join(project, "node_modules"));
    await symlink(root, folder);
    return project;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ exports: { "./provider": "./provider.js" } }));
  const source = JSON.stringify(join(root, "provider", "index.ts"));
  await writeFile(join(folder, "provider.js"), `module.exports=require(${source});`);
  return project;
}

const struct = (values: Values) => Struct.fromJavaScript(values as Record<string, JavaScriptValue>);

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VSPHERE_")));
}

export class Plugin {
  private constructor(
    readonly logged: readonly Logged[],
    /** Lines on standard error; the engine shows them below the stack. */
    readonly printed: string[],
    private readonly client: ResourceProviderClient,
    private readonly child: ChildProcess,
    private readonly engine: Engine,
    private readonly project: string,
  ) {}

  static async start(config: Readonly<Record<string, string>>, form: Form = "source"): Promise<Plugin> {
    const logged: Logged[] = [];
    const [engine, project] = await Promise.all([listen(logged), makeProject(form)]);
    const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    // Sources are compiled as they are loaded; an installed package is plain JavaScript.
    const loader = form === "source" ? ["--import", pathToFileURL(require.resolve("tsx")).href] : [];
    const child = spawn(process.execPath, [...loader, program, engine.address], {
      cwd: project,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => printed.push(line));
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const plugin = new Plugin(logged, printed, client, child, engine, project);
    const request = new proto.ConfigureRequest();
    request.setArgs(struct(config));
    await plugin.call((done) => client.configure(request, done));
    return plugin;
  }

  /** Kills the engine's half, which tells the plugin nothing; answers how the plugin ended then. */
  async killEngine(): Promise<number | null> {
    const ended = once(this.child, "exit");
    this.engine.die();
    const [code] = (await ended) as [number | null];
    return code;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  private call<Reply>(send: (done: grpc.requestCallback<Reply>) => unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      send((error, reply) => (error !== null || reply === undefined ? reject(error) : resolve(reply)));
    });
  }

  async check(olds: Values, news: Values) {
    const request = new proto.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const reply = await this.call<proto.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: (reply.getInputs()?.toJavaScript() ?? {}) as Values,
      failures: reply.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() })),
    };
  }

  async diff(id: string, olds: Values, news: Values) {
    const request = new proto.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const reply = await this.call<proto.DiffResponse>((done) => this.client.diff(request, done));
    const isChanged = reply.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME;
    return {
      changes: isChanged,
      replaces: reply.getReplacesList(),
      deleteBeforeReplace: reply.getDeletebeforereplace(),
    };
  }

  async create(inputs: Values) {
    const request = new proto.CreateRequest();
    request.setProperties(struct(inputs));
    const reply = await this.call<proto.CreateResponse>((done) => this.client.create(request, done));
    return { id: reply.getId(), state: (reply.getProperties()?.toJavaScript() ?? {}) as Values };
  }

  async read(id: string, state: Values) {
    const request = new proto.ReadRequest();
    request.setId(id);
    request.setProperties(struct(state));
    const reply = await this.call<proto.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: reply.getId(),
      state: (reply.getProperties()?.toJavaScript() ?? {}) as Values,
      inputs: reply.getInputs()?.toJavaScript() as Values | undefined,
    };
  }

  async update(id: string, olds: Values, news: Values): Promise<Values> {
    const request = new proto.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const reply = await this.call<proto.UpdateResponse>((done) => this.client.update(request, done));
    return (reply.getProperties()?.toJavaScript() ?? {}) as Values;
  }

  async delete(id: string, state: Values): Promise<void> {
    const request = new proto.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(state));
    await this.call<Empty>((done) => this.client.delete(request, done));
  }

  /** Ends it as the engine does. */
  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGINT");
      await once(this.child, "exit");
    }
    this.engine.die();
    await rm(this.project, { recursive: true, force: true });
  }
}
