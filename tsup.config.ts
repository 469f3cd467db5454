import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';
import { buildRulesLazily, dropUnusedModules, replaceModules } from './.ci/bundle-plugins.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/index.ts', worker: 'src/cli/commands/serve/worker.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  // So that replaceModules sees it.
  removeNodeProtocol: false,
  splitting: true,
  clean: true,
  minify: true,
  metafile: true,
  // libsql is an optional peer (a native addon); pg-native is pg's own option.
  external: ['libsql', 'pg-native'],
  define: { __VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(digestSources()) },
  esbuildPlugins: [replaceModules, buildRulesLazily, dropUnusedModules],
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
