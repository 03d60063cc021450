/** `ip-multicast-flush`: asks the controllers to forget what they learned of a switch's groups. */
import { always, argument, type Command, CommandError } from '#ctl';
import { Datapath_Binding, IP_Multicast } from '#schemas/southbound';

export const ipMulticastCommands: readonly Command[] = [
  {
    name: 'ip-multicast-flush',
    usage: 'SWITCH',
    summary: 'flushes the multicast groups learned on SWITCH.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    needs: always([Datapath_Binding, 'external_ids'], [IP_Multicast, 'datapath', 'seq_no']),
    run(call, { draft }) {
      const name = argument(call, 0);
      const datapath = draft
        .rows(Datapath_Binding)
        .find(
          (row) =>
            row._uuid === name || ['name', 'name2', 'logical-switch'].some((key) => row.external_ids.get(key) === name),
        );
      if (datapath === undefined) throw new CommandError(`no row "${name}" in table Datapath_Binding`);
      const row = draft.rows(IP_Multicast).find((each) => each.datapath === datapath._uuid);
      if (row === undefined) throw new CommandError(`no IP_Multicast row for datapath "${name}"`);
      draft.update(IP_Multicast, row._uuid, { seq_no: Number(row.seq_no) + 1 });
      return undefined;
    },
  },
];
