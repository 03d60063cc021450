/** The embedded switch as a library: for tests that hold it against Open vSwitch, and for what embeds it. */
export { Bridge } from './bridge/bridge.js';
export { OpenFlowHandler } from './bridge/openflow-handler.js';
export { SwitchPort } from './bridge/switch-port.js';
export { Datapath } from './datapath/datapath.js';
export { type FrameDraft, frames } from './fixture/frame.js';
export { type Sent, TestSwitch } from './fixture/test-switch.js';
export { Machine } from './sim/machine.js';
export { readMachineOptions } from './sim/machine-options.js';
export type { VlanConfig } from './translate/translation-bridge.js';
