import { createHub } from '../../src/hub/hub.ts';
import { serve } from '../../src/server/serve.ts';
import { reportUsage } from './usage.ts';

/**
 * `share-server.ts <folder> [Hub URL]`: a separate process with the share server as `alacard serve` runs it, but with rate limits that
 * no load reaches. Stores shares with SQLite in the folder. Prints its URL, then its resource usage for each line on
 * standard input. Shuts down gracefully when standard input ends.
 */
const [, , dataDir, endpoint = 'http://127.0.0.1:9'] = process.argv;
const shutdown = new AbortController();
reportUsage(() => shutdown.abort());

const hub = createHub({ endpoint, userAgent: 'alacard/bench' });
await serve({
  location: { dataDir: dataDir! },
  hub,
  hubEndpoint: endpoint,
  version: '0.0.0',
  workers: { file: new URL('../../src/cli/commands/serve/worker.ts', import.meta.url) },
  host: '127.0.0.1',
  port: 0,
  signal: shutdown.signal,
  trustProxy: '127.0.0.1',
  limits: { writes: 1e9, all: 1e9 },
  log: { level: 'info', write: () => {} },
  onListening: ({ url }) => console.log(url),
});
await hub.close();
