/** Access control: stages pre_acl, acl_hint, acl and acl_after_lb of both pipelines. */
import type { StageName } from '#pipeline';
import type { Row } from '#schemas';
import { ACL } from '#schemas/northbound';
import { filteringOfSwitch } from '../../facts/acl.js';
import { type ChassisFeatures, chassisFeatures } from '../../facts/chassis.js';
import { dropsByDefault, GLOBAL, matchesInvalidConnections } from '../../facts/global.js';
import { isOn } from '../../facts/option.js';
import type { SwitchFeature } from '../feature.js';
import type { Emit, FlowDetails } from '../logical-flow.js';
import { quote } from '../quote.js';

/** Added to an ACL's priority: there are flows above and below all ACLs. */
const PRIORITY_OFFSET = 1000;

const NEIGHBOR_DISCOVERY = 'nd || nd_ra || nd_rs || mldv1 || mldv2';

export const acl: SwitchFeature = {
  source: 'northd/flows/switch/acl',

  ofSwitch(read, id, emit) {
    const filtering = read(filteringOfSwitch, id);
    const isDropping = filtering !== 'none' && read(dropsByDefault, GLOBAL);
    const otherwise = isDropping ? 'drop;' : 'next;';
    for (const side of ['in', 'out'] as const) {
      const end = side === 'in' ? 'dst' : 'src';
      emit(`ls_${side}_pre_acl`, 110, `eth.${end} == $svc_monitor_mac`, 'next;');
      emit(`ls_${side}_pre_acl`, 0, '1', 'next;');
      emit(`ls_${side}_acl`, 65532, NEIGHBOR_DISCOVERY, 'next;');
      if (filtering === 'none') {
        emit(`ls_${side}_acl_hint`, 65535, '1', 'next;');
        emit(`ls_${side}_acl`, 65535, '1', 'next;');
        continue;
      }
      emit(`ls_${side}_acl_hint`, 0, '1', 'next;');
      emit(`ls_${side}_acl`, 34000, `eth.${end} == $svc_monitor_mac`, 'next;');
      emit(`ls_${side}_acl`, 0, '1', otherwise);
      if (filtering === 'stateful') {
        const features = read(chassisFeatures, GLOBAL);
        trackConnections(side, { isDropping, matchesInvalid: read(matchesInvalidConnections, GLOBAL), features }, emit);
      }
    }
    emit('ls_in_acl_after_lb', 0, '1', otherwise);
    emit('ls_in_acl_after_lb', 65532, NEIGHBOR_DISCOVERY, 'next;');
    if (filtering === 'stateful') emit('ls_in_acl_after_lb', 65532, 'reg0[17] == 1', 'next;');
  },

  /** Ports to routers and physical networks are not tracked. */
  ofPort(read, { id, port, switch: owner }, emit) {
    if (port.type !== 'localnet' && port.peer === undefined) return;
    if (read(filteringOfSwitch, owner) !== 'stateful') return;
    const details = { port: port.name, hint: id };
    emit('ls_in_pre_acl', 110, `ip && inport == ${quote(port.name)}`, 'next;', details);
    emit('ls_out_pre_acl', 110, `ip && outport == ${quote(port.name)}`, 'next;', details);
  },

  ofAcl(read, id, switches, emit) {
    const row = read.row(ACL, id);
    if (row === undefined) return;
    const { match, action, direction } = row;
    const side = direction === 'from-lport' ? 'in' : 'out';
    const isLate = side === 'in' && isOn(row.options, 'apply-after-lb');
    const stage: StageName = isLate ? 'ls_in_acl_after_lb' : `ls_${side}_acl`;
    const priority = row.priority + PRIORITY_OFFSET;
    const log = logAction(row);
    const block = `ct_commit { ${read(chassisFeatures, GLOBAL).blockedField} = 1; }; `;
    for (const datapath of switches) {
      const details: FlowDetails = { hint: id, datapath };
      const isStateful = read(filteringOfSwitch, datapath) === 'stateful';
      if (action === 'allow-stateless') {
        if (isStateful) emit(`ls_${side}_pre_acl`, priority, match, 'reg0[16] = 1; next;', details);
        emit(stage, priority, match, `${log}next;`, details);
      } else if (action === 'allow' || action === 'allow-related') {
        if (!isStateful) emit(stage, priority, match, `${log}next;`, details);
        else {
          const label = row.label === 0 ? '' : `reg0[13] = 1; reg3 = ${row.label}; `;
          emit(stage, priority, `reg0[7] == 1 && (${match})`, `reg0[1] = 1; ${label}${log}next;`, details);
          const commit = label === '' ? '' : `reg0[1] = 1; ${label}`;
          emit(stage, priority, `reg0[8] == 1 && (${match})`, `${commit}${log}next;`, details);
        }
      } else if (action === 'drop') {
        if (!isStateful) emit(stage, priority, match, `${log}/* drop */`, details);
        else {
          emit(stage, priority, `reg0[9] == 1 && (${match})`, `${log}/* drop */`, details);
          emit(stage, priority, `reg0[10] == 1 && (${match})`, `${block}${log}/* drop */`, details);
        }
      } else {
        const back = REJECT[side];
        if (!isStateful) emit(stage, priority, match, `${log}${back}`, details);
        else {
          emit(stage, priority, `(reg0[9] == 1) && ${match}`, `${log}${back}`, details);
          emit(stage, priority, `(reg0[10] == 1) && ${match}`, `${log}${block} ${back}`, details);
        }
      }
    }
  },
};

