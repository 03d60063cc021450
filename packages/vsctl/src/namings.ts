/** How rows of the Open_vSwitch tables may be named on command lines, besides by uuid (ovs-vsctl --help). */
import type { RowNaming, RowNamings } from '#ctl';

const byName: readonly RowNaming[] = [{ by: 'name' }];
const ofBridge = (via: string): readonly RowNaming[] => [{ via, of: 'Bridge', matching: 'name' }];

export const namings: RowNamings = {
  AutoAttach: ofBridge('auto_attach'),
  Bridge: byName,
  Controller: ofBridge('controller'),
  Flow_Sample_Collector_Set: [{ by: 'id' }],
  Flow_Table: byName,
  IPFIX: ofBridge('ipfix'),
  Interface: byName,
  Manager: [{ by: 'target' }],
  Mirror: byName,
  NetFlow: ofBridge('netflow'),
  Open_vSwitch: [{ by: '.' }],
  Port: byName,
  QoS: [{ via: 'qos', of: 'Port', matching: 'name' }],
  SSL: [{ by: '.' }],
  sFlow: ofBridge('sflow'),
};
