/** The options that shape one trace (ovn-trace(8), "Trace Options"), of the command line and of the daemon's `trace`. */
import { type CommandLine, type OptionSpec, UsageError } from '#daemon';
import type { Endpoint } from '#logical';
import { parseDestination } from './balancing-destination.js';
import { formatCtState } from './packet-text.js';
import type { TraceForm } from './trace.js';

export const traceOptions: readonly OptionSpec[] = [
  { name: 'detailed', argument: 'none' },
  { name: 'summary', argument: 'none' },
  { name: 'minimal', argument: 'none' },
  { name: 'all', argument: 'none' },
  { name: 'ct', argument: 'required' },
  { name: 'lb-dst', argument: 'required' },
  { name: 'select-id', argument: 'required' },
  { name: 'friendly-names', argument: 'none' },
  { name: 'no-friendly-names', argument: 'none' },
];

/** What ovn-trace has not. */
export const ownTraceOptions: readonly OptionSpec[] = [
  { name: 'json', argument: 'none' },
  { name: 'why', argument: 'none' },
  { name: 'from-text', argument: 'none' },
  { name: 'matrix', argument: 'none' },
  { name: 'ports', argument: 'required' },
  { name: 'protocols', argument: 'required' },
  { name: 'expect', argument: 'required' },
  { name: 'nb-db', argument: 'required' },
];

export interface TraceOptions {
  readonly forms: ReadonlySet<TraceForm>;
  readonly ctStates: readonly number[];
  readonly lbDestination: Endpoint | undefined;
  readonly selectId: number | undefined;
  readonly hasFriendlyNames: boolean;
}

const NO_OPTIONS: Omit<TraceOptions, 'forms'> = {
  ctStates: [],
  lbDestination: undefined,
  selectId: undefined,
  hasFriendlyNames: true,
};

const CT_FLAGS: Readonly<Record<string, number>> = {
  new: 1,
  est: 2,
  rel: 4,
  rpl: 8,
  inv: 16,
  trk: 32,
  snat: 64,
  dnat: 128,
};

/**
 * Reads the options. `warn` is told what is odd but goes; `defaults`, the daemon's own options, hold for what is not given
 * but the forms. Throws UsageError.
 */
export function readTraceOptions(
  line: CommandLine,
  warn: (module: string, text: string) => void,
  defaults: Omit<TraceOptions, 'forms'> = NO_OPTIONS,
): TraceOptions {
  const forms = new Set<TraceForm>();
  const ctStates: number[] = [];
  let { lbDestination, selectId, hasFriendlyNames } = defaults;
  for (const { name, argument = '' } of line.options) {
    switch (name) {
      case 'detailed':
      case 'summary':
      case 'minimal':
        forms.add(name);
        break;
      case 'all':
        for (const form of ['detailed', 'summary', 'minimal'] as const) forms.add(form);
        break;
      case 'ct':
        ctStates.push(parseCtState(argument, warn));
        break;
      case 'lb-dst': {
        const destination = parseDestination(argument);
        if ('said' in destination) {
          if (destination.said !== undefined) warn('socket_util', destination.said);
          throw new UsageError(`${argument}: bad address`);
        }
        lbDestination = destination;
        break;
      }
      case 'select-id':
        // What begins with a number is one; one that no select has chooses nothing.
        selectId = Number.parseInt(argument, 10) || undefined;
        if (selectId === undefined) throw new UsageError(`${argument}: bad select-id`);
        break;
      case 'friendly-names':
        hasFriendlyNames = true;
        break;
      case 'no-friendly-names':
        hasFriendlyNames = false;
        break;
      default:
    }
  }
  if (forms.size === 0) forms.add('detailed');
  if (ctStates.length === 0) ctStates.push(...defaults.ctStates);
  return { forms, ctStates, lbDestination, selectId, hasFriendlyNames };
}

/** `trk,new` as bits; trk is always set. */
function parseCtState(text: string, warn: (module: string, text: string) => void): number {
  let state = CT_FLAGS['trk']!;
  for (const word of text.split(/[\s,]+/)) {
    if (word === '') continue;
    const flag = CT_FLAGS[word];
    if (flag === undefined) throw new UsageError(`${word}: unknown connection tracking state flag`);
    state |= flag;
  }
  const problem = ctStateProblem(state);
  if (problem !== undefined) warn('ovntrace', `${formatCtState(state)}: invalid connection state: ${problem}`);
  return state;
}

function ctStateProblem(state: number): string | undefined {
  const has = (name: string) => (state & CT_FLAGS[name]!) !== 0;
  if (has('inv') && (state & ~(CT_FLAGS['trk']! | CT_FLAGS['inv']!)) !== 0) {
    return 'when "inv" is set, only "trk" may also be set';
  }
  if (has('new') && has('est')) return '"new" and "est" are mutually exclusive';
  if (has('new') && has('rpl')) return '"new" and "rpy" are mutually exclusive';
  return undefined;
}
