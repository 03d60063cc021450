import { expect, test } from '@jest/globals';
import type { Logger } from '#daemon';
import { logChildLine } from './log-line.js';
import { planOf, remotesOf } from './plan.js';

test('the command lines of the children', () => {
  const plan = planOf({
    rundir: '/run/ovn',
    nbFile: '/db/nb',
    sbFile: '/db/sb',
    nbListen: ['ptcp:6641:127.0.0.1'],
    sbListen: ['ptcp:6642:127.0.0.1'],
    shared: ['--ca-cert=/ca'],
    northd: ['--dry-run'],
    databases: ['--max-history=64'],
  });
  expect(plan.nb.arguments.join('\n')).toBe(
    `--create=OVN_Northbound=/db/nb
--remote=punix:/run/ovn/ovnnb_db.sock
--remote=db:OVN_Northbound,NB_Global,connections
--remote=ptcp:6641:127.0.0.1
--unixctl=/run/ovn/ovnnb_db.ctl
--pidfile=/run/ovn/ovnnb_db.pid
--overwrite-pidfile
--no-chdir
-vPATTERN:console:%c|%p|%m
--ca-cert=/ca
--private-key=db:OVN_Northbound,SSL,private_key
--certificate=db:OVN_Northbound,SSL,certificate
--ssl-protocols=db:OVN_Northbound,SSL,ssl_protocols
--ssl-ciphers=db:OVN_Northbound,SSL,ssl_ciphers
--max-history=64`,
  );
  expect(plan.sb.arguments).not.toContain('--remote=ptcp:6642:127.0.0.1');
  expect(plan.sb.late).toEqual(['ptcp:6642:127.0.0.1']);
  expect(plan.northd).toContain('--ovnsb-db=unix:/run/ovn/ovnsb_db.sock');
  expect(plan.northd.at(-1)).toBe('--dry-run');
});

test('listeners: several, the usual one, none', () => {
  expect(remotesOf('ptcp:1,db:OVN_Northbound,NB_Global,connections,pssl:2', 'ptcp:3')).toEqual([
    'ptcp:1',
    'db:OVN_Northbound,NB_Global,connections',
    'pssl:2',
  ]);
  expect(remotesOf('ptcp:1,pssl:2', 'ptcp:3')).toEqual(['ptcp:1', 'pssl:2']);
  expect(remotesOf(undefined, 'ptcp:3')).toEqual(['ptcp:3']);
  expect(remotesOf('none', 'ptcp:3')).toEqual([]);
});

test("children's lines keep level and module in the one log", () => {
  const lines: string[] = [];
  const logger = (name: string): Logger => {
    const say = (level: string) => (text: string) => void lines.push(`${name} ${level} ${text}`);
    return {
      emergency: say('emergency'),
      error: say('error'),
      warn: say('warn'),
      info: say('info'),
      debug: say('debug'),
      isDebugging: () => true,
      module: logger,
    };
  };
  for (const line of ['jsonrpc|INFO|a|b', 'northd|ERR|bad', 'poll|DBG|x', 'poll|WARN|y', 'Segmentation fault']) {
    logChildLine(logger('central'), 'sb', line);
  }
  expect(lines).toEqual([
    'sb/jsonrpc info a|b',
    'sb/northd error bad',
    'sb/poll debug x',
    'sb/poll warn y',
    'sb warn Segmentation fault',
  ]);
});
