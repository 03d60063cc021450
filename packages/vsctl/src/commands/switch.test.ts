/** The switch as a whole: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('overview and reset', () => {
  const said = `$ add-br br0 -- set-controller br0 tcp:127.0.0.1:6653 -- set-fail-mode br0 secure
$ set Open_vSwitch . ovs_version=3.1
$ show
<1>
    Bridge br0
        Controller "tcp:127.0.0.1:6653"
        fail_mode: secure
        Port br0
            Interface br0
                type: internal
    ovs_version: "3.1"
$ emer-reset
$ show
<1>
    Bridge br0
        Port br0
            Interface br0
                type: internal
    ovs_version: "3.1"
$ set-manager ptcp:6640
$ show
<1>
    Manager "ptcp:6640"
    Bridge br0
        Port br0
            Interface br0
                type: internal
    ovs_version: "3.1"
`;
  expect(replay(vsctl, said)).toBe(said);
});
