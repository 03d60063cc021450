/** Nicira's extension actions from bytes (ovs-actions(7)). Called by decode.ts behind the experimenter's number. */
import { ByteReader } from '#base';
import type { Action, Ct, Nat, ToController } from '../action.js';
import { properties } from '../codec/property.js';
import { OpenFlowError } from '../errors.js';
import { fields } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { ports } from '../port.js';
import { checkSubfield, readFieldId, subfieldOf } from '../wire/header.js';
import { readValue, toFieldValue } from '../wire/value.js';
import {
  algPorts,
  bundleAlgorithms,
  ctFlags,
  hashFieldNames,
  multipathAlgorithms,
  natFlags,
  natRanges,
  nicira,
  reasons,
} from './code.js';
import { readActionField, readActionHeader } from './field-id.js';
import { decodeLearn } from './learn-decode.js';
import { settingOf } from './setting.js';

type DecodeList = (bytes: Uint8Array, version: OpenFlowVersion) => Action[];

/** `body` stands at the subtype; it ends where the action ends. */
export function decodeNicira(body: ByteReader, version: OpenFlowVersion, decodeList: DecodeList): Action {
  const subtype = body.u16();
  switch (subtype) {
    case nicira.resubmit:
      return resubmitOf(body.u16(), undefined, false);
    case nicira.resubmitTable:
    case nicira.resubmitTableCt: {
      const action = resubmitOf(body.u16(), body.u8(), subtype === nicira.resubmitTableCt);
      checkZeros(body, 3);
      return action;
    }
    case nicira.setTunnel:
      body.skip(2);
      return { kind: 'set_tunnel', id: BigInt(body.u32()), isWide: false };
    case nicira.setTunnel64:
      body.skip(6);
      return { kind: 'set_tunnel', id: body.u64(), isWide: true };
    case nicira.setQueue:
      body.skip(2);
      return { kind: 'set_queue', queue: body.u32() };
    case nicira.popQueue:
      return { kind: 'pop_queue' };
    case nicira.move: {
      const bits = body.u16();
      const sourceOffset = body.u16();
      const destinationOffset = body.u16();
      const source = checkSubfield({ field: readFieldId(body), offset: sourceOffset, bits });
      return {
        kind: 'move',
        source,
        destination: checkSubfield({ field: readFieldId(body), offset: destinationOffset, bits }),
      };
    }
    case nicira.load: {
      const word = body.u16();
      const destination = subfieldOf(readActionField(body), word);
      if (destination.field.access === 'read')
        throw new OpenFlowError('OFPBAC_BAD_SET_ARGUMENT', destination.field.name);
      const value = body.u64();
      if (destination.bits < 64 && value >> BigInt(destination.bits) !== 0n) {
        throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `${value} is too much for ${destination.bits} bits`);
      }
      return { kind: 'load', destination, value: toFieldValue(destination.field, value) };
    }
    case nicira.loadMasked: {
      const { field, isMasked, bytes } = readActionHeader(body);
      const value = toFieldValue(field, readValue(body, bytes));
      return settingOf(field, value, isMasked ? toFieldValue(field, readValue(body, bytes)) : undefined);
    }
    case nicira.note:
      return { kind: 'note', data: body.rest().slice() };
    case nicira.multipath:
      return decodeMultipath(body);
    case nicira.bundle:
    case nicira.bundleLoad:
      return decodeBundle(body, subtype === nicira.bundleLoad);
    case nicira.outputRegister:
    case nicira.outputRegister2: {
      const word = body.u16();
      const isOlder = subtype === nicira.outputRegister;
      const source = subfieldOf(isOlder ? readActionField(body) : readFieldId(body), word);
      const maxLength = body.u16();
      checkZeros(body, body.left);
      return { kind: 'output_reg', source, maxLength };
    }
    case nicira.learn:
    case nicira.learn2:
      return decodeLearn(body, subtype === nicira.learn2);
    case nicira.exit:
      return { kind: 'exit' };
    case nicira.decTtl:
      return { kind: 'dec_ttl' };
    case nicira.decTtlIds: {
      const count = body.u16();
      skipZeros(body, 4);
      return { kind: 'dec_ttl', ids: Array.from({ length: count }, () => body.u16()) };
    }
    case nicira.finTimeout:
      return { kind: 'fin_timeout', idleTimeout: body.u16(), hardTimeout: body.u16() };
    case nicira.controller: {
      const maxLength = body.u16();
      const controllerId = body.u16();
      return { kind: 'controller', reason: reasonOf(body.u8()), maxLength, controllerId, pause: false };
    }
    case nicira.controller2:
      return decodeController(body);
    case nicira.writeMetadata: {
      if (version !== 0x01) throw new OpenFlowError('OFPBIC_UNSUP_INST', 'write_metadata is an instruction');
      skipZeros(body, 6);
      const value = body.u64();
      const mask = body.u64();
      return mask === 0xffffffffffffffffn ? { kind: 'write_metadata', value } : { kind: 'write_metadata', value, mask };
    }
    case nicira.pushMpls:
      return { kind: 'push_mpls', ethertype: body.u16() };
    case nicira.popMpls:
      return { kind: 'pop_mpls', ethertype: body.u16() };
    case nicira.setMplsTtl:
      return { kind: 'set_mpls_ttl', ttl: body.u8() };
    case nicira.setMplsLabel:
      body.skip(2);
      return { kind: 'set_field', field: fields.mpls_label, value: body.u32() };
    case nicira.setMplsTc:
      return { kind: 'set_field', field: fields.mpls_tc, value: body.u8() };
    case nicira.decMplsTtl:
      return { kind: 'dec_mpls_ttl' };
    case nicira.push:
    case nicira.pop: {
      const offset = body.u16();
      const field = readFieldId(body);
      const part = checkSubfield({ field, offset, bits: body.u16() });
      skipZeros(body, body.left);
      return subtype === nicira.push ? { kind: 'push', source: part } : { kind: 'pop', destination: part };
    }
    case nicira.sample:
    case nicira.sample2:
    case nicira.sample3:
      return decodeSample(body, subtype !== nicira.sample);
    case nicira.conjunction: {
      const [clause, clauses] = [body.u8(), body.u8()];
      if (clauses < 2 || clauses > MAX_CLAUSES || clause >= clauses) {
        throw new OpenFlowError('NXBAC_BAD_CONJUNCTION', `clause ${clause} of ${clauses}`);
      }
      return { kind: 'conjunction', clause, clauses, id: body.u32() };
    }
    case nicira.ct:
      return decodeCt(body, version, decodeList);
    case nicira.nat:
      return decodeNat(body);
    case nicira.outputTruncated: {
      const [port, maxLength] = [body.u16(), body.u32()];
      if (maxLength < ETHERNET_BYTES) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `${maxLength} bytes`);
      return { kind: 'output_truncated', port, maxLength };
    }
    case nicira.group:
      body.skip(2);
      return { kind: 'group', group: body.u32() };
    case nicira.clone:
      body.skip(6);
      return { kind: 'clone', actions: decodeList(body.rest(), version) };
    case nicira.ctClear:
      return { kind: 'ct_clear' };
    case nicira.checkPacketLarger: {
      const length = body.u16();
      const offset = body.u16();
      const destination = checkSubfield({ field: readFieldId(body), offset, bits: 1 });
      skipZeros(body, body.left);
      return { kind: 'check_pkt_larger', length, destination };
    }
    case nicira.deleteField:
      return { kind: 'delete_field', field: readFieldId(body) };
    default:
      throw new OpenFlowError('OFPBAC_BAD_VENDOR_TYPE', String(subtype));
  }
}

