/** Actions from text: what `ovs-ofctl parse-flow` of Open vSwitch 3.1 prints for the same flow, or refuses it with. */
import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { formatFlow } from './flow-format.js';
import { parseFlow } from './flow-parse.js';

/** The flow as it is printed for a version. */
function printed(text: string, version: 0x01 | 0x06): string {
  const none = { idleTimeout: 0, hardTimeout: 0, flags: 0, importance: 0, packets: 0n, bytes: 0n };
  const stats = { ...none, durationSeconds: 0, durationNanoseconds: 0, ...parseFlow(text), table: 0 };
  return formatFlow(stats, { hasStats: false, version });
}

/** With `-O OpenFlow15`, and with `-O OpenFlow10` where that is something else. */
const texts: readonly (readonly [given: string, in15: string, in10?: string])[] = [
  ['actions=output:1', 'actions=output:1'],
  ['actions=1,2', 'actions=output:1,output:2'],
  ['actions=LOCAL,in_port,NORMAL,FLOOD,ALL', 'actions=LOCAL,IN_PORT,NORMAL,FLOOD,ALL'],
  ['actions=CONTROLLER', 'actions=CONTROLLER:65535'],
  ['actions=controller(max_len=128)', 'actions=CONTROLLER:128'],
  ['actions=controller(reason=no_match,max_len=128,id=5)', 'actions=controller(reason=no_match,max_len=128,id=5)'],
  ['actions=controller(userdata=00.01.02,pause)', 'actions=controller(userdata=00.01.02,pause)'],
  ['actions=controller(meter_id=3)', 'actions=controller(meter_id=3)'],
  ['actions=output(port=1,max_len=100)', 'actions=output(port=1,max_len=100)'],
  ['actions=output(port=2,max_len=65535)', 'actions=output(port=2,max_len=65535)'],
  ['actions=output:reg0[0..15]', 'actions=output:NXM_NX_REG0[0..15]'],
  ['actions=set_queue:5,pop_queue', 'actions=set_queue:5,pop_queue'],
  ['actions=group:5', 'actions=group:5'],
  ['actions=drop', 'actions=drop'],
  ['actions=', 'actions=drop'],
  ['actions=push_vlan:0x8100', 'actions=push_vlan:0x8100'],
  [
    'actions=mod_dl_src:00:00:00:00:00:01,mod_dl_dst:00:00:00:00:00:02',
    'actions=set_field:00:00:00:00:00:01->eth_src,set_field:00:00:00:00:00:02->eth_dst',
    'actions=mod_dl_src:00:00:00:00:00:01,mod_dl_dst:00:00:00:00:00:02',
  ],
  [
    'ip actions=mod_nw_src:1.2.3.4,mod_nw_dst:5.6.7.8,mod_nw_tos:8',
    'ip actions=set_field:1.2.3.4->ip_src,set_field:5.6.7.8->ip_dst,set_field:2->ip_dscp',
    'ip actions=mod_nw_src:1.2.3.4,mod_nw_dst:5.6.7.8,mod_nw_tos:8',
  ],
  [
    'tcp actions=mod_tp_src:1,mod_tp_dst:2',
    'tcp actions=set_field:1->tcp_src,set_field:2->tcp_dst',
    'tcp actions=mod_tp_src:1,mod_tp_dst:2',
  ],
  ['ip actions=dec_ttl', 'ip actions=dec_ttl'],
  ['ip actions=dec_ttl(1,2)', 'ip actions=dec_ttl(1,2)'],
  [
    'mpls actions=dec_mpls_ttl,set_mpls_ttl(5),set_mpls_label(6),set_mpls_tc(2)',
    'mpls actions=dec_mpls_ttl,set_mpls_ttl(5),set_field:6->mpls_label,set_field:2->mpls_tc',
  ],
  ['ip actions=push_mpls:0x8847', 'ip actions=push_mpls:0x8847'],
  ['mpls actions=pop_mpls:0x0800', 'mpls actions=pop_mpls:0x0800'],
  ['actions=set_tunnel:5', 'actions=set_field:0x5->tun_id', 'actions=set_tunnel:0x5'],
  ['actions=set_tunnel64:0x1ffffffff', 'actions=set_field:0x1ffffffff->tun_id', 'actions=set_tunnel64:0x1ffffffff'],
  ['actions=set_field:5->reg0', 'actions=set_field:0x5->reg0', 'actions=load:0x5->NXM_NX_REG0[]'],
  ['actions=set_field:5/0xf->reg0', 'actions=set_field:0x5/0xf->reg0', 'actions=load:0x5->NXM_NX_REG0[0..3]'],
  [
    'actions=set_field:00:00:00:00:00:01->eth_src',
    'actions=set_field:00:00:00:00:00:01->eth_src',
    'actions=mod_dl_src:00:00:00:00:00:01',
  ],
  ['ip actions=set_field:1.2.3.4->ip_src', 'ip actions=set_field:1.2.3.4->ip_src', 'ip actions=mod_nw_src:1.2.3.4'],
  [
    'ipv6 actions=set_field:fd00::1->ipv6_dst',
    'ipv6 actions=set_field:fd00::1->ipv6_dst',
    'ipv6 actions=load:0x1->NXM_NX_IPV6_DST[0..63],load:0xfd00000000000000->NXM_NX_IPV6_DST[64..127]',
  ],
  ['actions=load:5->NXM_NX_REG0[0..3]', 'actions=set_field:0x5/0xf->reg0', 'actions=load:0x5->NXM_NX_REG0[0..3]'],
  [
    'actions=load:0xffffffffffffffff->OXM_OF_METADATA[]',
    'actions=set_field:0xffffffffffffffff->metadata',
    'actions=load:0xffffffffffffffff->OXM_OF_METADATA[]',
  ],
  [
    'actions=load:1->eth_src[40]',
    'actions=set_field:01:00:00:00:00:00/01:00:00:00:00:00->eth_src',
    'actions=load:0x1->NXM_OF_ETH_SRC[40]',
  ],
  ['actions=move:reg0[]->reg1[]', 'actions=move:NXM_NX_REG0[]->NXM_NX_REG1[]'],
  ['actions=move:NXM_OF_IN_PORT[]->NXM_NX_REG1[0..15]', 'actions=move:NXM_OF_IN_PORT[]->NXM_NX_REG1[0..15]'],
  ['actions=push:reg0[],pop:reg1[]', 'actions=push:NXM_NX_REG0[],pop:NXM_NX_REG1[]'],
  ['actions=push:NXM_NX_REG2[1..5]', 'actions=push:NXM_NX_REG2[1..5]'],
  ['actions=resubmit:3', 'actions=resubmit:3'],
  ['actions=resubmit(,4)', 'actions=resubmit(,4)'],
  ['actions=resubmit(5,6)', 'actions=resubmit(5,6)'],
  ['actions=resubmit(5)', 'actions=resubmit:5'],
  ['ip actions=ct(commit,nat(src=10.0.0.1))', 'ip actions=ct(commit,nat(src=10.0.0.1))'],
  [
    'ip actions=ct(commit,nat(src=10.0.0.1-10.0.0.9:1000-2000,random))',
    'ip actions=ct(commit,nat(src=10.0.0.1-10.0.0.9:1000-2000,random))',
  ],
  [
    'ip actions=ct(commit,nat(dst=10.0.0.1:80,persistent,hash))',
    'ip actions=ct(commit,nat(dst=10.0.0.1:80,persistent,hash))',
  ],
  ['ip actions=ct(commit,nat(src))', 'ip actions=ct(commit,nat(src))'],
  [
    'ipv6 actions=ct(commit,nat(src=[fd00::1]-[fd00::9]:10-20))',
    'ipv6 actions=ct(commit,nat(src=[fd00::1]-[fd00::9]:10-20))',
  ],
  ['ipv6 actions=ct(commit,nat(dst=fd00::1))', 'ipv6 actions=ct(commit,nat(dst=fd00::1))'],
  ['ip actions=ct(nat,table=3)', 'ip actions=ct(table=3,nat)'],
  ['tcp actions=ct(alg=ftp)', 'tcp actions=ct(alg=ftp)'],
  ['udp actions=ct(alg=tftp,commit)', 'udp actions=ct(commit,alg=tftp)'],
  ['actions=ct_clear', 'actions=ct_clear'],
  [
    'actions=learn(table=2,idle_timeout=5,hard_timeout=6,priority=7,cookie=0x8,eth_type=0x800,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[])',
    'actions=learn(table=2,idle_timeout=5,hard_timeout=6,priority=7,cookie=0x8,eth_type=0x800,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[])',
  ],
  [
    'actions=learn(fin_idle_timeout=1,fin_hard_timeout=2,send_flow_rem,delete_learned,limit=5,result_dst=reg0[0],reg1[]=5)',
    'actions=learn(table=1,fin_idle_timeout=1,fin_hard_timeout=2,send_flow_rem,delete_learned,limit=5,result_dst=NXM_NX_REG0[0],reg1=0x5)',
  ],
  ['actions=learn()', 'actions=learn(table=1)'],
  [
    'actions=clone(output:1,set_field:1->reg0)',
    'actions=clone(output:1,set_field:0x1->reg0)',
    'actions=clone(output:1,load:0x1->NXM_NX_REG0[])',
  ],
  ['actions=clone()', 'actions=clone(drop)'],
  ['actions=meter:5', 'actions=meter:5'],
  ['actions=check_pkt_larger(1500)->reg0[1]', 'actions=check_pkt_larger(1500)->NXM_NX_REG0[1]'],
  ['actions=conjunction(5,1/2)', 'actions=conjunction(5,1/2)'],
  ['conj_id=5 actions=conjunction(6,2/64)', 'conj_id=5 actions=conjunction(6,2/64)'],
  ['actions=note:00.11.22.33.44.55', 'actions=note:00.11.22.33.44.55'],
  ['actions=delete_field:tun_metadata0', 'actions=delete_field:tun_metadata0'],
  ['tcp actions=fin_timeout(idle_timeout=5,hard_timeout=6)', 'tcp actions=fin_timeout(idle_timeout=5,hard_timeout=6)'],
  ['tcp actions=fin_timeout()', 'tcp actions=fin_timeout()'],
  [
    'actions=sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3)',
    'actions=sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3)',
  ],
  [
    'actions=sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=4,ingress)',
    'actions=sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=4,ingress)',
  ],
  [
    'actions=multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])',
    'actions=multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])',
  ],
  [
    'actions=multipath(symmetric_l4,1024,hrw,100,0,reg0[0..7])',
    'actions=multipath(symmetric_l4,1024,hrw,100,0,NXM_NX_REG0[0..7])',
  ],
  [
    'actions=bundle(eth_src,0,active_backup,ofport,members:1,2)',
    'actions=bundle(eth_src,0,active_backup,ofport,members:1,2)',
  ],
  ['actions=bundle(symmetric_l4,60,hrw,ofport,slaves:2,3)', 'actions=bundle(symmetric_l4,60,hrw,ofport,members:2,3)'],
  [
    'actions=bundle_load(eth_src,0,hrw,ofport,reg0[],members:4,5)',
    'actions=bundle_load(eth_src,0,hrw,ofport,NXM_NX_REG0[],members:4,5)',
  ],
  ['actions=write_metadata:0x5', 'actions=write_metadata:0x5'],
  ['actions=write_metadata:0x5/0xff', 'actions=write_metadata:0x5/0xff'],
  ['actions=goto_table:5', 'actions=goto_table:5', 'actions=resubmit(,5)'],
  [
    'actions=write_actions(output:1),goto_table:5',
    'actions=write_actions(output:1),goto_table:5',
    'actions=resubmit(,5)',
  ],
  ['actions=clear_actions', 'actions=clear_actions', 'actions=drop'],
  ['actions=output:1,exit', 'actions=output:1,exit'],
];

