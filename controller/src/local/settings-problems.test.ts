import { expect, test } from '@jest/globals';
import type { Settings } from './settings.js';
import { settingsProblems } from './settings-problems.js';

const GOOD: Settings = {
  isKnown: true,
  chassis: 'a',
  hostname: 'a',
  bridge: 'br-int',
  bridgeDatapathType: undefined,
  remote: 'tcp:192.0.2.1:6642',
  remoteProbeMs: 5000,
  openflowProbeMs: 0,
  monitorAll: false,
  encapTypes: ['geneve', 'vxlan'],
  encapIps: ['192.0.2.2'],
  encapChecksum: true,
  encapTos: undefined,
  encapDfDefault: undefined,
  setLocalIp: false,
  bridgeMappings: new Map(),
  chassisMacs: new Map(),
  transportZones: [],
  isInterconnect: false,
  raw: new Map(),
};

test.each<[Partial<Settings>, string[]]>([
  [{}, []],
  [{ chassis: undefined }, ["'system-id' in Open_vSwitch database is missing."]],
  [{ remote: undefined }, ["'ovn-remote' in Open_vSwitch database is missing."]],
  [{ remote: ' , ' }, ["'ovn-remote' in Open_vSwitch database is missing."]],
  [{ encapTypes: [] }, ['Need to specify an encap type and ip']],
  [{ encapIps: [] }, ['Need to specify an encap type and ip']],
  [{ encapTypes: ['geneve', 'gre'] }, ['Unknown tunnel type: gre']],
])('%j', (change, problems) => {
  expect(settingsProblems({ ...GOOD, ...change })).toEqual(problems);
});
