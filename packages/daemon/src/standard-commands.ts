/** The run-time commands that every daemon has (ovs-appctl(8), "COMMON COMMANDS", "LOGGING COMMANDS"). */
import { type Log, LogSpecError } from './log.js';
import type { MetricsTable } from './metrics.js';
import type { CommandTable } from './unixctl-commands.js';

export interface StandardParts {
  readonly log: Log;
  readonly metrics: MetricsTable;
  readonly version: string;
}

export function registerStandardCommands(commands: CommandTable, parts: StandardParts): void {
  const { log, metrics } = parts;
  commands.register('list-commands', '', 0, 0, () => commands.list());
  commands.register('version', '', 0, 0, () => parts.version);
  commands.register('vlog/set', '{spec | PATTERN:destination:pattern}', 0, Number.POSITIVE_INFINITY, (specs) => {
    for (const spec of specs.length === 0 ? [''] : specs) log.set(spec);
    return '';
  });
  commands.register('vlog/list', '', 0, 0, () => log.list());
  commands.register('vlog/list-pattern', '', 0, 0, () => log.listPatterns());
  commands.register('vlog/reopen', '', 0, 0, () => {
    if (!log.reopen()) throw new LogSpecError('Logging to file not configured');
    return '';
  });
  commands.register('vlog/close', '', 0, 0, () => {
    log.close();
    return '';
  });
  for (const state of ['enabled', 'disabled'] as const) {
    const verb = state === 'enabled' ? 'enable' : 'disable';
    commands.register(`vlog/${verb}-rate-limit`, '[module]...', 0, Number.POSITIVE_INFINITY, (modules) => {
      log.setRateLimit(modules, state);
      return '';
    });
  }
  commands.register('memory/show', '', 0, 0, () => metrics.showMemory());
  commands.register('coverage/show', '', 0, 0, () => metrics.showCoverage());
  commands.register('coverage/read-counter', 'COUNTER', 1, 1, ([name = '']) => {
    const total = metrics.readCounter(name);
    if (total === undefined) throw new LogSpecError('No such counter');
    return `${total}\n`;
  });
  commands.register('stopwatch/show', '[NAME]', 0, 1, ([name]) => {
    const text = metrics.showStopwatches(name);
    if (text === undefined) throw new LogSpecError('No such stopwatch');
    return text;
  });
  commands.register('stopwatch/reset', '[NAME]', 0, 1, ([name]) => {
    if (!metrics.resetStopwatches(name)) throw new LogSpecError('No such stopwatch');
    return '';
  });
}
