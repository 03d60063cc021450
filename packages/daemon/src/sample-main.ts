/** The smallest daemon: what run-daemon.test.ts starts. `--fail=TEXT` makes it refuse to start. */
import { runDaemon } from './run-daemon.js';

await runDaemon({
  program: 'sample',
  family: 'ovs',
  title: 'sample daemon',
  usage: '[OPTIONS]',
  options: [{ name: 'fail', argument: 'required' }],
  optionsHelp: '  --fail=TEXT               refuse to start\n',
  async start(context) {
    const reason = context.option('fail');
    if (reason !== undefined) throw new Error(reason);
    const keepAlive = setInterval(() => {}, 60_000);
    context.unixctl.register('say', 'WORD...', 1, 3, (words) => words.join(' '));
    context.unixctl.register('crash', '', 0, 0, () => {
      setImmediate(() => {
        throw new Error('as asked');
      });
      return '';
    });
    context.log.info('started');
    return { stop: () => clearInterval(keepAlive) };
  },
});
