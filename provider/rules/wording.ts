/** Every sentence that a rule can show a user. Rules decide; this file and the three it joins word. */
import { hostWording } from "./hostWording";
import { planWording } from "./planWording";
import { vmWording } from "./vmWording";

export { deviceLabel, hostLabel, ids, vmLabel } from "./labels";

export const wording = { ...hostWording, ...vmWording, ...planWording } as const;
