/** The features of logical switches, in the order of their first stage. */
import type { SwitchFeature } from '../feature.js';
import { acl } from './acl.js';
import { arpResponder } from './arp-responder.js';
import { dhcp } from './dhcp.js';
import { dns } from './dns.js';
import { externalPort } from './external-port.js';
import { l2Lookup } from './l2-lookup.js';
import { loadBalancer } from './load-balancer.js';
import { macLearning } from './mac-learning.js';
import { multicast } from './multicast.js';
import { portSecurity } from './port-security.js';
import { qos } from './qos.js';
import { stateful } from './stateful.js';

export const switchFeatures: readonly SwitchFeature[] = [
  portSecurity,
  macLearning,
  acl,
  loadBalancer,
  stateful,
  qos,
  arpResponder,
  dhcp,
  dns,
  externalPort,
  multicast,
  l2Lookup,
];
