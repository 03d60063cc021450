/** `vsctl` (ovs-vsctl): configures a switch through its Open_vSwitch database. */
import { runCtl } from '#ctl';
import { vsctl } from './program.js';

await runCtl(vsctl);
