import assert from "node:assert/strict";
import { envelope } from "../simulator/client";
import { judgeRequest, judgeResponse } from "./exchange";

interface Example {
  readonly name: string;
  /** The body's element. */
  readonly body: string;
  readonly version?: string;
  readonly problems: readonly string[];
}

const self = '<_this type="HostPciPassthruSystem">pciPassthruSystem-11</_this>';
const vm = '<_this type="VirtualMachine">vm-1</_this>';
const collector = '<_this type="PropertyCollector">propertyCollector</_this>';
const update = (config: string) => `<UpdatePassthruConfig xmlns="urn:vim25">${self}${config}</UpdatePassthruConfig>`;
const reconfigure = (spec: string) => `<ReconfigVM_Task xmlns="urn:vim25">${vm}<spec>${spec}</spec></ReconfigVM_Task>`;
const ask = (path: string) =>
  `<RetrievePropertiesEx xmlns="urn:vim25">${collector}<specSet><propSet><type>HostSystem</type><pathSet>${path}</pathSet></propSet><objectSet><obj type="HostSystem">host-1</obj></objectSet></specSet><options/></RetrievePropertiesEx>`;
const config = (more = "") => `<config><id>a</id><passthruEnabled>true</passthruEnabled>${more}</config>`;

const requests: readonly Example[] = [
  { name: "what is right", body: update(config("<applyNow>true</applyNow>")), problems: [] },
  {
    name: "elements out of order",
    body: update("<config><passthruEnabled>true</passthruEnabled><id>a</id></config>"),
    problems: [
      "UpdatePassthruConfig.config(HostPciPassthruConfig): id is missing",
      "UpdatePassthruConfig.config(HostPciPassthruConfig): id is out of order",
    ],
  },
  {
    name: "unknown elements",
    body: update(config("<applyLater>true</applyLater>")),
    problems: ["UpdatePassthruConfig.config(HostPciPassthruConfig): applyLater is unknown"],
  },
  { name: "what is missing", body: update(""), problems: ["UpdatePassthruConfig: config is missing"] },
  {
    name: "what is there twice",
    body: update(config("<applyNow>true</applyNow><applyNow>true</applyNow>")),
    problems: ["UpdatePassthruConfig.config(HostPciPassthruConfig): applyNow is given 2 times"],
  },
  {
    name: "elements newer than the call",
    body: update(config("<hardwareLabel>x</hardwareLabel>")),
    version: "7.0.1.0",
    problems: ["UpdatePassthruConfig.config(HostPciPassthruConfig): hardwareLabel came with 7.0.2.0, not 7.0.1.0"],
  },
  {
    name: "elements of another namespace",
    body: update(config('<applyNow xmlns="urn:other">true</applyNow>')),
    problems: ["UpdatePassthruConfig.config(HostPciPassthruConfig): applyNow is out of order"],
  },
  {
    name: "values of another type",
    body: update(config("<applyNow>yes</applyNow>")),
    problems: ['UpdatePassthruConfig.config(HostPciPassthruConfig).applyNow: "yes" is no boolean'],
  },
  {
    name: "values of any type without one",
    body: reconfigure("<extraConfig><key>a</key><value>b</value></extraConfig>"),
    problems: [
      "ReconfigVM_Task.spec(VirtualMachineConfigSpec).extraConfig(OptionValue).value: xsi:type is missing where any type may stand",
    ],
  },
  {
    name: "types that are newer than the call, or do not fit",
    body: reconfigure(
      '<deviceChange><operation>add</operation><device xsi:type="VirtualPCIPassthrough"><key>-1</key><backing xsi:type="VirtualPCIPassthroughDvxBackingInfo"/></device></deviceChange><memoryAllocation xsi:type="SharesInfo"><shares>1</shares><level>low</level></memoryAllocation>',
    ),
    version: "7.0.3.0",
    problems: [
      "ReconfigVM_Task.spec(VirtualMachineConfigSpec).deviceChange(VirtualDeviceConfigSpec).device(VirtualPCIPassthrough).backing: VirtualPCIPassthroughDvxBackingInfo came with 8.0.0.1, not 7.0.3.0",
      "ReconfigVM_Task.spec(VirtualMachineConfigSpec).memoryAllocation: SharesInfo is no ResourceAllocationInfo",
    ],
  },
  {
    name: "values that the enumeration does not have",
    body: reconfigure(
      '<deviceChange><operation>attach</operation><device xsi:type="VirtualPCIPassthrough"><key>-1</key></device></deviceChange>',
    ),
    problems: [
      'ReconfigVM_Task.spec(VirtualMachineConfigSpec).deviceChange(VirtualDeviceConfigSpec).operation: "attach" is no VirtualDeviceConfigSpecOperation',
    ],
  },
  {
    name: "references to another type of object",
    body: `<PowerOnVM_Task xmlns="urn:vim25">${vm}<host type="VirtualMachine">vm-2</host></PowerOnVM_Task>`,
    problems: ["PowerOnVM_Task.host: a reference to a VirtualMachine, declared HostSystem"],
  },
  {
    name: "methods that the object does not have",
    body: `<RebootHost_Task xmlns="urn:vim25">${vm}<force>true</force></RebootHost_Task>`,
    problems: ["RebootHost_Task: VirtualMachine has no such method"],
  },
  {
    name: "properties that the version does not have",
    body: ask("capability.deviceRebindWithoutRebootSupported"),
    version: "6.7.3",
    problems: ["propSet: HostSystem has no property capability.deviceRebindWithoutRebootSupported in 6.7.3"],
  },
];

