import { ByteWriter } from '#base';
import {
  compileMatch,
  createSymbolTable,
  dealConjunctionIds,
  type EncodeContext,
  encodeActions,
  type LogicalGroup,
  type OptionTable,
  parseActions,
  parseMatch,
} from '#logical';
import {
  type Action,
  encodeActions as encodeOpenFlow,
  fields,
  formatActions,
  formatMatch,
  type Match,
  unmetPrerequisite,
} from '#openflow';
import {
  ADDRESS_SETS,
  DHCP_OPTIONS,
  DHCPV6_OPTIONS,
  type FlowCase,
  type FlowPlace,
  PORT_GROUPS,
  SWITCH_PORTS,
} from './lab.js';

export const symbols = createSymbolTable();

const optionTable = (options: readonly (readonly [number, string, string])[]): OptionTable =>
  new Map(options.map(([code, name, type]) => [name, { code, name, type }]));

export const dhcpOptions = optionTable(DHCP_OPTIONS);
export const dhcpv6Options = optionTable(DHCPV6_OPTIONS);

const KEYS: Readonly<Record<FlowPlace['datapath'], ReadonlyMap<string, number>>> = {
  ls: new Map([...SWITCH_PORTS.map((name, i): [string, number] => [name, i + 1]), ['ls-lr', 10]]),
  lr: new Map([['lr-ls', 11]]),
};

/** What our compiler makes of a flow, as text like that of the lab; or what it says is wrong. */
export function ourFlows({ match, actions }: FlowCase, place: FlowPlace): readonly string[] | string {
  const { pipeline, table } = place;
  const parsed = parseActions(actions, { symbols, pipeline, table, dhcpOptions, dhcpv6Options });
  if (parsed.error !== undefined) return parsed.error;
  const { expr, error } = parseMatch(match, {
    symbols,
    sets: { addressSet: (name) => ADDRESS_SETS[name], portGroup: (name) => PORT_GROUPS[name] },
    prerequisites: parsed.prerequisites,
  });
  if (expr === undefined) return error ?? '';
  const keys = KEYS[place.datapath];
  const portKey = (name: string) => keys.get(name);
  const compiled = compileMatch(expr, { portKey, isChassisResident: (name) => name === 'vm1' || name === 'vm2' });
  const encoded = encodeActions(parsed.actions, contextOf(place, portKey));
  const metadata = { field: fields.metadata, value: place.datapath === 'ls' ? 1n : 2n };
  return dealConjunctionIds(compiled.matches, 1).map((entry) => {
    const list: readonly Action[] =
      entry.conjunctions === undefined
        ? encoded
        : entry.conjunctions.map((clause): Action => ({ kind: 'conjunction', ...clause }));
    const text = formatMatch([...entry.match, metadata]);
    const refused = unmetPrerequisite(entry.match) === undefined ? '' : 'refused ';
    return `${refused}${text} actions=${withGroups(list)}`;
  });
}

/** Groups by number while encoding, by contents in the text. */
const groups: string[] = [];

function withGroups(actions: readonly Action[]): string {
  return formatActions(actions).replaceAll(/group:(\d+)/g, (_, id: string) => `group:{${groups[Number(id)]}}`);
}

function contextOf({ pipeline, datapath }: FlowPlace, portKey: (name: string) => number | undefined): EncodeContext {
  return {
    pipeline,
    datapath: datapath === 'ls' ? 'switch' : 'router',
    datapathKey: datapath === 'ls' ? 1 : 2,
    cookie: 0,
    portKey,
    groupId: (group) => groups.push(formatGroup(group)) - 1,
    meterId: () => 1,
    tunnelPort: () => undefined,
    hasCollectorSet: () => false,
    actionBytes: (list) => {
      const writer = new ByteWriter();
      encodeOpenFlow(writer, list, 0x06);
      return writer.finish();
    },
  };
}

/** A group as `ovs-ofctl dump-groups` prints it. */
function formatGroup({ selection, buckets }: LogicalGroup): string {
  const parameter = selection.parameter === 0n ? '' : `,selection_method_param=${selection.parameter}`;
  const hashed = selection.fields.length === 0 ? '' : `,fields(${fieldNames(selection.fields)})`;
  const list = buckets.map(({ id, weight, actions }) => {
    const share = weight === 1 ? '' : `,weight:${weight}`;
    return `,bucket=bucket_id:${id}${share},actions=${formatActions(actions)}`;
  });
  return `type=select,selection_method=${selection.method}${parameter}${hashed}${list.join('')}`;
}

function fieldNames(list: Match): string {
  return list.map(({ field }) => field.name).join(',');
}

/** Conjunction ids by the flow that needs them, so that any numbering gives the same text. */
export function normalized(flows: readonly string[]): readonly string[] {
  const names = new Map<string, string>();
  for (const flow of flows) {
    const id = /conj_id=(\d+)/.exec(flow)?.[1];
    if (id !== undefined) names.set(id, `<${flow.replace(/conj_id=\d+,?/, '')}>`);
  }
  const named = flows.map((flow) =>
    flow
      // Meters by any number; the same mask written or left out.
      .replaceAll(/meter(:|_id=)\d+/g, 'meter')
      .replaceAll(/(set_field:\d+)\/0x3f?->/g, '$1->')
      .replaceAll(/conj_id=(\d+)/g, (_, id: string) => `conj_id=${names.get(id) ?? id}`)
      .replaceAll(/(?:conjunction\(\d+,\d+\/\d+\),?)+/g, (run) =>
        [...run.matchAll(/conjunction\((\d+),(\d+\/\d+)\)/g)]
          .map(([, id = '', clause]) => `conjunction(${names.get(id) ?? id},${clause})`)
          .sort()
          .join(','),
      ),
  );
  return named.sort();
}
