/** The generic commands on any table of a database. */
import type { Command } from '../command.js';
import type { Catalog } from './catalog.js';
import { readCommands } from './read-commands.js';
import { writeCommands } from './write-commands.js';

export function databaseCommands(catalog: Catalog): readonly Command[] {
  return [...readCommands(catalog), ...writeCommands(catalog)];
}
