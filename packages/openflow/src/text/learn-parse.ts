/** `learn(...)` from text (ovs-actions(7)). */
import type { Learn, LearnSpec } from '../action.js';
import { toFieldValue } from '../wire/value.js';
import { arrow } from './arguments.js';
import { keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { checkSameWidth, parseSubfield, requireSubfield } from './subfield.js';
import { FlowTextError, hex, parseValue } from './value.js';

/** Throws FlowTextError. */
export function parseLearn(value: string): Learn {
  const options = new Map<string, string>();
  const specs: LearnSpec[] = [];
  const words = new Set<string>();
  for (const part of splitParts(value)) {
    const { key, value: text } = keyValue(part);
    switch (key) {
      case 'table':
      case 'priority':
      case 'idle_timeout':
      case 'hard_timeout':
      case 'fin_idle_timeout':
      case 'fin_hard_timeout':
      case 'cookie':
      case 'limit':
      case 'result_dst':
        options.set(key, text ?? '');
        break;
      case 'send_flow_rem':
      case 'delete_learned':
        words.add(key);
        break;
      default:
        specs.push(parseSpec(part));
    }
  }
  const number = (key: string, fallback: string) => requireNumber(options.get(key) ?? fallback, key, 0xffff);
  const result = options.get('result_dst');
  const limit = options.get('limit');
  return {
    kind: 'learn',
    table: tableOf(value, options.get('table') ?? '1'),
    priority: number('priority', '32768'),
    idleTimeout: number('idle_timeout', '0'),
    hardTimeout: number('hard_timeout', '0'),
    cookie: requireWide(options.get('cookie') ?? '0', 'cookie'),
    finIdleTimeout: number('fin_idle_timeout', '0'),
    finHardTimeout: number('fin_hard_timeout', '0'),
    sendFlowRemoved: words.has('send_flow_rem'),
    deleteLearned: words.has('delete_learned'),
    ...((limit !== undefined || result !== undefined) && { limit: requireNumber(limit ?? '0', 'limit') }),
    ...(result !== undefined && { result: requireSubfield(result) }),
    specs,
  };
}

function tableOf(text: string, table: string): number {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(table) || Number(table) > 255) throw new FlowTextError(`unknown table "${table}"`);
  if (Number(table) === 255) throw new FlowTextError(`${text}: table id 255 not valid for \`learn' action`);
  return Number(table);
}

function parseSpec(part: string): LearnSpec {
  if (part.startsWith('load:')) {
    const [from, to] = arrow(part.slice(5));
    const destination = requireSubfield(to);
    const source = parseSubfield(from);
    if (source !== undefined) {
      checkSameWidth(part.slice(5), source, destination);
      return { kind: 'load', source, destination };
    }
    return { kind: 'load', source: toFieldValue(destination.field, requireWide(from, 'value')), destination };
  }
  if (part.startsWith('output:')) return { kind: 'output', source: requireSubfield(part.slice(7)) };
  const at = part.indexOf('=');
  const destination = parseSubfield(at < 0 ? part : part.slice(0, at));
  if (destination === undefined)
    throw new FlowTextError(`${part}: unknown keyword ${at < 0 ? part : part.slice(0, at)}`);
  if (at < 0) return { kind: 'match', source: destination, destination };
  const text = part.slice(at + 1);
  // A number or address first: every field's name starts with a letter, but so may an address.
  if (destination.bits === destination.field.bits) {
    const value = attempt(() => parseValue(destination.field, text));
    if (value !== undefined && value.mask === undefined) return { kind: 'match', source: value.value, destination };
  } else if (/^(\d+|0x[0-9a-f]+)$/i.test(text)) {
    if (BigInt(text) >> BigInt(destination.bits) !== 0n) {
      const name = part.slice(0, at);
      throw new FlowTextError(
        `${part}: ${name} value ${text} cannot be parsed as a subfield (${text}: unknown field \`${text}') ` +
          `or an immediate value (${part}: value ${hex(BigInt(text))} does not fit into ${destination.bits} bits)`,
      );
    }
    return { kind: 'match', source: toFieldValue(destination.field, BigInt(text)), destination };
  }
  const source = requireSubfield(text);
  if (source.bits !== destination.bits) {
    throw new FlowTextError(
      `${part}: bit widths of ${part.slice(0, at)} (${source.bits}) and ${text} (${destination.bits}) differ`,
    );
  }
  return { kind: 'match', source, destination };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof FlowTextError) return undefined;
    throw error;
  }
}
