/** sample: sends some of the packets to IPFIX collectors. */
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

type Sample = LogicalAction<'sample'>;

export function parseSample(parser: ActionParser): Sample {
  const { lexer } = parser;
  let probability = 0;
  let collectorSet = 0;
  let observationDomain = 0;
  let observationPoint: Sample['observationPoint'] = 0;
  const hasArguments = lexer.match('(');
  while (hasArguments && !lexer.match(')')) {
    if (lexer.matchWord('probability')) {
      lexer.force('=');
      // Anything else here is taken for the next argument's name, as OVN does.
      if (lexer.isDecimal) probability = takeNumber(parser, 0xffff) ?? lexer.fail('expecting probability');
    } else if (lexer.matchWord('obs_point')) {
      lexer.force('=');
      if (lexer.kind === 'address set' && lexer.word === 'cookie') {
        observationPoint = 'cookie';
        lexer.next();
      } else if (lexer.isDecimal) observationPoint = takeWord(parser, 0xffffffff) ?? 0;
      else lexer.fail('malformed sample observation_point_id');
    } else if (lexer.matchWord('obs_domain')) {
      lexer.force('=');
      observationDomain = takeWord(parser, 0xff) ?? lexer.fail('obs_domain must be 8-bit long');
    } else if (lexer.matchWord('collector_set')) {
      lexer.force('=');
      collectorSet = takeWord(parser, 0xffffffff) ?? 0;
    } else lexer.fail('unknown argument');
    lexer.match(',');
  }
  if (probability === 0) throw new SyntaxProblem('probability must be greater than zero');
  return { kind: 'sample', probability, collectorSet, observationDomain, observationPoint };
}

/** Whatever stands there, cut to 32 bits; what is no decimal number counts as 0. Undefined for more than `max`. */
function takeWord(parser: ActionParser, max: number): number | undefined {
  const { lexer } = parser;
  const value = lexer.isDecimal ? Number(BigInt(lexer.value) & 0xffffffffn) : 0;
  if (value > max) return undefined;
  lexer.next();
  return value;
}

function takeNumber(parser: ActionParser, max: number): number | undefined {
  const { lexer } = parser;
  if (!lexer.isDecimal || lexer.value > max) return undefined;
  const value = Number(lexer.value);
  lexer.next();
  return value;
}

export function formatSample(action: Sample): string {
  const { probability, collectorSet, observationDomain, observationPoint } = action;
  const point = observationPoint === 'cookie' ? '$cookie' : observationPoint;
  return `sample(probability=${probability},collector_set=${collectorSet},obs_domain=${observationDomain},obs_point=${point});`;
}

/** The datapath fills the lower 24 bits of the observation domain. A switch without the collector set gets nothing. */
export function encodeSample(action: Sample, encoder: Encoder): void {
  const { probability, collectorSet, observationDomain, observationPoint } = action;
  const { context } = encoder;
  if (!context.hasCollectorSet(collectorSet)) return;
  encoder.add({
    kind: 'sample',
    probability,
    collectorSet,
    observationDomain: ((observationDomain << 24) | context.datapathKey) >>> 0,
    observationPoint: observationPoint === 'cookie' ? context.cookie : observationPoint,
  });
}
