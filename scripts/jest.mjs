// Runs jest on the compiled tests, then looks for what they left behind.
// Arguments go to jest: `npm test -- packages/ovsdb`.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const result = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, HEDDLE_VALIDATE: process.env.HEDDLE_VALIDATE ?? '1' },
  },
);
process.exit(result.status ?? 1);