/** The refusal goes back the way the packet came, past the stages that would filter it. */
const REJECT = { in: reject('egress', 5), out: reject('ingress', 25) };

function reject(pipeline: string, table: number): string {
  return (
    'reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; ' +
    `next(pipeline=${pipeline},table=${table}); };`
  );
}

/** What the flows of an ACL log, with its space; empty for ACLs that do not. */
function logAction({ log, name, severity, action, meter }: Row<typeof ACL>): string {
  if (!log) return '';
  const verdict = action === 'drop' || action === 'reject' ? action : 'allow';
  const parts = [
    ...(name === undefined ? [] : [`name=${quote(name)}`]),
    `severity=${severity ?? 'info'}`,
    `verdict=${verdict}`,
    ...(meter === undefined ? [] : [`meter=${quote(meter)}`]),
  ];
  return `log(${parts.join(', ')}); `;
}

/** What decides how connections are tracked. */
interface Tracking {
  readonly isDropping: boolean;
  readonly matchesInvalid: boolean;
  readonly features: ChassisFeatures;
}

/** Sends IP through conntrack, tells the ACLs what is known of the connection, and lets answers pass. */
function trackConnections(side: 'in' | 'out', { isDropping, matchesInvalid, features }: Tracking, emit: Emit): void {
  const blocked = features.blockedField;
  const untracked = 'nd || nd_rs || nd_ra || mldv1 || mldv2 || (udp && udp.src == 546 && udp.dst == 547)';
  emit(`ls_${side}_pre_acl`, 110, untracked, 'next;');
  emit(`ls_${side}_pre_acl`, 110, 'eth.mcast', 'next;');
  emit(`ls_${side}_pre_acl`, 100, 'ip', 'reg0[0] = 1; next;');

  const hints: readonly (readonly [priority: number, match: string, actions: string])[] = [
    [7, 'ct.new && !ct.est', 'reg0[7] = 1; reg0[9] = 1; next;'],
    [6, `!ct.new && ct.est && !ct.rpl && ${blocked} == 1`, 'reg0[7] = 1; reg0[9] = 1; next;'],
    [5, '!ct.trk', 'reg0[8] = 1; reg0[9] = 1; next;'],
    [4, `!ct.new && ct.est && !ct.rpl && ${blocked} == 0`, 'reg0[8] = 1; reg0[10] = 1; next;'],
    [3, '!ct.est', 'reg0[9] = 1; next;'],
    [2, `ct.est && ${blocked} == 1`, 'reg0[9] = 1; next;'],
    [1, `ct.est && ${blocked} == 0`, 'reg0[10] = 1; next;'],
  ];
  for (const [priority, match, actions] of hints) emit(`ls_${side}_acl_hint`, priority, match, actions);

  const valid = matchesInvalid ? ' && !ct.inv' : '';
  const blockedAnswer = `(ct.est && ct.rpl && ${blocked} == 1)`;
  emit(`ls_${side}_acl`, 65532, matchesInvalid ? `ct.inv || ${blockedAnswer}` : blockedAnswer, 'drop;');
  const answer = `ct.est && !ct.rel && !ct.new${valid} && ct.rpl && ${blocked} == 0`;
  const allowed = side === 'in' ? 'reg0[17] = 1; ' : '';
  const clear = side === 'in' ? 'reg0[9] = 0; reg0[10] = 0; ' : '';
  emit(`ls_${side}_acl`, 65532, answer, `${clear}${allowed}next;`);
  const related = `!ct.est && ct.rel && !ct.new${valid} && ${blocked} == 0`;
  emit(`ls_${side}_acl`, 65532, related, `${allowed}${features.related};`);
  emit(`ls_${side}_acl`, 1, 'ip && !ct.est', isDropping ? 'drop;' : 'reg0[1] = 1; next;');
  emit(`ls_${side}_acl`, 1, `ip && ct.est && ${blocked} == 1`, 'reg0[1] = 1; next;');
}
