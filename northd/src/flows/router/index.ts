/** The features of logical routers, in the order of their first stage. */
import type { RouterFeature } from '../feature.js';
import { admission } from './admission.js';
import { arpReply } from './arp-reply.js';
import { arpRequest } from './arp-request.js';
import { arpResolve } from './arp-resolve.js';
import { delivery } from './delivery.js';
import { gatewayRedirect } from './gateway-redirect.js';
import { ipInput } from './ip-input.js';
import { ipRouting } from './ip-routing.js';
import { nat } from './nat.js';
import { neighbor } from './neighbor.js';
import { packetLength } from './packet-length.js';
import { policy } from './policy.js';
import { routerAdvertisementReply } from './router-advertisement.js';

export const routerFeatures: readonly RouterFeature[] = [
  admission,
  neighbor,
  arpReply,
  ipInput,
  nat,
  routerAdvertisementReply,
  ipRouting,
  policy,
  arpResolve,
  packetLength,
  gatewayRedirect,
  arpRequest,
  delivery,
];
