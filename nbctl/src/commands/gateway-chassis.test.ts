/** Gateway chassis of router ports: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('the highest priority stands first', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
$ lrp-set-gateway-chassis rp c1
$ lrp-set-gateway-chassis rp c2 20
$ lrp-set-gateway-chassis rp c3 10
$ lrp-get-gateway-chassis rp
rp-c2    20
rp-c3    10
rp-c1     0
$ lrp-set-gateway-chassis rp c1 30
$ lrp-get-gateway-chassis rp
rp-c1    30
rp-c2    20
rp-c3    10
$ lrp-set-gateway-chassis rp c1 32768
error: 32768: priority must in range 0...32767
$ lrp-set-gateway-chassis rp c1 x
error: x: priority must in range 0...32767
$ lrp-del-gateway-chassis rp c2
$ lrp-del-gateway-chassis rp c2
error: chassis c2 is not added to logical port rp
$ lrp-get-gateway-chassis rp
rp-c1    30
rp-c3    10
$ lrp-set-gateway-chassis norp c1
error: norp: port name not found
$ show
router <1> (r)
    port rp
        mac: "00:00:00:00:00:01"
        networks: ["10.0.0.1/24"]
        gateway chassis: [c1 c3]
`;
  expect(replay(nbctl, said)).toBe(said);
});
