import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's packages that the tests beside the C programs need, by a program or file that shows they are there. */
const NEEDED: readonly (readonly [program: string, packages: string])[] = [
  ['ovsdb-server', 'openvswitch-common'],
  ['ovs-vswitchd', 'openvswitch-switch'],
  ['ovn-nbctl', 'ovn-common'],
  ['ovn-northd', 'ovn-central'],
  ['ovn-controller', 'ovn-host'],
  ['ovs-pki', 'openvswitch-pki'],
  ['/usr/lib/python3/dist-packages/ovs/db/idl.py', 'python3-openvswitch'],
  ['/usr/lib/python3/dist-packages/ovsdbapp/__init__.py', 'python3-ovsdbapp'],
  ['ip', 'iproute2'],
  ['ethtool', 'ethtool'],
  ['ping', 'iputils-ping'],
];

/** `program`: a name that is looked for where programs are, or a file's whole path. */
function has(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/bin', '/usr/local/sbin'].some(
    (directory) => spawnSync('test', ['-x', `${directory}/${program}`]).status === 0,
  );
}

/**
 * Sees to it that the C programs are there: announces and installs what is missing, starting no service (a
 * policy-rc.d that forbids it stands for the time of the installation). Gives a line that says what cannot be had.
 */
export function ensureReferencePrograms(say: (text: string) => void): string | undefined {
  const missing = NEEDED.filter(([program]) => !has(program)).map(([, name]) => name);
  if (missing.length === 0) return undefined;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !has('apt-get')) {
    return `needs ${missing.join(', ')} (Debian: apt-get install -y ${missing.join(' ')}), or root to install them`;
  }
  say(`installing Debian's ${missing.join(', ')} (no service is started)`);
  const script = [
    'set -e',
    'guard=/usr/sbin/policy-rc.d',
    'if [ ! -e $guard ]; then printf "#!/bin/sh\\nexit 101\\n" > $guard; chmod 755 $guard; trap "rm -f $guard" EXIT; fi',
    'export DEBIAN_FRONTEND=noninteractive',
    'apt-get update -qq',
    `apt-get install -y -qq --no-install-recommends ${missing.join(' ')}`,
  ].join('\n');
  const result = spawnSync('bash', ['-c', script], { stdio: ['ignore', 'ignore', 2] });
  const still = NEEDED.filter(([program]) => !has(program)).map(([, name]) => name);
  return result.status === 0 && still.length === 0 ? undefined : `could not install ${still.join(', ')}`;
}
