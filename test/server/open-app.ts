import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FakeModel } from '../../fixtures/fake-hub/model.ts';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub } from '../../src/hub/hub.ts';
import { type AppOptions, createApp } from '../../src/server/app.ts';
import type { App } from '../../src/server/fastify-app.ts';
import { openStore } from '../../src/server/store/open-store.ts';
import type { Store } from '../../src/server/store/store.ts';
import type { WorkerOptions } from '../../src/server/workers/worker-pool.ts';

export interface OpenedApp {
  app: App;
  store: Store;
  dataDir: string;
  close(): Promise<void>;
}

/** A worker written in TypeScript. */
export const fromSource = (file: URL): Pick<WorkerOptions, 'file' | 'nodeOptions'> => ({
  file,
  nodeOptions: ['--import', 'tsx'],
});

/** Worker processes with deadlines and waits that are long enough for any machine. */
export const TEST_WORKERS: WorkerOptions = {
  ...findWorker(),
  limits: {
    scan: { cpuMs: 20_000, waitMs: 100_000 },
    render: { cpuMs: 20_000, waitMs: 100_000 },
    compose: { cpuMs: 20_000, waitMs: 100_000 },
  },
};

/** The worker of the packed command, which starts quickly. Without a package, that of the sources. */
function findWorker(): Pick<WorkerOptions, 'file' | 'nodeOptions'> {
  const packed = join(process.env.ALACARD_BIN ?? '', '../../dist/worker.cjs');
  return existsSync(packed)
    ? { file: pathToFileURL(packed) }
    : fromSource(new URL('../../src/cli/commands/serve/worker.ts', import.meta.url));
}

/** The server with SQLite in an empty folder and a Hub at `endpoint`. */
export async function openApp(endpoint: string, options: Partial<AppOptions> = {}): Promise<OpenedApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'alacard-app-'));
  const { store } = await openStore({ dataDir });
  const hub = createHub({ endpoint, userAgent: 'alacard/test' });
  const app = await createApp({
    store,
    hub,
    hubEndpoint: endpoint,
    version: '1.2.3',
    limits: { writes: 1e6, all: 1e6 },
    hubBudget: { perClient: 1e6, total: 1e6 },
    maxHubWaitMs: 100_000,
    workers: TEST_WORKERS,
    ...options,
  });
  return {
    app,
    store,
    dataDir,
    async close() {
      await app.close();
      await hub.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface AppWithHub extends OpenedApp {
  hub: FakeHub;
}

/** The server with a fake Hub of its own, which has these models. `close` closes both. */
export async function openAppWithHub(
  models: FakeModel[] = fixtureModels,
  options: Partial<AppOptions> = {},
): Promise<AppWithHub> {
  const hub = await startFakeHub({ models, quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  const opened = await openApp(hub.url, options);
  return {
    ...opened,
    hub,
    async close() {
      await opened.close();
      await hub.close();
    },
  };
}

/** The text of a valid notebook. */
export function notebookText(changes: { cells?: unknown[]; alacard?: object } = {}): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { alacard: { model: 'acorn-labs/tiny-poet', version: '1.2.3', ...changes.alacard } },
    cells: changes.cells ?? [
      { cell_type: 'markdown', id: 'a', metadata: {}, source: '# Hello' },
      {
        cell_type: 'code',
        id: 'b',
        metadata: {},
        source: ['1 +\n', '1'],
        execution_count: null,
        outputs: [],
      },
    ],
  });
}
