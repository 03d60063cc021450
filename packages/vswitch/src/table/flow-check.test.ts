/** What actions need of the flow that they are in: each as ovs-vswitchd 3.1 answers a flow of OpenFlow 1.3. */
import { expect, test } from '@jest/globals';
import { parseFlow } from '#openflow';
import { checkActions, checkMatch, checkOwnFields, checkReferences } from './flow-check.js';

const options = new Map();

test.each([
  ['actions=output:0', undefined],
  ['actions=output:65290', 'OFPBAC_BAD_OUT_PORT'],
  ['vlan_tci=0x1000/0x1000,actions=pop_vlan', undefined],
  ['actions=pop_vlan', 'OFPBAC_MATCH_INCONSISTENT'],
  ['vlan_tci=0x1000/0x1000,actions=pop_vlan,pop_vlan', 'OFPBAC_MATCH_INCONSISTENT'],
  ['actions=push_vlan:0x8100,pop_vlan', undefined],
  ['actions=set_field:4101->vlan_vid', 'OFPBAC_MATCH_INCONSISTENT'],
  ['actions=dec_ttl,output:65290', 'OFPBAC_BAD_OUT_PORT'],
  ['table=9,actions=goto_table:9', 'OFPBIC_BAD_TABLE_ID'],
  ['table=9,actions=goto_table:10', undefined],
  ['table=9,actions=dec_ttl,goto_table:9', 'OFPBIC_BAD_TABLE_ID'],
  ['ip,actions=ct(nat(src=10.0.0.1))', 'OFPBAC_BAD_ARGUMENT'],
  ['ip,actions=ct(commit,nat(src=10.0.0.1))', undefined],
  ['dp_hash=5,actions=drop', 'OFPBRC_EPERM'],
  ['actions=group:7', 'OFPBAC_BAD_OUT_GROUP'],
  ['actions=clone(group:7)', 'OFPBAC_BAD_OUT_GROUP'],
  ['actions=group:1', undefined],
] as const)('%s: %s', (text, expected) => {
  const { match, actions, table } = parseFlow(text);
  const references = { hasGroup: (group: number) => group === 1, hasMeter: () => false };
  const problem =
    checkMatch(match, options) ??
    checkActions(actions, match, options, { table }) ??
    checkOwnFields(match) ??
    checkReferences(actions, references);
  expect(problem?.error).toBe(expected);
});

test('in OpenFlow 1.0 some actions may stand for what is not there', () => {
  const lenient = (text: string) => {
    const { match, actions } = parseFlow(text);
    return checkActions(actions, match, options, { form: 'openflow10' })?.error;
  };
  expect(['actions=strip_vlan', 'actions=dec_ttl', 'actions=set_field:5->tcp_src'].map(lenient)).toEqual([
    undefined,
    undefined,
    'OFPBAC_MATCH_INCONSISTENT',
  ]);
});
