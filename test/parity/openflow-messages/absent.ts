/** Messages that Open vSwitch knows and our switch does not (docs/differences.md), and answers, which no controller sends. */
import type { OpenFlowVersion } from '#openflow';

interface Numbers {
  readonly types: readonly number[];
  readonly multipart: readonly number[];
  readonly nicira: readonly number[];
  readonly niciraMultipart: readonly number[];
}

/** Queue configuration, table_mod, descriptions of tables and queues, flow monitors, status of roles and tables, forwarded requests, statistics. */
const ABSENT: Readonly<Record<OpenFlowVersion, Numbers>> = {
  1: { types: [17, 20, 21], multipart: [], nicira: [21, 22, 23], niciraMultipart: [2] },
  4: { types: [17, 19, 22, 23], multipart: [], nicira: [], niciraMultipart: [] },
  6: { types: [17, 19, 30, 31, 32], multipart: [14, 15, 16], nicira: [], niciraMultipart: [] },
};

const NICIRA = 0x2320;
const QUEUE = 5;
const TLV_TABLE_MOD = 24;
const EXPERIMENTER = 4;

export function isAbsent(bytes: Uint8Array, version: OpenFlowVersion): boolean {
  const { types, multipart, nicira, niciraMultipart } = ABSENT[version];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint8(1);
  if (types.includes(type)) return true;
  const word = (at: number) => (bytes.length >= at + 4 ? view.getUint32(at) : 0);
  if (type === EXPERIMENTER) {
    if (word(8) !== NICIRA) return false;
    return nicira.includes(word(12)) || (word(12) === TLV_TABLE_MOD && hasEmptyOption(bytes));
  }
  if (type !== (version === 0x01 ? 16 : 18) || bytes.length < 10) return false;
  const kind = view.getUint16(8);
  // The dummy ports of the comparison have a queue 0, ours have none.
  if (kind === QUEUE) return word(bytes.length - 4) === 0;
  if (kind !== 0xffff) return multipart.includes(kind);
  return version === 0x01 && word(12) === NICIRA && niciraMultipart.includes(word(16));
}

/** A tunnel option without a byte. */
function hasEmptyOption(bytes: Uint8Array): boolean {
  for (let at = 24; at + 8 <= bytes.length; at += 8) if (bytes[at + 3] === 0) return true;
  return false;
}
