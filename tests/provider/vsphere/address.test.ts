import assert from "node:assert/strict";
import { parseAddress } from "../../../provider/vsphere/address";

describe("a server's address", () => {
  const read: readonly [given: string, host: string, port: number, text: string][] = [
    ["vc.example.com", "vc.example.com", 443, "vc.example.com"],
    [" vc.example.com:443 ", "vc.example.com", 443, "vc.example.com"],
    ["vc:8443", "vc", 8443, "vc:8443"],
    ["192.0.2.1:8443", "192.0.2.1", 8443, "192.0.2.1:8443"],
    ["[2001:db8::1]", "2001:db8::1", 443, "[2001:db8::1]"],
    ["[2001:db8::1]:8443", "2001:db8::1", 8443, "[2001:db8::1]:8443"],
    ["::1", "::1", 443, "[::1]"],
  ];
  for (const [given, host, port, text] of read) {
    it(`"${given}" is ${text}`, () => assert.deepEqual(parseAddress(given), { host, port, text }));
  }

  for (const given of ["", "https://vc", "vc/sdk", "vc:0", "vc:99999", "vc:x", "[vc]", "user@vc", "a b"]) {
    it(`"${given}" is none`, () =>
      assert.throws(() => parseAddress(given), {
        name: "ConnectError",
        message: `cannot talk to vSphere server "${given}": this is not a host name or address with an optional :port (IPv6 in brackets); correct vsphere:vsphereServer`,
      }));
  }
});
