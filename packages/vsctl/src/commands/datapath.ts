/** Datapaths: their capabilities and the time-outs of their connection tracking zones: `list-dp-cap`, `*-zone-tp`. */
import { always, argument, type Command, CommandError, type Draft, flag, given } from '#ctl';
import { CT_Timeout_Policy, CT_Zone, Datapath, type DatapathRow, Open_vSwitch } from '#schemas/open-vswitch';

const many = Number.POSITIVE_INFINITY;

function datapathIfAny(draft: Draft, name: string): DatapathRow | undefined {
  for (const root of draft.rows(Open_vSwitch)) {
    const id = root.datapaths.get(name);
    if (id !== undefined) return draft.get(Datapath, id);
  }
  return undefined;
}

function parseZone(text: string): number {
  const zone = Number(/^(?:zone=)?(\d+)$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(zone)) throw new CommandError(`${text}: invalid zone`);
  return zone;
}

/** `KEY=SECONDS` words; the server says which keys there are. */
function parseTimeouts(words: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    words.map((word) => {
      const [key = '', value = ''] = word.split('=');
      return [key, Number.parseInt(value, 10) || 0];
    }),
  );
}

const zoneNeeds = always(
  [Open_vSwitch, 'datapaths'],
  [Datapath, 'ct_zones'],
  [CT_Zone, 'timeout_policy'],
  [CT_Timeout_Policy, 'timeouts'],
);

export const datapathCommands: readonly Command[] = [
  {
    name: 'add-zone-tp',
    usage: 'DATAPATH zone=ID KEY=SECONDS...',
    summary: 'sets the time-outs of connections in a zone of DATAPATH.',
    minArguments: 3,
    maxArguments: many,
    options: [flag('may-exist')],
    needs: zoneNeeds,
    run(call, { draft }) {
      const [name = '', zoneText = '', ...words] = call.arguments;
      const datapath = datapathIfAny(draft, name);
      if (datapath === undefined) throw new CommandError(`datapath ${name} does not exist`);
      const zone = parseZone(zoneText);
      const held = datapath.ct_zones.get(zone);
      if (held !== undefined && !given(call, 'may-exist')) throw new CommandError(`zone id ${zone} already exists`);
      const policy = draft.insert(CT_Timeout_Policy, {});
      draft.setColumns(CT_Timeout_Policy, policy, new Map([['timeouts', parseTimeouts(words)]]));
      if (held !== undefined) {
        draft.update(CT_Zone, held, { timeout_policy: policy });
        return undefined;
      }
      const row = draft.insert(CT_Zone, { timeout_policy: policy });
      draft.addToColumn(Datapath, datapath._uuid, 'ct_zones', new Map([[zone, row]]));
      return undefined;
    },
  },
  {
    name: 'del-zone-tp',
    usage: 'DATAPATH zone=ID',
    summary: 'deletes the time-outs of a zone.',
    minArguments: 2,
    maxArguments: 2,
    options: [flag('if-exists')],
    needs: zoneNeeds,
    run(call, { draft }) {
      const name = argument(call, 0);
      const datapath = datapathIfAny(draft, name);
      if (datapath === undefined) throw new CommandError(`datapath ${name} does not exist`);
      const zone = parseZone(argument(call, 1));
      if (datapath.ct_zones.has(zone)) draft.removeFromColumn(Datapath, datapath._uuid, 'ct_zones', [zone]);
      else if (!given(call, 'if-exists')) throw new CommandError(`zone id ${zone} does not exist`);
      return undefined;
    },
  },
  {
    name: 'list-zone-tp',
    usage: 'DATAPATH',
    summary: 'prints the time-outs of all zones of DATAPATH.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: zoneNeeds,
    run(call, { draft, output }) {
      const name = argument(call, 0);
      const datapath = datapathIfAny(draft, name);
      if (datapath === undefined) throw new CommandError(`datapath: ${name} record not found`);
      for (const [zone, id] of datapath.ct_zones) {
        const policyId = draft.get(CT_Zone, id)?.timeout_policy;
        const policy = policyId === undefined ? undefined : draft.get(CT_Timeout_Policy, policyId);
        const timeouts = [...(policy?.timeouts ?? [])].map(([key, seconds]) => `${key}=${seconds}`);
        output.line(`Zone:${zone}, Timeout Policies: ${policy === undefined ? 'system default' : timeouts.join(' ')}`);
      }
      return undefined;
    },
  },
  {
    name: 'list-dp-cap',
    usage: 'DATAPATH',
    summary: 'prints the capabilities of DATAPATH.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always([Open_vSwitch, 'datapaths'], [Datapath, 'capabilities']),
    run(call, { draft, output }) {
      const name = argument(call, 0);
      const datapath = datapathIfAny(draft, name);
      if (datapath === undefined) throw new CommandError(`datapath "${name}" record not found`);
      output.line([...datapath.capabilities].map(([key, value]) => `${key}=${value}`).join(' '));
      return undefined;
    },
  },
];
