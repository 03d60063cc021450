/** The Open_vSwitch database, one file a table. */
import { database } from '../database.js';
import { AutoAttach } from './auto-attach.js';
import { Bridge } from './bridge.js';
import { Controller } from './controller.js';
import { CT_Timeout_Policy } from './ct-timeout-policy.js';
import { CT_Zone } from './ct-zone.js';
import { Datapath } from './datapath.js';
import { Flow_Sample_Collector_Set } from './flow-sample-collector-set.js';
import { Flow_Table } from './flow-table.js';
import { Interface } from './interface.js';
import { IPFIX } from './ipfix.js';
import { Manager } from './manager.js';
import { Mirror } from './mirror.js';
import { NetFlow } from './net-flow.js';
import { Open_vSwitch } from './open-vswitch.js';
import { Port } from './port.js';
import { QoS } from './qos.js';
import { Queue } from './queue.js';
import { sFlow } from './sflow.js';
import { SSL } from './ssl.js';

export * from './auto-attach.js';
export * from './bridge.js';
export * from './controller.js';
export * from './ct-timeout-policy.js';
export * from './ct-zone.js';
export * from './datapath.js';
export * from './flow-sample-collector-set.js';
export * from './flow-table.js';
export * from './interface.js';
export * from './ipfix.js';
export * from './manager.js';
export * from './mirror.js';
export * from './net-flow.js';
export * from './open-vswitch.js';
export * from './port.js';
export * from './qos.js';
export * from './queue.js';
export * from './sflow.js';
export * from './ssl.js';

export const openVswitch = database('Open_vSwitch', '8.3.1', '3012963480 26720', {
  Open_vSwitch,
  Bridge,
  Port,
  Interface,
  Flow_Table,
  QoS,
  Queue,
  Mirror,
  NetFlow,
  sFlow,
  IPFIX,
  Flow_Sample_Collector_Set,
  Controller,
  Manager,
  Datapath,
  CT_Zone,
  CT_Timeout_Policy,
  SSL,
  AutoAttach,
});
