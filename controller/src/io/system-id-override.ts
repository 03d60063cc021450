/**
 * The file `system-id-override` in OVN's configuration directory names this host's chassis where one image runs on many hosts
 * (ovn-controller(8), `external_ids:system-id`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, systemCode } from '#base';
import type { Logger } from '#daemon';

/** The name on the file's first line; undefined without file or name. `environment`: OVN_SYSCONFDIR, by default `/etc`. */
export function readSystemIdOverride(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): string | undefined {
  const path = join(environment['OVN_SYSCONFDIR'] ?? '/etc', 'system-id-override');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT')
      log.warn(`${path} cannot be read (${messageOf(error)}): the database's system-id counts`);
    return undefined;
  }
  const [line = ''] = text.split('\n');
  return line.trim() === '' ? undefined : line.trim();
}
