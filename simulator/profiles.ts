/** Releases of vSphere: what the server says of itself. All else follows from the version of its API. */
export const profiles = {
  "6.7": { apiVersion: "6.7", build: "8217866" },
  "7.0U3": { apiVersion: "7.0.3.0", build: "18700403" },
  "8.0U2": { apiVersion: "8.0.2.0", build: "22385739" },
  "9.0": { apiVersion: "9.0.0.0", build: "24755230" },
} as const;

/** A release of vSphere that the simulator can be. */
export type Profile = keyof typeof profiles;
