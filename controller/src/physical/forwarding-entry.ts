import { macToNumber, parseMac, type Uuid } from '#base';
import type { Read } from '#incremental';
import { FDB } from '#schemas/southbound';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { datapathByKey, localDatapath } from '../local/datapath.js';
import { exact, fields, fromPort, inDatapath, raise, set, tables } from './shorthand.js';

/** Tables 71 and 72 for a MAC that was learnt behind a port with unknown addresses: the port by MAC, and whether both belong together. */
export function forwardingEntry(read: Read, id: Uuid<'FDB'>): readonly Flow[] {
  const row = read.row(FDB, id);
  const mac = row && parseMac(row.mac);
  if (row === undefined || mac === undefined) return [];
  const datapath = read(datapathByKey, row.dp_key);
  if (datapath === undefined || read(localDatapath, datapath) === undefined) return [];
  const macValue = BigInt(macToNumber(mac));
  const cookie = cookieOf(id);
  return [
    makeFlow(
      tables.getFdb,
      100,
      [inDatapath(row.dp_key), exact(fields.eth_dst, macValue)],
      [set(fields.reg15, row.port_key)],
      cookie,
    ),
    makeFlow(
      tables.lookupFdb,
      100,
      [inDatapath(row.dp_key), fromPort(row.port_key), exact(fields.eth_src, macValue)],
      [raise('fdbHit')],
      cookie,
    ),
  ];
}
