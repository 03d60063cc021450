import { ByteReader } from '#base';
import { type ControllerOpcode, controllerOpcodes } from '#logical';

const NAMES: ReadonlyMap<number, ControllerOpcode> = new Map(
  Object.entries(controllerOpcodes).map(([name, code]) => [code, name as ControllerOpcode]),
);

/** What a flow's `controller` action asks for: the word at the start of its userdata, and the action's own data. */
export interface Request {
  readonly opcode: ControllerOpcode;
  readonly data: Uint8Array;
}

/** Undefined when the userdata is not one of ours. */
export function parseUserdata(userdata: Uint8Array): Request | undefined {
  if (userdata.length < 8) return undefined;
  const reader = new ByteReader(userdata);
  const opcode = NAMES.get(reader.u32());
  reader.skip(4);
  return opcode === undefined ? undefined : { opcode, data: reader.rest() };
}