describe("the judge of traffic, on requests", () => {
  for (const { name, body, version = "8.0.2.0", problems } of requests) {
    it(`sees ${name}`, () => {
      const soapAction = `urn:vim25/${version}`;
      const judged = judgeRequest({ soapAction, apiVersion: "8.0.3.0", body: envelope(body), isForeign: false });
      assert.deepEqual(judged.problems, problems);
    });
  }

  it("forgives foreign clients a prefix that is bound to nothing", () => {
    const body = envelope(reconfigure('<extraConfig><key>a</key><value xsi:type="xsd:string">b</value></extraConfig>'));
    const unbound = body.replace(/ xmlns:xsd="[^"]*"/, "");
    const problems = (isForeign: boolean) =>
      judgeRequest({ soapAction: undefined, apiVersion: "8.0.3.0", body: unbound, isForeign }).problems;
    assert.deepEqual(problems(true), []);
    assert.deepEqual(problems(false), [
      'ReconfigVM_Task.spec(VirtualMachineConfigSpec).extraConfig(OptionValue).value: the prefix of xsi:type="string" is bound to nothing',
    ]);
  });
});

const contents = (propSet: string) =>
  `<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><objects><obj type="HostSystem">host-1</obj>${propSet}</objects></returnval></RetrievePropertiesExResponse>`;
const property = (name: string, val: string) => contents(`<propSet><name>${name}</name>${val}</propSet>`);
const objects = "RetrievePropertiesExResponse.returnval(RetrieveResult).objects";
const inProperty = `${objects}(ObjectContent)`;
const fault = (detail: string) =>
  `<s:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring><detail>${detail}</detail></s:Fault>`;

const responses: readonly (Example & { readonly status?: number; readonly request?: string })[] = [
  { name: "what is right", body: property("name", '<val xsi:type="xsd:string">a</val>'), problems: [] },
  {
    name: "a list without its wrapper",
    body: property("vm", '<val type="VirtualMachine" xsi:type="ManagedObjectReference">vm-1</val>'),
    problems: [`${objects}.vm: is ManagedObjectReference, declared a list of @VirtualMachine`],
  },
  {
    name: "items of another name in a wrapper",
    body: property(
      "vm",
      '<val xsi:type="ArrayOfManagedObjectReference"><VirtualMachine type="VirtualMachine">vm-1</VirtualMachine></val>',
    ),
    problems: [`${inProperty}.propSet(DynamicProperty).val: VirtualMachine in ArrayOfManagedObjectReference`],
  },
  {
    name: "a value that the property is not declared as",
    body: property("name", '<val xsi:type="xsd:int">1</val>'),
    problems: [`${objects}.name: is int, declared s`],
  },
  {
    name: "a property that the object does not have",
    body: property("nonsense", '<val xsi:type="xsd:int">1</val>'),
    problems: [`${objects}.nonsense: HostSystem has no property nonsense in 8.0.2.0`],
  },
  {
    name: "a fault that is wrapped in another name",
    body: fault('<InvalidProperty xmlns="urn:vim25" xsi:type="InvalidProperty"><name>x</name></InvalidProperty>'),
    status: 500,
    problems: ["Fault.detail: InvalidProperty holds a InvalidProperty"],
  },
  {
    name: "a fault that the method does not declare",
    body: fault('<ConcurrentAccessFault xmlns="urn:vim25" xsi:type="ConcurrentAccess"/>'),
    status: 500,
    problems: ["Fault.detail: RetrievePropertiesEx declares no ConcurrentAccess"],
  },
  {
    name: "a fault without what it has to say",
    body: fault('<SystemErrorFault xmlns="urn:vim25" xsi:type="SystemError"/>'),
    status: 200,
    problems: ["Fault: HTTP status 200", "SystemErrorFault(SystemError): reason is missing"],
  },
  {
    name: "a fault inside of data without its type",
    body: contents("<missingSet><path>name</path><fault><fault/></fault></missingSet>"),
    problems: [`${inProperty}.missingSet(MissingProperty).fault(LocalizedMethodFault).fault: a fault without xsi:type`],
  },
  {
    name: "another method's answer",
    body: '<LogoutResponse xmlns="urn:vim25"/>',
    problems: ["LogoutResponse is no answer to RetrievePropertiesEx"],
  },
  {
    name: "a task that fails with what its method does not declare",
    body: contents("")
      .replace("HostSystem", "Task")
      .replace(
        "</objects>",
        '<propSet><name>info</name><val xsi:type="TaskInfo"><key>task-1</key><task type="Task">task-1</task><name>RebootHost_Task</name><descriptionId>x</descriptionId><state>error</state><cancelled>false</cancelled><cancelable>false</cancelable><error><fault xsi:type="ConcurrentAccess"/></error><reason xsi:type="TaskReasonUser"><userName>u</userName></reason><queueTime>2026-01-01T00:00:00Z</queueTime><eventChainId>1</eventChainId></val></propSet></objects>',
      ),
    problems: ["TaskInfo.error: RebootHost_Task declares no ConcurrentAccess"],
  },
];

describe("the judge of traffic, on answers", () => {
  for (const { name, body, status = 200, problems } of responses) {
    it(`sees ${name}`, () => {
      const soapAction = "urn:vim25/8.0.2.0";
      const request = judgeRequest({
        soapAction,
        apiVersion: "8.0.2.0",
        body: envelope(ask("name")),
        isForeign: false,
      });
      const response = { status, body: envelope(body), isPlanned: false };
      assert.deepEqual(
        judgeResponse(request, response, () => false),
        problems,
      );
    });
  }
});
