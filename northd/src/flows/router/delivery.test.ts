/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('what leaves a router', () => {
  const compiled = new Compiled({
    routers: {
      r: {
        ports: {
          a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24'] },
          off: { mac: '0a:00:00:00:00:02', networks: ['10.0.1.1/24'], enabled: false },
          'a b': { mac: 'none', networks: ['10.0.2.1/24'] },
        },
      },
      off: { enabled: false, ports: { c: { mac: '0a:00:00:00:00:03' } } },
    },
  });
  expect(compiled.flows('lr_out_delivery', 'lr_in_admission')).toEqual([
    'r lr_in_admission 100 (vlan.present || eth.src[40]) {drop;}',
    'r lr_in_admission 50 (eth.dst == 0a:00:00:00:00:01 && inport == "a") {xreg0[0..47] = 0a:00:00:00:00:01; next;}',
    'r lr_in_admission 50 (eth.mcast && inport == "a") {xreg0[0..47] = 0a:00:00:00:00:01; next;}',
    'r lr_in_admission 0 (1) {drop;}',
    'r lr_out_delivery 100 (outport == "a") {output;}',
    'r lr_out_delivery 0 (1) {drop;}',
  ]);
});
