import assert from "node:assert/strict";
import { gpu, gpuTwo, host } from "../facts";
import { judgeEnabling } from "./subjects";

describe("rule no-iommu", () => {
  it("refuses on a host where no function is passthrough capable", () => {
    const on = host({
      pci: [
        { address: gpu, capable: false },
        { address: gpuTwo, capable: false },
      ],
    });
    assert.deepEqual(judgeEnabling({ host: on }), [
      {
        rule: "no-iommu",
        property: "host",
        message:
          "host: no device of host esx-01 (host-12) can be passed through; found 0 of 2 PCI functions passthrough capable; the host needs an IOMMU; turn on Intel VT-d or AMD IOMMU in the BIOS and reboot the host [no-iommu]",
      },
    ]);
  });

  it("lets pass where this function is capable", () => {
    assert.deepEqual(
      judgeEnabling({ host: host({ pci: [{ address: gpu }, { address: gpuTwo, capable: false }] }) }),
      [],
    );
  });
});

describe("rule not-capable", () => {
  it("refuses a function that is not capable on a host where another one is", () => {
    const on = host({ pci: [{ address: gpu, capable: false }, { address: gpuTwo }] });
    assert.deepEqual(judgeEnabling({ host: on }), [
      {
        rule: "not-capable",
        property: "address",
        message:
          "address: the device cannot be passed through; found 0000:3b:00.0 A100 (10de:20b5, class 0302) on host esx-01 (host-12), reported as not passthrough capable; choose another device [not-capable]",
      },
    ]);
  });

  it("refuses a function of which the host reports no passthrough state at all", () => {
    const on = { ...host({ pci: [{ address: gpu }, { address: gpuTwo }] }) };
    const passthru = on.passthru.filter(({ address }) => address === gpuTwo);
    assert.deepEqual(
      judgeEnabling({ host: { ...on, passthru }, info: undefined }).map(({ rule }) => rule),
      ["not-capable"],
    );
  });
});

describe("rule ambiguous, of an address", () => {
  it("refuses an address without a device, and says nothing else of it", () => {
    assert.deepEqual(judgeEnabling({ address: "0000:ff:00.0" }), [
      {
        rule: "ambiguous",
        property: "address",
        message:
          "address: host esx-01 (host-12) has no PCI device at 0000:ff:00.0; found 1 other devices; check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved [ambiguous]",
      },
    ]);
  });
});
