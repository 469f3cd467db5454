import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Generous, for a busy machine: nothing is asserted by them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: '.cache/coverage',
    },
    expect: { poll: { interval: 20, timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'light',
          include: ['test/**/*.test.ts'],
          exclude: ['test/heavy/**', 'test/lab/**', 'test/browser/**'],
          globalSetup: 'test/install-package.ts',
        },
      },
      {
        // What needs Python, a browser or a database server.
        extends: true,
        test: {
          name: 'heavy',
          include: ['test/heavy/**/*.test.ts'],
          globalSetup: 'test/install-package.ts',
          testTimeout: 300_000,
        },
      },
      {
        // Generated notebooks in JupyterLab, driven in Chromium.
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/install-package.ts', 'test/lab/prepare-python.ts'],
          testTimeout: 300_000,
        },
      },
      {
        // The server's pages in Chromium; needs nbformat besides.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/install-package.ts',
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
