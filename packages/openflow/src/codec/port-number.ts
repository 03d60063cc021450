/** Ports of 32 bits as messages of OpenFlow 1.1+ carry them. Part of the codec. */
import { OpenFlowError } from '../errors.js';
import { portFrom32 } from '../port.js';

/** Throws OFPBAC_BAD_OUT_PORT. */
export function portOf32(wide: number): number {
  const port = portFrom32(wide);
  if (port === undefined) throw new OpenFlowError('OFPBAC_BAD_OUT_PORT', String(wide));
  return port;
}
