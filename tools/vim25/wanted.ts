import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tables } from "../../simulator/schema";
import type { Wanted } from "./render";

const wsdl = join(__dirname, "..", "..", "provider", "vsphere", "wsdl", "vim25.wsdl");

/** Everything that the simulator or the client of this package names. */
export function wanted(): Wanted {
  const { data, managed, methods } = tables;
  const names = [...readFileSync(wsdl, "utf8").matchAll(/<xsd:complexType name="(\w+)"/g)].map(
    (match) => match[1] ?? "",
  );
  return {
    types: new Set([...data.types.keys(), ...data.enums.keys(), ...managed.types.keys(), ...names]),
    methods: new Set(methods.map(({ owner, name }) => `${owner}.${name}`)),
  };
}
