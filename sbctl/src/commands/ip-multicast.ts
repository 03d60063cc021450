/** `ip-multicast-flush`: asks the controllers to forget what they learned of a switch's groups. */
import { always, type Command, CommandError } from '#ctl';
import { Datapath_Binding, IP_Multicast } from '#schemas/southbound';
import { datapathNamed } from '../datapath-name.js';

export const ipMulticastCommands: readonly Command[] = [
  {
    name: 'ip-multicast-flush',
    usage: '[SWITCH]',
    summary: 'flushes the multicast groups learned on SWITCH or on all switches.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    needs: always([Datapath_Binding, 'external_ids'], [IP_Multicast, 'datapath', 'seq_no']),
    run(call, { draft }) {
      const [name] = call.arguments;
      const datapath = name === undefined ? undefined : datapathNamed(draft, name);
      if (name !== undefined && datapath === undefined) throw new CommandError(`${name} is not a valid datapath`);
      for (const row of draft.rows(IP_Multicast)) {
        if (datapath !== undefined && row.datapath !== datapath._uuid) continue;
        draft.update(IP_Multicast, row._uuid, { seq_no: Number(row.seq_no) + 1 });
      }
      return undefined;
    },
  },
];
