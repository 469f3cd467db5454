import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Parts of packages that alacard never runs, as patterns of paths under `node_modules`, each with the reason. */
const NEVER_RUN = {
  'undici/lib/llhttp/llhttp_simd-wasm\\.js': 'undici falls back to the same parser without SIMD',
  'undici/lib/web/': 'requests are sent as bytes, without fetch or WebSocket',
  '(ajv|ajv-formats)/': 'zod validates input for Fastify and for the settings',
  '@fastify/(ajv|fast-json-stringify)-compiler/': 'zod validates requests and serializes responses',
  'light-my-request/': 'only tests inject requests into Fastify',
  'thread-stream/': 'the log is written without a worker thread',
  '@opentelemetry/api/': 'the metrics have no exemplars',
  'postcss/': 'the cleaned HTML has no styles',
  'domutils/': 'HTML is cleaned without a DOM',
  '@colors/colors/': 'alacard colors its tables itself',
  'rate-limiter-flexible/lib/RateLimiter(Cluster|Drizzle|Dynamo|Etcd|Memcache|Mongo|MySQL|Prisma|SQLite|Valkey)':
    'requests are counted in memory or in Postgres',
};

/**
 * Modules that are replaced for one package. By default they are replaced with nothing, because they never run here.
 */
const REPLACED: [importer: string, module: string, contents?: string][] = [
  // commander uses it only for subcommands that are separate programs. It takes 5 ms to load.
  ['commander', 'node:child_process'],
  // cli-table3 includes string-width 4, which does not support recent emoji and combining marks.
  ['cli-table3', 'string-width', "module.exports = require('./src/cli/terminal/text-width.ts').textWidth;"],
  // conf compares versions only in migrations.
  ['conf', 'semver'],
];

/** Packages without side effects whose package.json does not declare that where esbuild reads it. */
const WITHOUT_SIDE_EFFECTS = /[\\/]node_modules[\\/](?:@huggingface[\\/]tasks|@inquirer)[\\/]/;

/**
 * marked builds all rules for inline text when it loads, which takes 10 ms. alacard reads cards only with the block
 * rules, so a rule with Unicode classes is built when it is first used.
 */
const MARKED_RULE = { eager: '()=>new RegExp(t,e)', lazy: '()=>lazyRegExp(t,e)' };

const below = (paths: string) => new RegExp(`/node_modules/(?:${paths})`.replaceAll('/', '[\\\\/]'));
const NOTHING = 'module.exports = {};';

export const replaceModules: Plugin = {
  name: 'replace-modules',
  setup(build) {
    build.onLoad({ filter: below(Object.keys(NEVER_RUN).join('|')) }, () => ({ contents: NOTHING }));
    for (const [index, [importer, module, contents = NOTHING]] of REPLACED.entries()) {
      const namespace = `replaced-${index}`;
      build.onResolve({ filter: new RegExp(`^${module}$`) }, (found) =>
        below(`${importer}/`).test(found.importer) ? { path: module, namespace } : undefined,
      );
      build.onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: process.cwd() }));
    }
  },
};

export const buildRulesLazily: Plugin = {
  name: 'build-rules-lazily',
  setup(build) {
    build.onLoad({ filter: below('marked/lib/marked\\.esm\\.js$') }, async ({ path }) => {
      const { eager, lazy } = MARKED_RULE;
      const parts = (await readFile(path, 'utf8')).split(eager);
      if (parts.length !== 2)
        throw new Error(`${path}: "${eager}" occurs ${parts.length - 1} times, not once`);
      const module = fileURLToPath(new URL('lazy-regexp.ts', import.meta.url));
      return { contents: `import { lazyRegExp } from ${JSON.stringify(module)};${parts.join(lazy)}` };
    });
  },
};

export const dropUnusedModules: Plugin = {
  name: 'drop-unused-modules',
  setup(build) {
    const isResolved = Symbol('resolved by this plugin');
    build.onResolve({ filter: /./ }, async ({ path, pluginData, ...args }) => {
      if (pluginData === isResolved) return undefined;
      const found = await build.resolve(path, { ...args, pluginData: isResolved });
      return WITHOUT_SIDE_EFFECTS.test(found.path) ? { ...found, sideEffects: false } : undefined;
    });
  },
};
