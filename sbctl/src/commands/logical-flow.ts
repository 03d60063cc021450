/** `lflow-list` (`dump-flows`) and `count-flows`: the logical flows of datapaths, in the order in which packets meet them. */
import { isUuid, type Uuid } from '#base';
import { type Call, type Command, type CommandContext, CommandError, type Draft, flag, given } from '#ctl';
import {
  Datapath_Binding,
  type DatapathBindingRow,
  Logical_DP_Group,
  Logical_Flow,
  type LogicalFlowRow,
  Port_Binding,
} from '#schemas/southbound';
import { datapathNamed } from '../datapath-name.js';

const many = Number.POSITIVE_INFINITY;

interface Entry {
  readonly datapath: DatapathBindingRow;
  readonly flow: LogicalFlowRow;
}

function needs(call: Call) {
  const ports = call.options.has('vflows')
    ? [{ table: Port_Binding, columns: ['logical_port', 'tunnel_key', 'datapath'] }]
    : [];
  return [
    { table: Datapath_Binding, columns: ['external_ids'] },
    { table: Logical_DP_Group, columns: ['datapaths'] },
    {
      table: Logical_Flow,
      columns: [
        'logical_datapath',
        'logical_dp_group',
        'pipeline',
        'table_id',
        'priority',
        'match',
        'actions',
        'external_ids',
      ],
    },
    ...ports,
  ];
}

const nameOf = (row: DatapathBindingRow) => row.external_ids.get('name') ?? '';

/** The beginning of a uuid, with or without `0x`. */
function uuidBeginning(text: string): string {
  const digits = text.toLowerCase().replace(/^0x/, '');
  if (isUuid(digits) || /^[0-9a-f][0-9a-f-]*$/.test(digits)) return digits;
  throw new CommandError(`${text} is not a UUID or the beginning of a UUID`);
}

