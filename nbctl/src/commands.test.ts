import { expect, test } from '@jest/globals';
import { MemorySession } from '#ctl';
import { nbctl } from './program.js';

/** Command lines and what each prints, one after the other on one database. */
function transcript(...lines: readonly (string | readonly string[])[]): string {
  const session = new MemorySession(nbctl);
  return lines
    .map((line) => {
      const words = typeof line === 'string' ? line.split(' ') : line;
      const { text } = session.run(words);
      return `$ ${words.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ')}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}`;
    })
    .join('');
}

test('the lab: two switches, a router between them', () => {
  expect(
    transcript(
      'ls-add network1 -- ls-add network2',
      'lsp-add network1 vm1',
      ['lsp-set-addresses', 'vm1', '40:44:00:00:00:01 192.168.0.11'],
      'lr-add router1',
      'lrp-add router1 router1-net1 40:44:00:00:00:03 192.168.0.1/24',
      'lsp-add network1 net1-router1',
      'lsp-set-addresses net1-router1 40:44:00:00:00:03',
      'lsp-set-type net1-router1 router',
      'lsp-set-options net1-router1 router-port=router1-net1',
      'lsp-get-up vm1',
      'lsp-list network1',
      'show',
    ),
  ).toBe(`$ ls-add network1 -- ls-add network2
$ lsp-add network1 vm1
$ lsp-set-addresses vm1 '40:44:00:00:00:01 192.168.0.11'
$ lr-add router1
$ lrp-add router1 router1-net1 40:44:00:00:00:03 192.168.0.1/24
$ lsp-add network1 net1-router1
$ lsp-set-addresses net1-router1 40:44:00:00:00:03
$ lsp-set-type net1-router1 router
$ lsp-set-options net1-router1 router-port=router1-net1
$ lsp-get-up vm1
down
$ lsp-list network1
00000007-0000-4000-8000-000000000000 (net1-router1)
00000004-0000-4000-8000-000000000000 (vm1)
$ show
switch 00000002-0000-4000-8000-000000000000 (network1)
    port vm1
        addresses: ["40:44:00:00:00:01 192.168.0.11"]
    port net1-router1
        type: router
        addresses: ["40:44:00:00:00:03"]
        router-port: router1-net1
switch 00000003-0000-4000-8000-000000000000 (network2)
router 00000005-0000-4000-8000-000000000000 (router1)
    port router1-net1
        mac: "40:44:00:00:00:03"
        networks: ["192.168.0.1/24"]
`);
});

test('what a user may do wrong', () => {
  expect(
    transcript(
      'ls-add sw0',
      'ls-add sw0',
      '--may-exist ls-add sw0',
      'ls-del nosw',
      'lsp-add nosw p',
      'lsp-add sw0 p p0',
      'lsp-set-type p router',
      'lsp-add sw0 p -- lsp-set-addresses p zz:00',
      'lr-add r -- lrp-add r rp zz:00 10.0.0.1/24',
      'lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/33',
      'set Logical_Switch sw0 nope=1',
      'list Nope',
    ),
  ).toBe(`$ ls-add sw0
$ ls-add sw0
error: sw0: a switch with this name already exists
$ --may-exist ls-add sw0
$ ls-del nosw
error: nosw: switch name not found
$ lsp-add nosw p
error: nosw: switch name not found
$ lsp-add sw0 p p0
error: lsp-add with parent must also specify a tag
$ lsp-set-type p router
error: p: port name not found
$ lsp-add sw0 p -- lsp-set-addresses p zz:00
error: zz:00: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.
$ lr-add r -- lrp-add r rp zz:00 10.0.0.1/24
error: rp: invalid mac address zz:00
$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/33
error: rp: invalid network address: 10.0.0.1/33
$ set Logical_Switch sw0 nope=1
error: Logical_Switch does not contain a column whose name matches "nope"
$ list Nope
error: unknown table "Nope"
`);
});

