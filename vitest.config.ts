import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Generous, for a busy machine: nothing is asserted by them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: '.cache/coverage',
      // Floors in percent. Code that runs only in child processes (much of cli, the environments of run) or only in the
      // heavier suites (scripts of notebook) does not count.
      thresholds: {
        'src/batch/**': { lines: 95, branches: 90 },
        'src/card/**': { lines: 97, branches: 90 },
        'src/cli/**': { lines: 76, branches: 70 },
        'src/encode/**': { lines: 98, branches: 98 },
        'src/example/**': { lines: 97, branches: 91 },
        'src/hub/**': { lines: 97, branches: 92 },
        'src/notebook/**': { lines: 88, branches: 87 },
        'src/pipeline/**': { lines: 96, branches: 86 },
        'src/python/**': { lines: 97, branches: 90 },
        'src/run/**': { lines: 69, branches: 71 },
        'src/server/**': { lines: 90, branches: 80 },
        'src/share/**': { lines: 97, branches: 90 },
      },
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
