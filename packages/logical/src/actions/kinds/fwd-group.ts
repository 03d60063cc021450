/** fwd_group: outputs to one of several child ports, chosen by hash. */
import { type Bucket, fields } from '#openflow';
import { formatString } from '../../expr/constant.js';
import type { LogicalAction } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import { type Encoder, NO_FIELDS } from '../encoder.js';

type FwdGroup = LogicalAction<'fwd_group'>;

/** Undefined, and nothing is done, without parentheses; also without child ports, so that the missing `;` is reported. */
export function parseFwdGroup(parser: ActionParser): FwdGroup | undefined {
  const { lexer } = parser;
  const nextTable = parser.nextTable('fwd_group');
  if (!lexer.match('(')) return undefined;
  let liveness = false;
  if (lexer.matchWord('liveness')) {
    lexer.force('=');
    const isWord = lexer.kind === 'identifier' || lexer.kind === 'string';
    if (!isWord || (lexer.word !== 'true' && lexer.word !== 'false')) lexer.fail('expecting true or false');
    liveness = lexer.word === 'true';
    lexer.next();
    lexer.force(',');
  }
  if (!lexer.matchWord('childports')) return undefined;
  lexer.force('=');
  const ports: string[] = [];
  while (!lexer.match(')')) {
    if (lexer.kind !== 'string') lexer.fail('expecting logical switch port');
    ports.push(lexer.forceString());
    lexer.match(',');
  }
  return { kind: 'fwd_group', liveness, ports, nextTable };
}

export function formatFwdGroup({ liveness, ports }: FwdGroup): string {
  const live = liveness ? 'liveness="true", ' : '';
  return `fwd_group(${live}childports=${ports.map(formatString).join(', ')});`;
}

/** An unknown port makes the action do nothing; with liveness, a port whose chassis no tunnel leads to has no bucket. */
export function encodeFwdGroup(action: FwdGroup, encoder: Encoder): void {
  const { context } = encoder;
  const buckets: Bucket[] = [];
  for (const port of action.ports) {
    const key = context.portKey(port);
    const watchPort = action.liveness ? context.tunnelPort(port) : undefined;
    if (key === undefined) return;
    if (action.liveness && watchPort === undefined) continue;
    const bucket = encoder.fork();
    bucket.set({ field: fields.reg15, offset: 0, bits: 16 }, key);
    bucket.resubmit(encoder.outputTable);
    buckets.push({
      id: buckets.length,
      weight: 1,
      ...(watchPort === undefined ? {} : { watchPort }),
      actions: bucket.actions,
    });
  }
  if (buckets.length === 0) return;
  const text = buckets.map(
    ({ watchPort, actions: [first] }) => `${watchPort}:${first?.kind === 'set_field' ? first.value : ''}`,
  );
  const group = context.groupId({
    type: 'select',
    selection: { method: 'dp_hash', parameter: 0n, fields: NO_FIELDS },
    buckets,
    text: `fwd_group ${text.join(' ')} ${encoder.outputTable}`,
  });
  if (group !== undefined) encoder.add({ kind: 'group', group });
}
