/** Tests run on what `tsc -b` wrote: type-checked, no transformer, traces map back to .ts. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/build'],
  testMatch: ['**/*.test.js'],
  transform: {},
  moduleNameMapper: { '^fast-check$': '<rootDir>/scripts/fast-check.mjs' },
  maxWorkers: 2,
  // Process tests share their two cores with whatever else the machine does.
  testTimeout: 30_000,
  cacheDirectory: '<rootDir>/build/.jest-cache',
};
