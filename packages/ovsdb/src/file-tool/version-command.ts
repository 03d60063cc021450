/** `ovsdb-tool compare-versions`. */
import { versionParts } from '#ovsdb/notation';
import type { Command } from './command.js';

const OPERATORS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['==', (order) => order === 0],
  ['>=', (order) => order >= 0],
  ['>', (order) => order > 0],
  ['!=', (order) => order !== 0],
]);

export const versionCommand: Command = {
  name: 'compare-versions',
  usage: 'A OP B',
  help: 'compare OVSDB schema version numbers',
  operands: [3, 3],
  run: ([a = '', operator = '', b = '']) => (compareVersions(a, operator, b) ? 0 : 2),
};

/** Throws an Error, with the C tool's words, of what is no version and no operator. */
export function compareVersions(a: string, operator: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => {
    const parts = versionParts(version);
    if (parts === undefined) throw new Error(`${version}: not an OVSDB version number in format x.y.z`);
    return parts;
  });
  const holds = OPERATORS.get(operator);
  if (holds === undefined) throw new Error(`${operator}: not a relational operator`);
  const order = (x ?? []).map((part, i) => part - (y?.[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return holds(order);
}
