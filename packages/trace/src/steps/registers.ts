/** Actions that write fields: load, move, exchange, push, pop (ovn-sb(5), "field = constant;" and those that follow). */
import { formatAction, formatField, type LogicalAction, toSubfield } from '#logical';
import { keyIn } from '../network.js';
import { addNode } from '../node.js';
import type { Place, Trace } from '../place.js';
import { formatValue, hex, isInternal } from './field-text.js';

export function runLoad(action: LogicalAction<'load'>, place: Place, { settings }: Trace): void {
  const { destination, constant } = action;
  const target = toSubfield(destination);
  if (typeof constant === 'string') {
    const key = keyIn(place.datapath, constant);
    if (key === undefined && constant !== '') settings.warn(`${constant}: unknown logical port`);
    place.packet.write(target, BigInt(key ?? 0));
  } else {
    const mask = constant.mask === undefined ? undefined : BigInt(constant.mask);
    place.packet.write(target, BigInt(constant.value), mask);
  }
  if (!isInternal(target.field)) addNode(place.nodes, 'modify', formatAction(action).replace(/;$/, ''));
}

export function runMove({ destination, source }: LogicalAction<'move'>, place: Place): void {
  const value = place.packet.read(toSubfield(source));
  const target = toSubfield(destination);
  place.packet.write(target, value);
  if (isInternal(target.field)) return;
  addNode(place.nodes, 'modify', `${formatField(destination)} = ${formatValue(source, value)}`);
}

export function runExchange({ first, second }: LogicalAction<'exchange'>, { packet, nodes }: Place): void {
  const one = toSubfield(first);
  const two = toSubfield(second);
  const oneValue = packet.read(one);
  const twoValue = packet.read(two);
  packet.write(one, twoValue);
  packet.write(two, oneValue);
  if (!isInternal(one.field)) addNode(nodes, 'modify', `${formatField(first)} = ${formatValue(second, twoValue)}`);
  if (!isInternal(two.field)) addNode(nodes, 'modify', `${formatField(second)} = ${formatValue(first, oneValue)}`);
}

export function runPush(action: LogicalAction<'push'>, { packet, nodes, stack }: Place): void {
  const source = toSubfield(action.source);
  const value = packet.read(source);
  stack.push({ value, bits: source.bits });
  addNode(nodes, 'modify', `push(${formatField(action.source)}) -> ${hex(value)}`);
}

export function runPop(action: LogicalAction<'pop'>, { packet, nodes, stack }: Place): void {
  const top = stack.pop();
  if (top !== undefined) packet.write(toSubfield(action.destination), top.value);
  const shown = top === undefined ? '/* empty stack */' : hex(top.value);
  addNode(nodes, 'modify', `pop(${formatField(action.destination)}) <- ${shown}`);
}
