/**
 * The name a program was called by. Launchers start Node with `--title=NAME`, so that `ovn-nbctl` and `nbctl`, one program,
 * each sign their messages, pidfiles and sockets with the name that the user typed.
 */
export function invokedName(fallback: string, execArgv: readonly string[] = process.execArgv): string {
  const title = execArgv.findLast((argument) => argument.startsWith('--title='))?.slice('--title='.length);
  return title === undefined || title === '' ? fallback : title;
}

/** A name as a log module: `ovn-northd` logs as `ovn_northd`. */
export function moduleOf(program: string): string {
  return program.replaceAll('-', '_');
}
