import type { AttachCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** The classic limit of two passthrough devices per VM, or what the user set. */
export const deviceLimit: Rule<AttachCase, "vm"> = {
  id: "device-limit",
  property: "vm",
  violated({ vmLabel, counted, maxDevicesPerVm }) {
    if (maxDevicesPerVm === undefined || counted.length <= maxDevicesPerVm) return undefined;
    return wording.deviceLimit(
      vmLabel,
      counted.map((device) => device.label),
      maxDevicesPerVm,
    );
  },
};
