/** ct_lb and ct_lb_mark: load balancing by a select group whose buckets translate the destination. */
import { type Action, fieldByName, fields, type Match } from '#openflow';
import type { Endpoint, LogicalAction } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import { type Encoder, NO_FIELDS } from '../encoder.js';
import { natRange } from './conntrack.js';
import { endpointOfToken, formatEndpoint } from './endpoint.js';
import { trackingZone } from './plain.js';

type CtLb = LogicalAction<'ct_lb'>;

export function parseCtLb(verb: CtLb['verb'], parser: ActionParser): CtLb {
  const { lexer } = parser;
  const nextTable = parser.nextTable('ct_lb');
  parser.need('ip');
  const backends: Endpoint[] = [];
  let hashFields: string | undefined;
  let flag: CtLb['flag'];
  const finish = (): CtLb => ({ kind: 'ct_lb', verb, backends, hashFields, flag, nextTable });
  if (!lexer.match('(') || lexer.match(')')) return finish();
  if (!lexer.matchWord('backends')) lexer.fail('expecting backends');
  lexer.force('=');
  while (!lexer.match(')')) {
    if (lexer.match(';')) {
      if (lexer.matchWord('hash_fields')) {
        if (!lexer.match('=') || lexer.kind !== 'string') lexer.fail('invalid hash_fields');
        hashFields = lexer.forceString();
        if (lexer.kind === ';' || lexer.kind === ')') continue;
        // Any token may stand for the closing parenthesis here, as in OVN.
        lexer.next();
        return finish();
      } else if (lexer.matchWord('skip_snat')) flag = 'skip_snat';
      else if (lexer.matchWord('force_snat')) flag = 'force_snat';
      else return finish();
    } else {
      backends.push(parseBackend(parser));
      lexer.match(',');
    }
  }
  return finish();
}

function parseBackend({ lexer }: ActionParser): Endpoint {
  const isBracketed = lexer.match('[');
  const address = endpointOfToken(lexer);
  if (isBracketed && address?.family !== 6) return lexer.fail('expecting IPv6 address');
  if (address === undefined) return lexer.fail('expecting IP address');
  lexer.next();
  if (isBracketed && !lexer.match(']')) return lexer.fail('no closing square bracket');
  if (!lexer.match(':')) return address;
  if (address.family === 6 && !isBracketed) {
    return lexer.fail('IPv6 address needs square brackets if port is included');
  }
  if (!lexer.isDecimal || lexer.value > 0xffff) {
    return lexer.fail('expecting port number');
  }
  const port = Number(lexer.value);
  lexer.next();
  return port === 0 ? address : { ...address, port };
}

export function formatCtLb({ verb, backends, hashFields, flag }: CtLb): string {
  if (backends.length === 0) return `${verb};`;
  const hash = hashFields === undefined ? '' : `; hash_fields="${hashFields}"`;
  const snat = flag === undefined ? '' : `; ${flag}`;
  return `${verb}(backends=${backends.map(formatEndpoint).join(',')}${hash}${snat});`;
}

export function encodeCtLb(action: CtLb, encoder: Encoder): void {
  const { verb, backends, hashFields, flag, nextTable } = action;
  const track = {
    kind: 'ct',
    force: false,
    zone: trackingZone(encoder),
    table: encoder.stageTable(nextTable),
  } as const;
  if (backends.length === 0) {
    encoder.add({ ...track, commit: false, actions: [{ kind: 'nat' }] });
    return;
  }
  const field = verb === 'ct_lb_mark' ? fields.ct_mark : fields.ct_label;
  const marks: Action[] = [mark(field, 2)];
  if (flag !== undefined) marks.push(mark(field, flag === 'skip_snat' ? 4 : 8));
  const buckets = backends.map((backend, id) => ({
    id,
    weight: 100,
    actions: [
      {
        ...track,
        commit: true,
        actions: [
          {
            kind: 'nat',
            target: 'dst',
            ...natRange(backend, backend.port === undefined ? undefined : { first: backend.port, last: backend.port }),
          } as const,
          ...marks,
        ],
      },
    ],
  }));
  const hashed = hashFields === undefined ? NO_FIELDS : hashMatch(hashFields);
  const group = encoder.context.groupId({
    type: 'select',
    selection: { method: hashFields === undefined ? 'dp_hash' : 'hash', parameter: 0n, fields: hashed },
    buckets,
    text: `${formatCtLb(action)} ${track.table} ${encoder.context.datapath}`,
  });
  if (group !== undefined) encoder.add({ kind: 'group', group });
}

function mark(field: typeof fields.ct_mark | typeof fields.ct_label, bit: number): Action {
  if (field === fields.ct_mark) return { kind: 'set_field', field, value: bit, mask: bit };
  return { kind: 'set_field', field, value: BigInt(bit), mask: BigInt(bit) };
}

/** Fields to hash, with all their bits; names that OpenFlow does not know are left out. */
function hashMatch(names: string): Match {
  const found = names.split(',').flatMap((name) => fieldByName(name.trim()) ?? []);
  return found
    .map((field) => ({ field, value: field.bits <= 32 ? 0 : 0n }))
    .sort((a, b) => a.field.index - b.field.index);
}
