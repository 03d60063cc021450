/** The page docs/generated/stages.md: the pipelines, the OpenFlow tables and the registers, as the code has them. */
import { multicastGroups } from './limits.js';
import { openflowTables } from './openflow-table.js';
import { flagBits, physicalRegisters, type RegisterUse, routerRegisters, switchRegisters } from './register.js';
import { routerEgress, routerIngress, type Stage, switchEgress, switchIngress } from './stage.js';

/** The whole page as Markdown. */
export function stagesPage(): string {
  return [
    '# Pipelines, tables and registers',
    '',
    'Made from packages/pipeline; `HEDDLE_RECORD=1 npm test -- packages/pipeline` writes it again.',
    ...pipeline('Logical switch, ingress', switchIngress, openflowTables.logicalIngress),
    ...pipeline('Logical switch, egress', switchEgress, openflowTables.logicalEgress),
    ...pipeline('Logical router, ingress', routerIngress, openflowTables.logicalIngress),
    ...pipeline('Logical router, egress', routerEgress, openflowTables.logicalEgress),
    ...table(
      'OpenFlow tables beside the stages',
      ['table', 'use'],
      Object.entries(openflowTables).map(([use, number]) => [number, use]),
    ),
    ...registers('Registers of every pipeline', physicalRegisters),
    ...registers('Flags', flagBits),
    ...registers('Registers of logical switches', switchRegisters),
    ...registers('Registers of logical routers', routerRegisters),
    ...table(
      'Multicast groups with fixed keys',
      ['key', 'name'],
      Object.values(multicastGroups).map(({ key, name }) => [key, `\`${name}\``]),
    ),
    '',
  ].join('\n');
}

function pipeline(title: string, stages: readonly Stage[], first: number): string[] {
  return table(
    title,
    ['stage', 'name', 'OpenFlow table'],
    stages.map(({ table: number, name }) => [number, `\`${name}\``, first + number]),
  );
}

function registers(title: string, uses: Readonly<Record<string, RegisterUse>>): string[] {
  return table(
    title,
    ['bits', 'name', 'meaning'],
    Object.entries(uses).map(([name, { register, offset, bits, meaning }]) => [
      `\`${register}[${bits === 1 ? offset : `${offset}..${offset + bits - 1}`}]\``,
      name,
      meaning,
    ]),
  );
}

function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return ['', `## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)];
}