/** Clauses that a conjunction may have. */
const MAX_CLAUSES = 64;
/** Of a packet there is its Ethernet header at least. */
const ETHERNET_BYTES = 14;

function checkZeros(body: ByteReader, length: number): void {
  if (body.take(length).some((byte) => byte !== 0))
    throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `${length} bytes of padding`);
}

function skipZeros(body: ByteReader, length: number): void {
  if (body.take(length).some((byte) => byte !== 0))
    throw new OpenFlowError('NXBRC_MUST_BE_ZERO', `${length} bytes of padding`);
}

function resubmitOf(port: number, table: number | undefined, ct: boolean): Action {
  return {
    kind: 'resubmit',
    ...(port !== ports.inPort && { port }),
    ...(table !== undefined && table !== 0xff && { table }),
    ...(ct && { ct }),
  };
}

function reasonOf(number: number): ToController['reason'] {
  const reason = reasons[number];
  if (reason === undefined) throw new OpenFlowError('NXBRC_BAD_REASON', String(number));
  return reason;
}

function decodeController(body: ByteReader): Action {
  let maxLength = 0xffff;
  let controllerId = 0;
  let reason: ToController['reason'] = 'action';
  let userdata: Uint8Array | undefined;
  let pause = false;
  let meter: number | undefined;
  skipZeros(body, 6);
  for (const { type, reader: property } of properties(body)) {
    switch (type) {
      case 0:
        maxLength = property.u16();
        break;
      case 1:
        controllerId = property.u16();
        break;
      case 2:
        reason = reasonOf(property.u8());
        break;
      case 3:
        userdata = property.rest().slice();
        break;
      case 4:
        pause = true;
        break;
      case 5:
        meter = property.u32();
        break;
      default:
        throw new OpenFlowError('OFPBPC_BAD_TYPE', String(type));
    }
  }
  return {
    kind: 'controller',
    reason,
    maxLength,
    controllerId,
    pause,
    ...(userdata !== undefined && { userdata }),
    ...(meter !== undefined && { meter }),
  };
}

