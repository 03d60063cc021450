import { type Flow, makeFlow } from '../install/flow.js';
import { fields, lowered, raised, resubmit, set, tables } from './shorthand.js';

const REGISTERS = [
  fields.reg0,
  fields.reg1,
  fields.reg2,
  fields.reg3,
  fields.reg4,
  fields.reg5,
  fields.reg6,
  fields.reg7,
  fields.reg8,
  fields.reg9,
];

/** Clears what the logical pipeline calls reg0 to reg9. */
export const clearRegisters = REGISTERS.map((register) => set(register, 0));

/** The flows that every host has whatever its network: how the physical tables go on when no port's flow matches. */
export const fixedFlows: readonly Flow[] = [
  makeFlow(tables.physicalToLogical, 0, [], []),
  makeFlow(tables.outputLargePacketDetect, 0, [], [resubmit(tables.remoteOutput)]),
  makeFlow(tables.outputLargePacketProcess, 10, [raised('loopback')], [resubmit(tables.localOutput)]),
  makeFlow(tables.outputLargePacketProcess, 0, [], [resubmit(tables.remoteOutput)]),
  // What came over VXLAN is not sent on into a tunnel, unless it is an answer made here.
  makeFlow(tables.remoteOutput, 150, [raised('fromVxlan'), lowered('loopback')], [resubmit(tables.localOutput)]),
  makeFlow(tables.remoteOutput, 150, [raised('localOnly')], [resubmit(tables.localOutput)]),
  makeFlow(tables.remoteOutput, 0, [], [resubmit(tables.localOutput)]),
  makeFlow(tables.localOutput, 0, [], []),
  makeFlow(tables.checkLoopback, 0, [], [...clearRegisters, resubmit(tables.logicalEgress)]),
  makeFlow(tables.saveInPort, 0, [], [resubmit(tables.logicalToPhysical)]),
  makeFlow(tables.logicalToPhysical, 0, [], []),
];
