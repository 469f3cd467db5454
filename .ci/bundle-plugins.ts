import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Parts of packages that alacard never runs, as patterns of paths below `node_modules`, each with the reason. */
const NEVER_RUN = {
  'undici/lib/llhttp/llhttp_simd-wasm\\.js': 'undici falls back on the same parser without SIMD',
  'undici/lib/web/': 'requests are sent as bytes, without fetch or WebSocket',
  '(ajv|ajv-formats)/': 'zod validates what comes in, for Fastify and for the settings',
  '@fastify/(ajv|fast-json-stringify)-compiler/': 'zod validates requests and serializes answers',
  'light-my-request/': 'only tests inject requests into Fastify',
  'thread-stream/': 'the log is written without a worker thread',
  '@opentelemetry/api/': 'the metrics have no exemplars',
  'postcss/': 'the cleaned HTML has no styles',
  '@colors/colors/': 'cli-table3 draws without colors of its own',
  'domutils/': 'HTML is cleaned without a DOM',
  'rate-limiter-flexible/lib/RateLimiter(Cluster|Drizzle|Dynamo|Etcd|Memcache|Mongo|MySQL|Prisma|SQLite|Valkey)':
    'requests are counted in memory or in Postgres',
};

/** Packages whose modules only define things, although their package.json does not say so where esbuild reads it. */
const WITHOUT_SIDE_EFFECTS = /[\\/]node_modules[\\/](?:@huggingface[\\/]tasks|@inquirer)[\\/]/;

/** Leaves out of the bundle what never runs. */
export const leaveOutUnused: Plugin = {
  name: 'leave-out-unused',
  setup(build) {
    const filter = new RegExp(
      `/node_modules/(?:${Object.keys(NEVER_RUN).join('|')})`.replaceAll('/', '[\\\\/]'),
    );
    build.onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));

    const isResolved = Symbol('resolved by this plugin');
    build.onResolve({ filter: /./ }, async ({ path, pluginData, ...args }) => {
      if (pluginData === isResolved) return undefined;
      const found = await build.resolve(path, { ...args, pluginData: isResolved });
      return WITHOUT_SIDE_EFFECTS.test(found.path) ? { ...found, sideEffects: false } : found;
    });
  },
};

/** cli-table3 brings string-width 4, which does not know today's emoji and combining marks. */
export const measureTables: Plugin = {
  name: 'measure-tables',
  setup(build) {
    const filter = /^string-width$/;
    build.onResolve({ filter }, ({ path, importer }) =>
      /[\\/]cli-table3[\\/]/.test(importer) ? { path, namespace: 'cli-table3' } : undefined,
    );
    build.onLoad({ filter, namespace: 'cli-table3' }, () => ({
      contents: "module.exports = require('./src/cli/terminal/text-width.ts').textWidth;",
      resolveDir: process.cwd(),
    }));
  },
};
