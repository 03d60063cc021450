/** `nbctl` (ovn-nbctl): reads and changes the northbound database. */
import { runCtl } from '#ctl';
import { nbctl } from './program.js';

await runCtl(nbctl);
