/** Actions that the controller or its tables answer with a bit, choose by, or log: in a trace, by assumption. */
import { formatAction, formatField, type LogicalAction, toSubfield } from '#logical';
import { fields } from '#openflow';
import { isHairpin, isHairpinReply } from '../hairpin.js';
import { addNode } from '../node.js';
import { formatPacket } from '../packet-text.js';
import type { Place, Trace } from '../place.js';
import { failsInbound, failsOutbound } from '../port-security.js';
import { fork } from './conntrack.js';

export function runPutOptions(action: LogicalAction<'put_options'>, { packet, nodes }: Place): void {
  if (action.verb !== 'put_nd_ra_opts') {
    addNode(nodes, 'error', '/* We assume that this packet is DHCPDISCOVER or DHCPREQUEST. */');
  }
  const [, call = ''] = /^[^=]* = (.*?);?$/s.exec(formatAction(action)) ?? [];
  addNode(nodes, 'modify', call);
  packet.write(toSubfield(action.destination), 1n);
}

export function runLog({ name, verdict, severity }: LogicalAction<'log'>, { pipeline, packet, nodes }: Place): void {
  const words = [
    `name=${name ?? '<unnamed>'}`,
    `direction=${pipeline === 'ingress' ? 'IN' : 'OUT'}`,
    `verdict=${verdict}`,
    `severity=${severity}`,
    `packet="${formatPacket(packet)}"`,
  ];
  addNode(nodes, 'transformation', `LOG: ACL ${words.join(', ')}`);
}

export function runCheck({ verb, destination }: LogicalAction<'check'>, { packet, datapath, nodes }: Place): void {
  const set = (isHit: boolean) => packet.write(toSubfield(destination), isHit ? 1n : 0n);
  switch (verb) {
    case 'check_in_port_sec':
      set(failsInbound(datapath.portsByKey.get(packet.number(fields.reg14)), packet));
      return;
    case 'check_out_port_sec':
      set(failsOutbound(datapath.portsByKey.get(packet.number(fields.reg15)), packet));
      return;
    case 'chk_lb_hairpin':
    case 'chk_lb_hairpin_reply': {
      const test = verb === 'chk_lb_hairpin' ? isHairpin : isHairpinReply;
      const isHit = test(packet);
      set(isHit);
      addNode(nodes, 'modify', `${formatField(destination)} = ${isHit ? 1 : 0}`);
      return;
    }
    default:
      return;
  }
}

export function runSelect(
  { destination, members, nextTable }: LogicalAction<'select'>,
  place: Place,
  trace: Trace,
): void {
  const { selectId, chance } = trace.settings;
  const wanted = members.find((member) => member.id === selectId);
  const { id } = wanted ?? members[chance(members.length)]!;
  const comment = wanted === undefined ? ' /* Randomly selected. Use --select-id to specify. */' : '';
  const title = `select: ${formatField(destination)} = ${id}${comment}`;
  fork(title, place, nextTable, trace, (packet) => packet.write(toSubfield(destination), BigInt(id)));
}
