import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};

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
      // cli-table3 brings string-width 4, which does not know today's emoji and combining marks, and optional colors.
      name: 'cli-table3-measures-as-alacard',
      setup(build) {
        const replace = (filter: RegExp, contents: string) => {
          build.onResolve({ filter }, ({ path, importer }) =>
            /[\\/]cli-table3[\\/]/.test(importer) ? { path, namespace: 'cli-table3' } : undefined,
          );
          build.onLoad({ filter, namespace: 'cli-table3' }, () => ({
            contents,
            resolveDir: import.meta.dirname,
          }));
        };
        replace(/^string-width$/, "module.exports = require('./src/cli/terminal/text-width.ts').textWidth;");
        replace(/^@colors\//, 'module.exports = {};');
      },
    },
    {
      // commander uses it only for subcommands that are separate programs. It takes 5 ms to load.
      name: 'commander-starts-no-programs',
      setup(build) {
        build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
          /[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'no-programs' } : undefined,
        );
        build.onLoad({ filter: /.*/, namespace: 'no-programs' }, () => ({
          contents: 'module.exports = {};',
        }));
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
