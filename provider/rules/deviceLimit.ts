import type { AttachCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** The classic limit of two passthrough devices per VM, or what the user set. */
export const deviceLimit: Rule<AttachCase, "vm"> = {
  id: "device-limit",
  property: "vm",
  describe: "more than `maxDevicesPerVm` (default 2) passthrough devices on one VM",
  source: "vSphere 4: up to two passthrough devices per VM",
  violated({ vmLabel, counted, maxDevicesPerVm }) {
    if (maxDevicesPerVm === undefined || counted.length <= maxDevicesPerVm) return undefined;
    return wording.deviceLimit(
      vmLabel,
      counted.map((device) => device.label),
      maxDevicesPerVm,
    );
  },
};
