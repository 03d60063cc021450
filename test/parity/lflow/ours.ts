import { ByteWriter } from '#base';
import {
  type CompiledMatches,
  compileMatch,
  createSymbolTable,
  dealConjunctionIds,
  type EncodeContext,
  type Expr,
  encodeActions,
  type LogicalGroup,
  type LogicalMeter,
  type OptionTable,
  parseActions,
  parseMatch,
  SyntaxProblem,
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
  type FlowOutcome,
  type FlowPlace,
  METERS,
  PORT_GROUPS,
  SWITCH_PORTS,
} from './lab.js';
import { withNestedActions } from './userdata.js';

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
export function ourFlows({ match, actions }: FlowCase, place: FlowPlace): FlowOutcome {
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
  const compiled = compiledMatch(expr, portKey);
  if (compiled === undefined) return ['refused as too complex'];
  const encoded = encodeActions(parsed.actions, contextOf(place, portKey));
  const metadata = { field: fields.metadata, value: place.datapath === 'ls' ? 1n : 2n };
  return dealConjunctionIds(compiled.matches, 1).map((entry) => {
    const list: readonly Action[] =
      entry.conjunctions === undefined
        ? encoded
        : entry.conjunctions.map((clause): Action => ({ kind: 'conjunction', ...clause }));
    const text = `${formatTag(formatMatch([...entry.match, metadata]))} actions=${withContents(list)}`;
    // A switch knows eight bits of the connection's state, and no group that hashes nothing.
    const isKnown = !text.includes('ct_state=,') && !text.includes('selection_method=hash,bucket');
    return isKnown && !isRefused(entry.match) && isExecutable(list) ? text : `refused ${text}`;
  });
}

/** Undefined for a match beyond our limits, which ovn-controller has not. */
function compiledMatch(expr: Expr, portKey: (name: string) => number | undefined): CompiledMatches | undefined {
  try {
    return compileMatch(expr, { portKey, isChassisResident: (name) => name === 'vm1' || name === 'vm2' });
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/**
 * Open vSwitch turns ovn-controller's match down for want of a prerequisite or for a VLAN priority that has no VLAN, and
 * takes some bits of a VLAN priority for all of it. Our controller sends the tag as one field, which has none of this.
 */
function isRefused(match: Match): boolean {
  if (unmetPrerequisite(match) !== undefined) return true;
  const tag = match.find(({ field }) => field === fields.vlan_tci);
  if (tag === undefined) return false;
  const mask = Number(tag.mask ?? 0xffff);
  const priority = mask >> 13;
  const hasVlan = (mask & Number(tag.value) & 0x1000) !== 0;
  return priority !== 0 && (priority !== 7 || !hasVlan) && !(tag.value === 0 && mask === 0xffff);
}

/** Only fields may be written while a connection is committed. */
function isExecutable(actions: readonly Action[]): boolean {
  return actions.every((action) => {
    if (action.kind === 'clone') return isExecutable(action.actions);
    return (
      action.kind !== 'ct' ||
      action.actions.every(({ kind }) => kind === 'nat' || kind === 'set_field' || kind === 'move')
    );
  });
}

/** The tag as `ovs-ofctl dump-flows` prints it. */
function formatTag(text: string): string {
  if (text.includes('vlan_tci=0x0000,') || text.endsWith('vlan_tci=0x0000'))
    return text.replace('vlan_tci=0x0000', 'vlan_tci=0x0000/0x1fff');
  return text.replace(/vlan_tci=0x([0-9a-f]+)\/0x([0-9a-f]+)/, (all, valueText: string, maskText: string) => {
    const value = Number.parseInt(valueText, 16);
    return maskText === 'f000' ? `dl_vlan_pcp=${value >> 13}` : all;
  });
}

/** Groups and meters by number while encoding, by contents in the text. */
const groups: string[] = [];
const meters: string[] = [];

function withContents(actions: readonly Action[]): string {
  return withNestedActions(formatActions(actions))
    .replaceAll(/group:(\d+)/g, (_, id: string) => `group:{${groups[Number(id)]}}`)
    .replaceAll(/meter(:|_id=)(\d+)/g, (_, how: string, id: string) => `meter${how}{${meters[Number(id)]}}`);
}

function contextOf({ pipeline, datapath }: FlowPlace, portKey: (name: string) => number | undefined): EncodeContext {
  return {
    pipeline,
    datapath: datapath === 'ls' ? 'switch' : 'router',
    datapathKey: datapath === 'ls' ? 1 : 2,
    cookie: 0,
    portKey,
    groupId: (group) => groups.push(formatGroup(group)) - 1,
    meterId: (meter) => {
      const contents = formatMeter(meter);
      return contents === undefined ? undefined : meters.push(contents) - 1;
    },
    tunnelPort: () => undefined,
    hasCollectorSet: () => false,
    actionBytes: (list) => {
      const writer = new ByteWriter();
      encodeOpenFlow(writer, list, 0x06);
      return writer.finish();
    },
  };
}

/** A meter as `ovs-ofctl dump-meters` prints it, in a line; undefined for one that there is not. */
function formatMeter(meter: LogicalMeter): string | undefined {
  const config =
    meter.kind === 'rate' ? { unit: 'kbps', rate: Number(meter.rate), burst: Number(meter.burst) } : METERS[meter.name];
  if (config === undefined) return undefined;
  const { unit, rate, burst } = config;
  const isBursting = burst > 0;
  return `${unit}${isBursting ? ' burst' : ''} stats bands= type=drop rate=${rate}${isBursting ? ` burst_size=${burst}` : ''}`;
}

/** A group as `ovs-ofctl dump-groups` prints it. */
function formatGroup({ selection, buckets }: LogicalGroup): string {
  const parameter = selection.parameter === 0n ? '' : `,selection_method_param=${selection.parameter}`;
  const hashed = selection.fields.length === 0 ? '' : `,${fieldNames(selection.fields)}`;
  const list = buckets.map(({ id, weight, actions }) => {
    const share = weight === 1 ? '' : `,weight:${weight}`;
    return `,bucket=bucket_id:${id}${share},actions=${formatActions(actions)}`;
  });
  return `type=select,selection_method=${selection.method}${parameter}${hashed}${list.join('')}`;
}

function fieldNames(list: Match): string {
  const names = list.map(({ field }) => field.name);
  return names.length === 1 ? `fields=${names[0]}` : `fields(${names.join(',')})`;
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
      // ovn-controller sends the number of a meter that does not exist, too.
      .replaceAll(',meter_id={undefined}', '')
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