test('actions are printed as they were meant', () => {
  const found = texts.map(([given, , in10]) =>
    in10 === undefined ? [given, printed(given, 0x06)] : [given, printed(given, 0x06), printed(given, 0x01)],
  );
  expect(found).toEqual(texts);
});

const refused: readonly (readonly [given: string, message: string])[] = [
  ['actions=frob', 'unknown action frob'],
  ['actions=output', ': output to unknown port'],
  ['actions=output:', ': output to unknown port'],
  ['actions=output:x', 'x: output to unknown port'],
  ['actions=output:70000', '70000: output to unknown port'],
  ['actions=mod_vlan_vid:4096', '4096: not a valid VLAN VID'],
  ['actions=mod_vlan_pcp:8', '8: not a valid VLAN PCP'],
  ['actions=mod_dl_src:x', 'invalid mac address x'],
  ['actions=mod_nw_src:1.2.3', '1.2.3: could not convert to IP address'],
  ['actions=mod_nw_tos:3', '3: not a valid TOS'],
  ['actions=mod_nw_tos:256', 'invalid TOS "256"'],
  ['actions=mod_tp_src:65536', 'invalid source port "65536"'],
  ['actions=set_field:5', "5: missing `->'"],
  ['actions=set_field:5->nope', 'nope is not a valid OXM field name'],
  ['actions=set_field:->reg0', ': bad syntax for reg0 value'],
  ['actions=set_field:x->reg0', 'x: bad syntax for reg0 value'],
  ['actions=set_field:0x1ffffffff->reg0', '0x1ffffffff: value too large for 4-byte field reg0'],
  ['actions=load:5->reg0[40]', 'reg0[40]: starting bit 40 is not valid because field is only 32 bits wide'],
  ['actions=load:5->nope[]', "nope[]: unknown field `nope'"],
  ['actions=load:16->reg0[0..3]', '16->reg0[0..3]: value 0x10 does not fit into 4 bits'],
  ['actions=load:5', "5: missing `->'"],
  [
    'actions=move:reg0[0..3]->reg1[0..4]',
    'reg0[0..3]->reg1[0..4]: source field is 4 bits wide but destination is 5 bits wide',
  ],
  ['actions=move:reg0[]', "reg0[]: missing `->' following source"],
  ['actions=resubmit', 'at least one "in_port" or "table" must be specified on resubmit'],
  ['actions=resubmit(,300)', '300: resubmit to unknown table'],
  ['actions=resubmit(,)', 'at least one "in_port" or "table" must be specified on resubmit'],
  ['actions=ct(zone=x)', "x: unknown field `x'"],
  ['actions=ct(table=300)', 'unknown table 300'],
  ['actions=ct(table=255)', 'invalid table 0xff'],
  ['actions=ct(commit,force,nope)', `invalid argument to "ct" action: \`nope'`],
  ['actions=ct(alg=http)', 'invalid conntrack helper "http"'],
  ['actions=ct(nat(src=10.0.0.9-10.0.0.1))', 'invalid nat range "10.0.0.9-10.0.0.1"'],
  ['actions=ct(nat(persistent))', 'Flags allowed only with "src" or "dst".'],
  ['actions=ct(force)', '"force" flag requires "commit" flag.'],
  ['actions=learn(nope)', 'nope: unknown keyword nope'],
  ['actions=learn(table=255)', "table=255: table id 255 not valid for `learn' action"],
  ['actions=learn(table=300)', 'unknown table "300"'],
  ['actions=learn(table=1,load:5->nope)', "nope: unknown field `nope'"],
  ['actions=conjunction(5,0/2)', 'clause index must be positive'],
  ['actions=conjunction(5,3/2)', 'clause index must be less than or equal to number of clauses'],
  ['actions=conjunction(5,1/1)', 'conjunction must have at least 2 clauses'],
  ['actions=conjunction(5,1/65)', 'conjunction must have at most 64 clauses'],
  ['actions=conjunction(5)', '"conjunction" syntax is "conjunction(id,i/n)"'],
  ['actions=note:0', "bad hex digit in `note' argument"],
  ['actions=check_pkt_larger(1500)', "1500: missing `->'"],
  ['actions=check_pkt_larger(1500)->reg0[0..3]', 'Only 1-bit destination field is allowed'],
  ['actions=goto_table:300', 'unknown table "300"'],
  [
    'actions=goto_table:5,output:1',
    'invalid instruction ordering: apply_actions must appear before goto_table, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=clear_actions,clear_actions',
    'duplicate clear_actions instruction not allowed, for OpenFlow 1.1+ compatibility',
  ],
  ['actions=group:x', 'invalid numeric format x'],
  ['actions=meter:x', 'invalid numeric format x'],
  ['actions=sample(probability=0)', 'invalid probability value "0"'],
  [
    'actions=multipath(nope,50,modulo_n,1,0,NXM_NX_REG0[])',
    "nope,50,modulo_n,1,0,NXM_NX_REG0[]: unknown fields `nope'",
  ],
  [
    'actions=multipath(eth_src,50,nope,1,0,NXM_NX_REG0[])',
    "eth_src,50,nope,1,0,NXM_NX_REG0[]: unknown algorithm `nope'",
  ],
  [
    'actions=multipath(eth_src,50,modulo_n,0,0,NXM_NX_REG0[])',
    'eth_src,50,modulo_n,0,0,NXM_NX_REG0[]: n_links 0 is not in valid range 1 to 65536',
  ],
  [
    'actions=multipath(eth_src,50,modulo_n,300,0,reg0[0..7])',
    'eth_src,50,modulo_n,300,0,reg0[0..7]: 8-bit destination field has 256 possible values, less than specified n_links 300',
  ],
  ['actions=bundle(eth_src,0,nope,ofport,members:1)', "eth_src,0,nope,ofport,members:1: unknown algorithm `nope'"],
  ['actions=bundle(eth_src,0,hrw,nope,members:1)', "eth_src,0,hrw,nope,members:1: unknown member_type `nope'"],
  ['actions=fin_timeout(nope=5)', "invalid key 'nope' in 'fin_timeout' argument"],
  ['actions=push_vlan:0x1234', '0x1234: not a valid VLAN ethertype'],
  ['actions=enqueue:1', '"enqueue" syntax is "enqueue:PORT:QUEUE" or "enqueue(PORT,QUEUE)"'],
  ['actions=load:5->reg0[0..40]', 'reg0[0..40]: ending bit 40 is not valid because field is only 32 bits wide'],
  ['actions=load:5->reg0[5..2]', 'reg0[5..2]: starting bit 5 is after ending bit 2'],
  ['actions=mod_nw_src:x', 'x: could not convert to IP address'],
  ['ip actions=mod_nw_dst:x', 'x: could not convert to IP address'],
  ['actions=mod_tp_dst:x', 'invalid destination port "x"'],
  ['actions=mod_tp_dst:70000', 'invalid destination port "70000"'],
  ['actions=resubmit:x', 'x: resubmit to unknown port'],
  ['actions=resubmit(x,1)', 'x: resubmit to unknown port'],
  ['actions=resubmit(1,x)', 'x: resubmit to unknown table'],
  ['actions=resubmit()', 'at least one "in_port" or "table" must be specified on resubmit'],
  ['actions=resubmit(1,2,x)', 'x: unknown parameter'],
  ['actions=output()', ': output to unknown port'],
  ['actions=sample(probability=70000,collector_set_id=1)', 'invalid probability "70000"'],
  ['actions=sample(nope=1)', 'invalid key "nope" in "sample" argument'],
  ['actions=sample()', 'non-zero "probability" must be specified on sample'],
  ['actions=conjunction(x,1/2)', '"conjunction" syntax is "conjunction(id,i/n)"'],
  ['actions=conjunction(5,1)', '"conjunction" syntax is "conjunction(id,i/n)"'],
  ['actions=enqueue:x:1', 'x: enqueue to unknown port'],
  ['actions=enqueue:1:x', 'invalid numeric format x'],
  ['actions=goto_table:x', 'unknown table "x"'],
  [
    'actions=goto_table:5,goto_table:6',
    'duplicate goto_table instruction not allowed, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=write_actions(drop),clear_actions',
    'invalid instruction ordering: clear_actions must appear before write_actions, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=write_metadata:5,write_metadata:6',
    'duplicate write_metadata instruction not allowed, for OpenFlow 1.1+ compatibility',
  ],
  ['actions=meter:1,meter:2', 'duplicate meter instruction not allowed, for OpenFlow 1.1+ compatibility'],
  [
    'actions=output:1,meter:1',
    'invalid instruction ordering: meter must appear before apply_actions, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=write_metadata:1,output:1',
    'invalid instruction ordering: apply_actions must appear before write_metadata, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=goto_table:1,write_metadata:1',
    'invalid instruction ordering: write_metadata must appear before goto_table, for OpenFlow 1.1+ compatibility',
  ],
  ['actions=controller(nope=1)', 'unknown key "nope" parsing controller action'],
  ['actions=controller(reason=nope)', 'unknown reason "nope"'],
  ['actions=controller(max_len=x)', 'invalid max_len "x"'],
  ['actions=set_queue:x', 'invalid numeric format x'],
  ['actions=pop_mpls:x', 'invalid pop_mpls "x"'],
  ['actions=check_pkt_larger(1500)->nope', "nope: unknown field `nope'"],
  ['actions=multipath(eth_src,50)', 'eth_src,50: not enough arguments to multipath action'],
  ['actions=bundle(eth_src,0,hrw)', 'eth_src,0,hrw: not enough arguments to bundle action'],
  ['actions=bundle(eth_src,0,hrw,ofport,members:x)', 'x: bad port number'],
  ['actions=ct(nope)', `invalid argument to "ct" action: \`nope'`],
  ['actions=ct(nat(nope))', 'invalid key "nope" in "nat" argument'],
  ['actions=ct(nat(src,dst))', 'May only specify one of "src" or "dst".'],
  ['actions=ct(nat(src=10.0.0.1,hash,random))', 'Both "hash" and "random" are not allowed.'],
  ['actions=ct(commit,nat(src=10.0.0.1:5-4))', 'invalid nat range "10.0.0.1:5-4"'],
  [
    'actions=learn(reg0[0..3]=reg1[0..4])',
    'reg0[0..3]=reg1[0..4]: bit widths of reg0[0..3] (5) and reg1[0..4] (4) differ',
  ],
  [
    'actions=learn(reg0[0..3]=99)',
    "reg0[0..3]=99: reg0[0..3] value 99 cannot be parsed as a subfield (99: unknown field `99') or an immediate value (reg0[0..3]=99: value 0x63 does not fit into 4 bits)",
  ],
  ['actions=learn(output:nope)', "nope: unknown field `nope'"],
  [
    'actions=learn(load:reg0[]->reg1[0..3])',
    'reg0[]->reg1[0..3]: source field is 32 bits wide but destination is 4 bits wide',
  ],
  ['actions=fin_timeout(idle_timeout=x)', 'invalid idle_timeout "x"'],
  ['actions=note:xx', "bad hex digit in `note' argument"],
  ['actions=clone(frob)', 'unknown action frob'],
  ['actions=frob:5', 'unknown action frob'],
  ['actions=frob(5)', 'unknown action frob'],
];

test('what is wrong is said', () => {
  const found = refused.map(([given]) => {
    try {
      return [given, printed(given, 0x06)];
    } catch (error) {
      return [given, messageOf(error)];
    }
  });
  expect(found).toEqual(refused);
});
