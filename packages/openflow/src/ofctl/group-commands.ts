/** Commands on groups, as ovs-ofctl(8) has them. */
import { type GroupCommand, type GroupMod, groups } from '../message/group-mod.js';
import { parseGroup } from '../text/group-format.js';
import { asking, type Command, change, flowLines, numbered } from './command.js';

function group(usage: string, command: GroupCommand, least = 2): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) => {
      const lines = text === '-' ? flowLines(context.read('-')) : [text ?? ''];
      return change(
        context,
        target,
        lines.map((line): GroupMod => parseGroup(line, command)),
      );
    },
  };
}

export const groupCommands: Readonly<Record<string, Command>> = {
  'dump-groups': asking('dump-groups SWITCH [GROUP]', 2, ([text]) => {
    const number = numbered(text, 'group', 'all');
    return { kind: 'group_desc_request', ...(number !== undefined && { group: number }) };
  }),
  'dump-group-stats': asking('dump-group-stats SWITCH [GROUP]', 2, ([text]) => {
    const number = numbered(text, 'group', 'all');
    return { kind: 'group_stats_request', ...(number !== undefined && { group: number }) };
  }),
  'dump-group-features': asking('dump-group-features SWITCH', 1, () => ({ kind: 'group_features_request' })),
  'add-group': group('add-group SWITCH GROUP', 'add'),
  'mod-group': group('mod-group SWITCH GROUP', 'modify'),
  'del-groups': {
    usage: 'del-groups SWITCH [GROUP]',
    least: 1,
    most: 2,
    run: (context, [target = '', text]) =>
      change(context, target, [
        text === undefined
          ? { kind: 'group_mod', command: 'delete', group: groups.all, type: 'all', buckets: [] }
          : parseGroup(text, 'delete'),
      ]),
  },
  'insert-buckets': group('insert-buckets SWITCH GROUP', 'insert_bucket'),
  'remove-buckets': group('remove-buckets SWITCH GROUP', 'remove_bucket'),
};
