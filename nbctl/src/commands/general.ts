/** `init` and `sync`: what concerns the whole database. */
import type { Command } from '#ctl';

export const generalCommands: readonly Command[] = [
  {
    name: 'init',
    usage: '',
    summary: 'makes the row of global settings, which every other command does too.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    needs: () => [],
    run: () => undefined,
  },
];

export const synchronizationCommands: readonly Command[] = [
  {
    name: 'sync',
    usage: '',
    summary: 'with --wait=sb or hv: waits until all earlier changes have taken effect.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    forcesWait: true,
    needs: () => [],
    run: () => undefined,
  },
];
