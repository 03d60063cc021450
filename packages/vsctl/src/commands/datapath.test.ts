/** Timeout policies of datapath zones: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('policies', () => {
  const said = `$ add-zone-tp system zone=1 tcp_syn_sent=1
error: datapath system does not exist
$ add-dp system
error: unknown command 'add-dp'; use --help for help
$ --id=@d create Datapath -- set Open_vSwitch . datapaths:system=@d
error: 'create' command requires at least 2 arguments
$ add-zone-tp system zone=1 tcp_syn_sent=1 tcp_close=2
error: datapath system does not exist
$ add-zone-tp system zone=1 tcp_syn_sent=1
error: datapath system does not exist
$ --may-exist add-zone-tp system zone=1 tcp_syn_sent=1
error: datapath system does not exist
$ add-zone-tp system zone=2 nope=1
error: datapath system does not exist
$ add-zone-tp system zone=2 tcp_close=x
error: datapath system does not exist
$ list-zone-tp system
error: datapath: system record not found
$ del-zone-tp system zone=9
error: datapath system does not exist
$ --if-exists del-zone-tp system zone=9
error: datapath system does not exist
$ del-zone-tp system zone=1
error: datapath system does not exist
$ list-zone-tp system
error: datapath: system record not found
$ list-dp-cap system
error: datapath "system" record not found
$ list-dp-cap nodp
error: datapath "nodp" record not found
`;
  expect(replay(vsctl, said)).toBe(said);
});
