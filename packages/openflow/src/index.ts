export * from './action.js';
export * from './field.js';
export * from './match.js';
export * from './message/flow-mod.js';
export * from './message/group-mod.js';
export * from './message/meter-mod.js';
export * from './message/packet-in.js';
export * from './port.js';
