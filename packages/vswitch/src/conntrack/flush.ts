/** Which connections an NXT_CT_FLUSH means. */
import type { ConnectionTuple, FlushConnections } from '#openflow';
import type { Connection } from './connection.js';
import type { AddressWords, Tuple } from './tuple.js';

export function flushes(filter: FlushConnections, connection: Connection): boolean {
  if (filter.zone !== undefined && filter.zone !== connection.zone) return false;
  if (filter.protocol !== 0 && filter.protocol !== connection.original.protocol) return false;
  return meets(filter.original, connection.original) && meets(filter.reply, connection.reply);
}

function meets(wanted: ConnectionTuple | undefined, tuple: Tuple): boolean {
  if (wanted === undefined) return true;
  const parts: readonly (readonly [number | bigint | undefined, number | bigint])[] = [
    [wanted.source, mapped(tuple.source)],
    [wanted.destination, mapped(tuple.destination)],
    [wanted.sourcePort, tuple.sourcePort],
    [wanted.destinationPort, tuple.destinationPort],
    [wanted.icmpId, tuple.sourcePort],
    [wanted.icmpType, tuple.icmpType],
    [wanted.icmpCode, tuple.icmpCode],
  ];
  return parts.every(([want, have]) => want === undefined || BigInt(want) === BigInt(have));
}

/** The address as IPv6; IPv4 ones as `::ffff:a.b.c.d`. */
function mapped(address: AddressWords): bigint {
  if (address.length === 1) return 0xffff00000000n | BigInt(address[0] ?? 0);
  return address.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}
