/**
 * Runs the features for each NB row. Each row of the relation means: these are all the flows that exist because of one NB
 * row. So the engine remembers one value a row; southbound/logical-flow takes the lists apart.
 */
import { each, type Relation, relation } from '#incremental';
import {
  ACL,
  Logical_Router,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
} from '#schemas/northbound';
import { switchesWithAcl } from '../facts/acl.js';
import { isRouterEnabled } from '../facts/router.js';
import { routerOfPort, routerPort } from '../facts/router-port.js';
import { routerOfRoute } from '../facts/static-route.js';
import { switchOfPort, switchPort } from '../facts/switch-port.js';
import { emitter, equalFlows, type LogicalFlow } from './logical-flow.js';
import { routerFeatures } from './router/index.js';
import { switchFeatures } from './switch/index.js';

/** All flows that one NB row makes. */
export interface FlowSet {
  /** UUID of the row. */
  readonly row: string;
  readonly flows: readonly LogicalFlow[];
}

function flowSet(row: string, flows: readonly LogicalFlow[]): readonly FlowSet[] {
  return flows.length === 0 ? [] : [{ row, flows }];
}

export const flowSets: Relation<FlowSet> = relation(
  'flow-sets',
  (set) => set.row,
  [
    each(Logical_Switch, (read, id) => {
      const flows: LogicalFlow[] = [];
      for (const { source, ofSwitch } of switchFeatures) ofSwitch?.(read, id, emitter(flows, id, source));
      return flowSet(id, flows);
    }),
    each(Logical_Switch_Port, (read, id) => {
      const port = read(switchPort, id);
      const owner = switchOfPort(read, id);
      if (port === undefined || owner === undefined) return [];
      const flows: LogicalFlow[] = [];
      const site = { id, port, switch: owner };
      for (const { source, ofPort } of switchFeatures) ofPort?.(read, site, emitter(flows, owner, source));
      for (const { source, ofSwitchPort } of routerFeatures) ofSwitchPort?.(read, site, emitter(flows, owner, source));
      return flowSet(id, flows);
    }),
    each(ACL, (read, id) => {
      const switches = switchesWithAcl(read, id);
      const [first] = switches;
      if (first === undefined) return [];
      const flows: LogicalFlow[] = [];
      for (const { source, ofAcl } of switchFeatures) ofAcl?.(read, id, switches, emitter(flows, first, source));
      return flowSet(id, flows);
    }),
    each(Logical_Router, (read, id) => {
      if (!read(isRouterEnabled, id)) return [];
      const flows: LogicalFlow[] = [];
      for (const { source, ofRouter } of routerFeatures) ofRouter?.(read, id, emitter(flows, id, source));
      return flowSet(id, flows);
    }),
    each(Logical_Router_Port, (read, id) => {
      const port = read(routerPort, id);
      const router = read(routerOfPort, id);
      if (port === undefined || router === undefined) return [];
      const flows: LogicalFlow[] = [];
      const site = { id, port, router };
      for (const { source, ofPort } of routerFeatures) ofPort?.(read, site, emitter(flows, router, source));
      return flowSet(id, flows);
    }),
    each(Logical_Router_Static_Route, (read, id) => {
      const router = read(routerOfRoute, id);
      if (router === undefined) return [];
      const flows: LogicalFlow[] = [];
      for (const { source, ofRoute } of routerFeatures) ofRoute?.(read, id, router, emitter(flows, router, source));
      return flowSet(id, flows);
    }),
  ],
  (a, b) => a.row === b.row && equalFlows(a.flows, b.flows),
);
