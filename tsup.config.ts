import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Modules that a package gets something else for. The default is nothing, for what never runs here. */
const REPLACED: [importer: string, module: string, contents?: string][] = [
  // commander uses it only for subcommands that are separate programs. It takes 5 ms to load.
  ['commander', 'node:child_process'],
  // cli-table3 comes with string-width 4, which does not know today's emoji and combining marks.
  ['cli-table3', 'string-width', "module.exports = require('./src/cli/terminal/text-width.ts').textWidth;"],
  ['cli-table3', '@colors/colors/safe'],
  // conf validates only with a schema, and compares versions only in migrations.
  ['conf', 'ajv/dist/2020.js'],
  ['conf', 'ajv-formats'],
  ['conf', 'semver'],
];

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  // So that the plugin below sees it.
  removeNodeProtocol: false,
  splitting: true,
  clean: true,
  minify: true,
  metafile: true,
  // libsql is an optional peer (a native addon); pg-native is pg's own option.
  external: ['libsql', 'pg-native'],
  define: { __VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(digestSources()) },
  esbuildPlugins: [
    {
      name: 'replace-modules',
      setup(build) {
        for (const [index, [importer, module, contents = 'module.exports = {};']] of REPLACED.entries()) {
          const namespace = `replaced-${index}`;
          build.onResolve({ filter: new RegExp(`^${module}$`) }, (found) =>
            new RegExp(`[\\\\/]node_modules[\\\\/]${importer}[\\\\/]`).test(found.importer)
              ? { path: module, namespace }
              : undefined,
          );
          build.onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: import.meta.dirname }));
        }
      },
    },
  ],
  dts: { entry: { index: 'src/index.ts' } },
});

/** Everything that decides the bytes of a notebook. Finished notebooks of another build are not taken from the cache. */
function digestSources(): string {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = ['src', 'templates'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const digest = createHash('sha256');
  for (const file of [...files.sort(), join(root, 'package-lock.json')]) {
    digest.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return digest.digest('hex').slice(0, 16);
}