function decodeCt(body: ByteReader, version: OpenFlowVersion, decodeList: DecodeList): Ct {
  const flags = body.u16();
  const hasField = body.u32() !== 0;
  let zone: Ct['zone'];
  if (hasField) {
    const at = body.offset - 4;
    const header = body.bytes.subarray(at, at + 4);
    zone = subfieldOf(readActionField(new ByteReader(header)), body.u16());
    if (zone.bits !== 16) throw new OpenFlowError('OFPBAC_BAD_SET_LEN', `${zone.bits} bits as zone`);
  } else zone = body.u16();
  const table = body.u8();
  body.skip(3);
  const port = body.u16();
  if (port !== 0 && port !== algPorts.ftp && port !== algPorts.tftp)
    throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `alg ${port}`);
  if ((flags & (ctFlags.commit | ctFlags.force)) === ctFlags.force)
    throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'force without commit');
  return {
    kind: 'ct',
    commit: (flags & ctFlags.commit) !== 0,
    force: (flags & ctFlags.force) !== 0,
    zone,
    ...(table !== 0xff && { table }),
    ...(port !== 0 && { alg: port === algPorts.ftp ? 'ftp' : 'tftp' }),
    actions: decodeList(body.rest(), version),
  };
}

function decodeNat(body: ByteReader): Nat {
  body.skip(2);
  const flags = body.u16();
  const present = body.u16();
  const isTwofold = (flags & 3) === 3 || (flags & 24) === 24;
  if (flags > 31 || isTwofold) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'flags of nat');
  const has = (bit: number) => (present & bit) !== 0;
  let addresses: Nat['addresses'];
  if (has(natRanges.ipv4Min)) {
    const first = body.u32();
    addresses = { family: 4, first, last: has(natRanges.ipv4Max) ? body.u32() : first };
  }
  if (has(natRanges.ipv6Min)) {
    const wide = () => (body.u64() << 64n) | body.u64();
    const first = wide();
    addresses = { family: 6, first, last: has(natRanges.ipv6Max) ? wide() : first };
  }
  let range: Nat['ports'];
  if (has(natRanges.portMin)) {
    const first = body.u16();
    range = { first, last: has(natRanges.portMax) ? body.u16() : first };
  }
  // A range has a start, and ports go with addresses.
  const { ipv4Max, ipv6Max, portMax } = natRanges;
  const isPartial = [ipv4Max, ipv6Max, portMax].some((bit) => has(bit) && !has(bit / 2));
  if (isPartial || (range !== undefined && (addresses === undefined || range.first === 0))) {
    throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'range of nat');
  }
  const isReversed =
    (addresses !== undefined && addresses.last < addresses.first) || (range !== undefined && range.last < range.first);
  if (isReversed) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'range of nat');
  return {
    kind: 'nat',
    ...((flags & 3) !== 0 && { target: (flags & natFlags.src) !== 0 ? 'src' : 'dst' }),
    ...(addresses !== undefined && { addresses }),
    ...(range !== undefined && { ports: range }),
    ...((flags & natFlags.persistent) !== 0 && { persistent: true }),
    ...((flags & (natFlags.hash | natFlags.random)) !== 0 && {
      choice: (flags & natFlags.hash) !== 0 ? 'hash' : 'random',
    }),
  };
}

function decodeMultipath(body: ByteReader): Action {
  const hashFields = named(hashFieldNames, body.u16());
  const basis = body.u16();
  body.skip(2);
  const algorithm = named(multipathAlgorithms, body.u16());
  const links = body.u16() + 1;
  const argument = body.u32();
  body.skip(2);
  const word = body.u16();
  const destination = subfieldOf(readActionField(body), word);
  return { kind: 'multipath', hashFields, basis, algorithm, links, argument, destination };
}

function decodeBundle(body: ByteReader, isLoad: boolean): Action {
  const algorithm = named(bundleAlgorithms, body.u16());
  const hashFields = named(hashFieldNames, body.u16());
  const basis = body.u16();
  if (readActionField(body) !== fields.in_port)
    throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'members of a bundle are ports');
  const count = body.u16();
  const word = body.u16();
  const at = body.take(4);
  body.skip(4);
  const members = Array.from({ length: count }, () => body.u16());
  return {
    kind: 'bundle',
    algorithm,
    hashFields,
    basis,
    members,
    ...(isLoad && { destination: subfieldOf(readActionField(new ByteReader(at)), word) }),
  };
}

function decodeSample(body: ByteReader, isExtended: boolean): Action {
  const probability = body.u16();
  const collectorSet = body.u32();
  const observationDomain = body.u32();
  const observationPoint = body.u32();
  const base = { kind: 'sample', probability, collectorSet, observationDomain, observationPoint } as const;
  if (!isExtended) return base;
  const samplingPort = body.u16();
  const direction = body.u8();
  return {
    ...base,
    ...(samplingPort !== ports.none && { samplingPort }),
    ...(direction !== 0 && { direction: direction === 1 ? 'ingress' : 'egress' }),
  };
}

/** The field of a header that was read before it was clear that it is one. */
function named<T>(list: readonly T[], number: number): T {
  const item = list[number];
  if (item === undefined) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', String(number));
  return item;
}
