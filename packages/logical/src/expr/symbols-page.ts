/** The table of symbols as a page of the manual. Before: symbols.ts. After: docs/generated/symbols.md. */
import type { ExprSymbol, SymbolTable } from './symbol.js';

/** What matches and actions may name, a line a symbol: width, level, what else it stands for, what its use implies. */
export function symbolsPage(symbols: SymbolTable): string {
  const rows = [...symbols.values()].map((symbol) => {
    const cells = [code(symbol.name), width(symbol), levelOf(symbol), meaning(symbol)];
    return [...cells, code(symbol.prerequisites ?? ''), isWritable(symbol) ? 'yes' : ''].join(' | ');
  });
  return `${[
    '# Symbols of matches and actions',
    '',
    'Made from packages/logical; `HEDDLE_RECORD=1 npm test -- packages/logical` writes it again. See docs/logical-flows.md.',
    '',
    '| symbol | bits | level | is | implies | writable |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')}\n`;
}

function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

function width({ bits }: ExprSymbol): string {
  return bits === 0 ? 'string' : String(bits);
}

/** A field of OVN's own has none: it cannot be matched. */
function levelOf({ kind, level }: ExprSymbol): string {
  return kind === 'ovn field' ? '' : level;
}

function meaning(symbol: ExprSymbol): string {
  switch (symbol.kind) {
    case 'field':
      return `OpenFlow ${code(symbol.field.name)}`;
    case 'subfield': {
      const { parent, offset, bits } = symbol;
      return code(`${parent.name}[${bits === 1 ? offset : `${offset}..${offset + bits - 1}`}]`);
    }
    case 'predicate':
      return code(symbol.expansion);
    case 'ovn field':
      return 'set by the controller';
  }
}

/** `ct_mark` and `ct_label` inside `ct_commit` only. */
function isWritable(symbol: ExprSymbol): boolean {
  if (symbol.kind === 'predicate') return false;
  if (symbol.kind === 'ovn field') return true;
  return (symbol.kind === 'subfield' ? symbol.parent : symbol).isWritable;
}
