import { PassthroughError } from "./passthroughError";

/** Configuration that is missing or not valid. */
export class SettingsError extends PassthroughError {}