test('rules, routes and translations as they are listed', () => {
  expect(
    transcript(
      'ls-add sw0 -- lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24',
      ['acl-add', 'sw0', 'to-lport', '1000', 'ip4.src == 1.2.3.4', 'drop'],
      ['--log', '--severity=info', '--name=foo', 'acl-add', 'sw0', 'from-lport', '998', 'ip6', 'reject'],
      '--apply-after-lb acl-add sw0 from-lport 2000 icmp allow-related',
      'acl-add sw0 to-lport 99999 ip4 drop',
      'acl-list sw0',
      'lr-route-add r 0.0.0.0/0 10.0.0.1',
      'lr-route-add r 0.0.0.0/0 10.0.0.2',
      '--ecmp lr-route-add r 0.0.0.0/0 10.0.0.2',
      'lr-route-add r 10.1.2.3/16 discard',
      'lr-route-list r',
      'lr-nat-add r snat 172.16.0.1 10.0.0.0/24',
      'lr-nat-list r',
    ),
  ).toBe(`$ ls-add sw0 -- lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ acl-add sw0 to-lport 1000 'ip4.src == 1.2.3.4' drop
$ --log --severity=info --name=foo acl-add sw0 from-lport 998 ip6 reject
$ --apply-after-lb acl-add sw0 from-lport 2000 icmp allow-related
$ acl-add sw0 to-lport 99999 ip4 drop
error: 99999: priority must in range 0...32767
$ acl-list sw0
from-lport   998 (ip6) reject log(name=foo,severity=info)
from-lport  2000 (icmp) allow-related [after-lb]
  to-lport  1000 (ip4.src == 1.2.3.4) drop
$ lr-route-add r 0.0.0.0/0 10.0.0.1
$ lr-route-add r 0.0.0.0/0 10.0.0.2
error: duplicate prefix: 0.0.0.0/0 (policy: dst-ip). Use option --ecmp to allow this for ECMP routing.
$ --ecmp lr-route-add r 0.0.0.0/0 10.0.0.2
$ lr-route-add r 10.1.2.3/16 discard
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                   discard dst-ip
                0.0.0.0/0                  10.0.0.1 dst-ip ecmp
                0.0.0.0/0                  10.0.0.2 dst-ip ecmp
$ lr-nat-add r snat 172.16.0.1 10.0.0.0/24
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
snat                                   172.16.0.1                          10.0.0.0/24
`);
});

test('what goes over the wire', () => {
  const session = new MemorySession(nbctl);
  session.run(['ls-add', 'sw0', '--', 'lsp-add', 'sw0', 'p']);
  const sw0 = ['uuid', '00000002-0000-4000-8000-000000000000'];
  expect(session.run(['lsp-add', 'sw0', 'q', '--', 'lsp-set-enabled', 'q', 'disabled']).operations).toEqual([
    {
      op: 'insert',
      table: 'Logical_Switch_Port',
      uuid: '00000004-0000-4000-8000-000000000000',
      row: { name: 'q', enabled: false },
    },
    {
      op: 'mutate',
      table: 'Logical_Switch',
      where: [['_uuid', '==', sw0]],
      mutations: [['ports', 'insert', ['set', [['uuid', '00000004-0000-4000-8000-000000000000']]]]],
    },
  ]);
  expect(session.run(['set', 'Logical_Switch', 'sw0', 'external_ids:a=b']).operations).toEqual([
    {
      op: 'mutate',
      table: 'Logical_Switch',
      where: [['_uuid', '==', sw0]],
      mutations: [['external_ids', 'delete', ['set', ['a']]]],
    },
    {
      op: 'mutate',
      table: 'Logical_Switch',
      where: [['_uuid', '==', sw0]],
      mutations: [['external_ids', 'insert', ['map', [['a', 'b']]]]],
    },
  ]);
  expect(session.run(['get', 'Logical_Switch', 'sw0', 'name']).operations).toEqual([
    {
      op: 'wait',
      table: 'Logical_Switch',
      where: [['_uuid', '==', sw0]],
      columns: ['name'],
      until: '==',
      rows: [{ name: 'sw0' }],
      timeout: 0,
    },
  ]);
});
