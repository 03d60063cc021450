/** Lines that children write on stderr, as they stand in the one log of `central`. */
import type { Logger } from '#daemon';

/** With this pattern a child's line carries no time and number of its own: `module|LEVEL|text`. */
export const CHILD_PATTERN = '-vPATTERN:console:%c|%p|%m';

/** Logs a child's line as `<child>/<module>` with the child's level; what is no log line, as a crash's last words, as a warning. */
export function logChildLine(log: Logger, child: string, line: string): void {
  const found = /^([A-Za-z0-9_/-]*)\|(EMER|ERR|WARN|INFO|DBG)\|(.*)$/.exec(line);
  if (found === null) {
    log.module(child).warn(line);
    return;
  }
  const [, module = '', level, text = ''] = found;
  const logger = log.module(`${child}/${module}`);
  if (level === 'INFO') logger.info(text);
  else if (level === 'DBG') logger.debug(text);
  else if (level === 'WARN') logger.warn(text);
  else logger.error(text);
}
