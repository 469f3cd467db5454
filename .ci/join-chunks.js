import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { rollup } from 'rollup';

/**
 * Joins the chunks of the bundle that load together: esbuild splits shared code at every dynamic import, and the
 * notebook of a cached model would load some fifty files. A group is these sources with everything they import
 * statically. A file that several groups need belongs to the first of them. `join-chunks.js [folder]` reads the output
 * of tsup.
 *
 * The result is CommonJS: Node starts it 4 ms faster than ES modules, and loads parts of its own modules (streams,
 * webcrypto) only when they are used. `chunks.json` lists what is where, for check-size.js; it is not published.
 */
const GROUPS = {
  start: ['src/cli/context/run-process.ts'],
  command: [
    'src/cli/commands/generate/run.ts',
    'src/pipeline/generate.ts',
    'src/hub/hub.ts',
    'src/notebook/write.ts',
    'src/notebook/fit.ts',
    'src/example/model-traits.ts',
  ],
  notebook: ['src/pipeline/compose-steps.ts'],
  // For a card that may contain code.
  markdown: ['src/card/blocks/code-blocks.ts'],
  // For code from a card or a library's snippets.
  python: [
    'src/example/judge/card-candidates.ts',
    'src/example/strategies/judge-snippets.ts',
    'src/python/edits/pinned.ts',
    'src/python/names/held-names.ts',
  ],
};

const [dist = 'dist'] = process.argv.slice(2);
const { outputs } = JSON.parse(readFileSync(join(dist, 'metafile-esm.json'), 'utf8'));
const groupOf = new Map();
for (const [group, sources] of Object.entries(GROUPS)) {
  for (const source of sources) take(pieceOf(source), group);
}

const bundle = await rollup({
  input: Object.fromEntries(['cli', 'index', 'worker'].map((name) => [name, resolve(dist, `${name}.js`)])),
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  plugins: [
    {
      name: 'file-url',
      resolveImportMeta: (property) =>
        property === 'url' ? "require('node:url').pathToFileURL(__filename).href" : null,
    },
  ],
  treeshake: false,
  logLevel: 'silent',
});
for (const piece of Object.keys(outputs)) rmSync(piece);
const { output } = await bundle.write({
  dir: dist,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: ({ name }) => `${name.replace(/-[A-Z0-9]{8}$/, '')}-[hash].cjs`,
  manualChunks: (id) => groupOf.get(id),
  interop: (id) => (isBuiltin(id) ? 'default' : 'auto'),
  compact: true,
});
const api = output.find(({ fileName }) => fileName === 'index.cjs').exports;
writeFileSync(
  join(dist, 'index.js'),
  `import api from './index.cjs';\nexport const { ${api.join(', ')} } = api;\n`,
);
const chunks = output.map(({ fileName, imports, moduleIds }) => ({
  file: fileName,
  imports: imports.filter((file) => output.some((chunk) => chunk.fileName === file)),
  sources: moduleIds.flatMap((id) => Object.keys(outputs[relative('.', id).replaceAll('\\', '/')].inputs)),
}));
writeFileSync(join(dist, 'chunks.json'), JSON.stringify(chunks));

function pieceOf(source) {
  const names = Object.keys(outputs);
  const found =
    names.find((piece) => outputs[piece].entryPoint === source) ??
    names.find((piece) => source in outputs[piece].inputs);
  if (found === undefined) throw new Error(`the bundle does not contain ${source}`);
  return found;
}

function take(piece, group) {
  if (groupOf.has(resolve(piece))) return;
  groupOf.set(resolve(piece), group);
  for (const { path, kind } of outputs[piece].imports) {
    if (kind === 'import-statement' && path in outputs) take(path, group);
  }
}
