// Two projects: `unit` runs without CDK's WASM validation engine (1.5 s a process), `deployable` with it.
const shared = {
  testEnvironment: 'node',
  // Sources win over any compiled output beside them.
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out', '<rootDir>/artifacts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
};

module.exports = {
  globalSetup: '<rootDir>/test/support/temporary-folder.cjs',
  globalTeardown: '<rootDir>/test/support/temporary-folder-teardown.cjs',
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      setupFiles: ['<rootDir>/test/support/without-engine.ts'],
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deployable/'],
    },
    {
      ...shared,
      displayName: 'deployable',
      testMatch: ['<rootDir>/test/deployable/**/*.test.ts'],
    },
  ],
};
