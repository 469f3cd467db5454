import { createHub } from '../../src/hub/hub.ts';
import { serve } from '../../src/server/serve.ts';
import { answerUsage } from './usage.ts';

/**
 * A process of its own: the share server over SQLite in a folder, with every part that `alacard serve` has and limits
 * that no load reaches: `share-server.ts <folder>`. Prints its URL; each line that it reads is answered by its
 * usage. Ends as on SIGTERM when its input does.
 */
const [, , dataDir] = process.argv;
const endpoint = 'http://127.0.0.1:9';
const ending = new AbortController();
answerUsage(() => ending.abort());

const hub = createHub({ endpoint, userAgent: 'alacard/bench' });
await serve({
  location: { dataDir: dataDir! },
  hub,
  hubEndpoint: endpoint,
  version: '0.0.0',
  host: '127.0.0.1',
  port: 0,
  signal: ending.signal,
  limits: { writes: 1e9, all: 1e9 },
  log: { level: 'info', write: () => {} },
  onListening: ({ url }) => console.log(url),
});
await hub.close();
