import { PassthroughError } from "./passthroughError";
import { plainText } from "./plainText";

/** An answer that is not what the API promises. */
export class ReplyError extends PassthroughError {
  readonly method: string;
  /** Where in the answer, such as `host-21 hardware.pciDevice[3].vendorId`. */
  readonly path: string;
  readonly problem: string;

  constructor(method: string, path: string, problem: string, cause?: unknown) {
    const where = path === "" ? "" : ` at ${plainText(path, 200)}`;
    super(`the server's answer to ${method} cannot be used${where}: ${plainText(problem, 200)}`, { cause });
    this.method = method;
    this.path = path;
    this.problem = problem;
  }
}
