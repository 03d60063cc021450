import { expect, test } from '@jest/globals';
import { openflowTables, routerEgress, routerIngress, stage, stageAt, switchEgress, switchIngress } from './index.js';

test('the pipelines have the stages of OVN 23.03', () => {
  expect([switchIngress.length, switchEgress.length, routerIngress.length, routerEgress.length]).toEqual([
    27, 10, 22, 7,
  ]);
  expect(stage('ls_in_l2_lkup')).toEqual({ name: 'ls_in_l2_lkup', table: 25, pipeline: 'ingress', datapath: 'switch' });
  expect(stageAt('router', 'egress', 6)?.name).toBe('lr_out_delivery');
  expect(stageAt('router', 'egress', 7)).toBeUndefined();
});

test('the stages fit between the fixed OpenFlow tables', () => {
  expect(openflowTables.logicalIngress + switchIngress.length).toBeLessThanOrEqual(
    openflowTables.outputLargePacketDetect,
  );
  expect(openflowTables.logicalEgress + switchEgress.length).toBeLessThanOrEqual(openflowTables.saveInPort);
});
