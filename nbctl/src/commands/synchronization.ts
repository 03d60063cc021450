/** `sync`: nothing but the waiting that --wait asks for. */
import type { Command } from '#ctl';

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
