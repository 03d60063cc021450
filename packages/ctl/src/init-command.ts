import type { Command } from './command.js';

/** `init`: makes the root row, as every command does where it is missing. */
export const initCommand: Command = {
  name: 'init',
  usage: '',
  summary: 'makes the row of global settings, which every other command does too.',
  minArguments: 0,
  maxArguments: 0,
  options: [],
  needs: () => [],
  run: () => undefined,
};