/** Every flow once for each datapath it applies to. */
function* entriesOf(draft: Draft): Iterable<Entry> {
  for (const flow of draft.rows(Logical_Flow)) {
    const ids = new Set<Uuid<'Datapath_Binding'>>();
    if (flow.logical_datapath !== undefined) ids.add(flow.logical_datapath);
    const group = flow.logical_dp_group === undefined ? undefined : draft.get(Logical_DP_Group, flow.logical_dp_group);
    for (const id of group?.datapaths ?? []) ids.add(id);
    for (const id of ids) {
      const datapath = draft.get(Datapath_Binding, id);
      if (datapath !== undefined) yield { datapath, flow };
    }
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function compareEntries(a: Entry, b: Entry): number {
  return (
    compareText(nameOf(a.datapath), nameOf(b.datapath)) ||
    compareText(a.datapath._uuid, b.datapath._uuid) ||
    compareText(b.flow.pipeline, a.flow.pipeline) ||
    Number(a.flow.table_id) - Number(b.flow.table_id) ||
    Number(b.flow.priority) - Number(a.flow.priority) ||
    compareText(a.flow.match, b.flow.match) ||
    compareText(a.flow.actions, b.flow.actions)
  );
}

function selected(call: Call, draft: Draft): readonly Entry[] {
  const [first, ...rest] = call.arguments;
  const datapath = first === undefined ? undefined : datapathNamed(draft, first);
  const flows = (first !== undefined && datapath === undefined ? [first, ...rest] : rest).map(uuidBeginning);
  return [...entriesOf(draft)]
    .filter((entry) => datapath === undefined || entry.datapath._uuid === datapath._uuid)
    .filter(({ flow }) => flows.length === 0 || flows.some((beginning) => flow._uuid.startsWith(beginning)))
    .sort(compareEntries);
}

function heading({ datapath, flow }: Entry): string {
  return `${namesOf(datapath)} (${datapath._uuid})  Pipeline: ${flow.pipeline}`;
}

/** The names that a datapath has: none where it has none. */
function namesOf({ external_ids: ids }: DatapathBindingRow): string {
  return ['name', 'name2'].flatMap((key) => (ids.has(key) ? `"${ids.get(key)}"` : [])).join(' aka ');
}

const stageOf = (flow: LogicalFlowRow) => (flow.external_ids.get('stage-name') ?? '').padEnd(19);

function runList(call: Call, { draft, output }: CommandContext): undefined {
  const withUuid = given(call, 'uuid');
  let previous = '';
  for (const entry of selected(call, draft)) {
    const head = heading(entry);
    if (head !== previous) output.line(`Datapath: ${head}`);
    previous = head;
    const { flow } = entry;
    const uuid = withUuid ? `uuid=0x${flow._uuid.slice(0, 8)}, ` : '';
    output.line(
      `  ${uuid}table=${String(flow.table_id).padEnd(2)}(${stageOf(flow)}), priority=${String(flow.priority).padEnd(5)}, ` +
        `match=(${flow.match}), action=(${flow.actions})`,
    );
  }
  if (call.options.has('vflows')) showPorts(call, draft, output);
  return undefined;
}

function showPorts(call: Call, draft: Draft, output: CommandContext['output']): void {
  const [first] = call.arguments;
  const datapath = first === undefined ? undefined : datapathNamed(draft, first);
  const ports = draft.rows(Port_Binding).filter((port) => datapath === undefined || port.datapath === datapath._uuid);
  if (ports.length === 0) return;
  output.write('\nPort Bindings:\n');
  for (const port of ports.toSorted((a, b) => compareText(a.logical_port, b.logical_port))) {
    const uuid = given(call, 'uuid') ? `uuid=0x${port._uuid.slice(0, 8)}, ` : '';
    const owner = datapath === undefined ? draft.get(Datapath_Binding, port.datapath) : undefined;
    const where = owner === undefined ? '' : `datapath=${namesOf(owner)}, `;
    output.line(`  ${uuid}${where}logical_port=${port.logical_port}, tunnel_key=${String(port.tunnel_key).padEnd(5)}`);
  }
}

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Flows by heading and table, counted. */
function runCount(call: Call, { draft, output }: CommandContext): undefined {
  const [name] = call.arguments;
  // A name of nothing counts nothing.
  const entries = name !== undefined && datapathNamed(draft, name) === undefined ? [] : selected(call, draft);
  const groups = groupBy(entries, heading);
  for (const [head, flows] of groups) {
    output.line(`Datapath: ${head}`);
    for (const [table, inTable] of groupBy(flows, ({ flow }) => Number(flow.table_id))) {
      const last = inTable.at(-1);
      if (last !== undefined)
        output.line(`  table=${String(table).padEnd(2)}(${stageOf(last.flow)}) lflows=${inTable.length}`);
    }
    const where = head.replace('  Pipeline', ' Pipeline');
    output.write(`Total number of logical flows in the datapath ${where} = ${flows.length}\n\n`);
  }
  output.line(`Total number of logical flows = ${entries.length}`);
  return undefined;
}

const listOptions = [
  flag('uuid'),
  { name: 'ovs', argument: 'optional' },
  flag('stats'),
  { name: 'vflows', argument: 'optional' },
] as const;

const list: Command = {
  name: 'lflow-list',
  usage: '[DATAPATH] [LFLOW]...',
  summary: 'lists the logical flows of DATAPATH or of all, or those whose uuids begin so.',
  minArguments: 0,
  maxArguments: many,
  options: listOptions,
  isReadOnly: true,
  needs,
  run: runList,
};

export const logicalFlowCommands: readonly Command[] = [
  list,
  { ...list, name: 'dump-flows', summary: 'the same as lflow-list.' },
  {
    name: 'count-flows',
    usage: '[DATAPATH]',
    summary: 'counts the logical flows of DATAPATH or of all, by pipeline and table.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run: runCount,
  },
];
