import { PassthroughError } from "./passthroughError";
import { plainText } from "./plainText";

/** Something answered that is not the vSphere API. */
export class NotVSphereError extends PassthroughError {
  readonly server: string;
  /** What was found there. */
  readonly found: string;

  constructor(server: string, found: string, cause?: unknown) {
    const seen = plainText(found, 200);
    super(
      `${server} is not a vSphere server: found ${seen}; expected the vSphere API at https://${server}/sdk; check vsphere:vsphereServer`,
      { cause },
    );
    this.server = server;
    this.found = seen;
  }
}
