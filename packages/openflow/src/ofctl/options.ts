/** The command line of `ofctl`: options in the manner of getopt_long, then a command and its arguments. Before: argv. After: command.ts. */
import { TypedError } from '#base';
import type { OpenFlowVersion } from '../message/message.js';

/** Wrong use of the program: one line for the user. */
export class UsageError extends TypedError<'usage'> {
  constructor(message: string) {
    super('usage', message, {});
  }
}

export interface Options {
  readonly versions: readonly OpenFlowVersion[];
  readonly isStrict: boolean;
  readonly hasStats: boolean;
  readonly isBundle: boolean;
  /** Flows by priority, lowest or highest first; undefined: as the switch lists them. */
  readonly order: 'ascending' | 'descending' | undefined;
  /** Seconds; undefined: none. */
  readonly timeout: number | undefined;
  readonly wantsHelp: boolean;
  readonly wantsVersion: boolean;
  readonly words: readonly string[];
}

const VERSIONS: ReadonlyMap<string, OpenFlowVersion> = new Map([
  ['openflow10', 0x01],
  ['openflow13', 0x04],
  ['openflow15', 0x06],
]);

/** Options that change nothing here: forms of flows and names, which are always numbers. */
const IGNORED_WITH_VALUE = new Set(['F', 'flow-format', 'P', 'packet-in-format', 'v', 'verbose', 'log-file', 'color']);
const IGNORED = new Set(['no-names', 'names', 'no-color', 'read-only', 'm', 'more']);

export function parseOptions(argv: readonly string[]): Options {
  let versions: readonly OpenFlowVersion[] = [0x01];
  let [isStrict, hasStats, isBundle, wantsHelp, wantsVersion] = [false, true, false, false, false];
  let order: Options['order'];
  let timeout: number | undefined;
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const { name, value, isLong } = splitOption(word);
    const required = (): string => {
      const next = value ?? argv[++i];
      if (next === undefined) {
        throw new UsageError(
          isLong ? `option '--${name}' requires an argument` : `option requires an argument -- '${name}'`,
        );
      }
      return next;
    };
    switch (name) {
      case 'O':
      case 'protocols':
        versions = required().split(',').map(versionOf);
        break;
      case 'strict':
        isStrict = true;
        break;
      case 'bundle':
        isBundle = true;
        break;
      case 'stats':
        hasStats = true;
        break;
      case 'no-stats':
        hasStats = false;
        break;
      case 'sort':
        order = 'ascending';
        break;
      case 'rsort':
        order = 'descending';
        break;
      case 't':
      case 'T':
      case 'timeout':
        timeout = timeoutOf(required());
        break;
      case 'h':
      case 'help':
        wantsHelp = true;
        break;
      case 'V':
      case 'version':
        wantsVersion = true;
        break;
      default:
        if (IGNORED.has(name)) break;
        if (IGNORED_WITH_VALUE.has(name)) {
          if (value === undefined && !['v', 'verbose', 'log-file', 'color'].includes(name)) i++;
          break;
        }
        throw new UsageError(isLong ? `unrecognized option '--${name}'` : `invalid option -- '${name}'`);
    }
  }
  return { versions, isStrict, hasStats, isBundle, order, timeout, wantsHelp, wantsVersion, words };
}

/** `--name=value`, `--name`, `-Xvalue`, `-X`. */
function splitOption(word: string): { name: string; value: string | undefined; isLong: boolean } {
  if (!word.startsWith('--')) {
    return { name: word[1]!, value: word.length > 2 ? word.slice(2) : undefined, isLong: false };
  }
  const at = word.indexOf('=');
  if (at < 0) return { name: word.slice(2), value: undefined, isLong: true };
  return { name: word.slice(2, at), value: word.slice(at + 1), isLong: true };
}

function versionOf(text: string): OpenFlowVersion {
  const version = VERSIONS.get(text.toLowerCase());
  if (version === undefined) throw new UsageError(`Unknown OpenFlow version: "${text}"`);
  return version;
}

function timeoutOf(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) === 0) throw new UsageError(`value ${text} on -t or --timeout is invalid`);
  return Number(text);
}
