import { expect, test } from '@jest/globals';
import { MemorySession } from '#ctl';
import { vsctl } from './program.js';

function transcript(...lines: readonly string[]): string {
  const session = new MemorySession(vsctl);
  return lines
    .map((line) => `$ ${line}\n${session.run(line.split(' ')).text.trimEnd()}\n`.replace('\n\n', '\n'))
    .join('');
}

test('bridges, real and fake, and what is on them', () => {
  expect(
    transcript(
      'add-br br0 -- add-br br1 br0 10',
      'add-port br1 p1 -- set Interface p1 type=internal external_ids:iface-id=p1',
      'add-port br0 p2 tag=5',
      'add-port br0 p1',
      '--may-exist add-port br0 p1',
      'list-ports br0',
      'list-ports br1',
      'port-to-br p1',
      'br-to-vlan br1',
      'del-port br0 p1',
      'del-port br0',
      'show',
      'del-br br1',
      'list-br',
    ),
  ).toBe(`$ add-br br0 -- add-br br1 br0 10
$ add-port br1 p1 -- set Interface p1 type=internal external_ids:iface-id=p1
$ add-port br0 p2 tag=5
$ add-port br0 p1
error: cannot create a port named p1 because a port named p1 already exists on bridge br1
$ --may-exist add-port br0 p1
error: "--may-exist add-port br0 p1" but p1 is actually attached to bridge br1
$ list-ports br0
p2
$ list-ports br1
p1
$ port-to-br p1
br1
$ br-to-vlan br1
10
$ del-port br0 p1
error: bridge br0 does not have a port p1 (although its child bridge br1 does)
$ del-port br0
error: cannot delete port br0 because it is the local port for bridge br0 (deleting this port requires deleting the entire bridge)
$ show
00000001-0000-4000-8000-000000000000
    Bridge br0
        Port br0
            Interface br0
                type: internal
        Port br1
            tag: 10
            Interface br1
                type: internal
        Port p1
            tag: 10
            Interface p1
                type: internal
        Port p2
            tag: 5
            Interface p2
$ del-br br1
$ list-br
br0
`);
});
