/** Inverse look-ups over the northbound tables: who holds a row, and who has a name. */
import { index } from '#incremental';
import {
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch,
  Logical_Switch_Port,
  Port_Group,
} from '#schemas/northbound';

/** The switches that list a port (one, unless the configuration is wrong). */
export const switchesOfPort = index(Logical_Switch, 'switches-of-port', (row) => row.ports);

/** The switches that list an ACL. */
export const switchesOfAcl = index(Logical_Switch, 'switches-of-acl', (row) => row.acls);

/** The routers that list a port. */
export const routersOfPort = index(Logical_Router, 'routers-of-port', (row) => row.ports);

/** The routers that list a static route. */
export const routersOfRoute = index(Logical_Router, 'routers-of-route', (row) => row.static_routes);

export const routerPortsByName = index(Logical_Router_Port, 'router-ports-by-name', (row) => [row.name]);

/** The switch ports of type router that name a router port as their peer. */
export const switchPortsByRouterPort = index(Logical_Switch_Port, 'switch-ports-by-router-port', (row) => {
  const peer = row.type === 'router' ? row.options.get('router-port') : undefined;
  return peer === undefined ? [] : [peer];
});

/** The child ports of a port that carries several by VLAN tag. */
export const childPorts = index(Logical_Switch_Port, 'child-ports', (row) =>
  row.parent_name === undefined ? [] : [row.parent_name],
);

/** The port groups that hold a switch port. */
export const groupsOfPort = index(Port_Group, 'groups-of-port', (row) => row.ports);

/** The port groups that list an ACL. */
export const groupsOfAcl = index(Port_Group, 'groups-of-acl', (row) => row.acls);
