/** `sbctl` (ovn-sbctl): reads and changes the southbound database. */
import { runCtl } from '#ctl';
import { sbctl } from './program.js';

await runCtl(sbctl);
