import { readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { rollup } from 'rollup';

/**
 * Joins the pieces of the bundle that load together: esbuild cuts shared code along every lazy import, and the
 * notebook of a cached model would take some fifty files. A group is these sources with all that they import at
 * once; what several groups need belongs to the first. `join-chunks.js [folder]`: of tsup's output, default dist.
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
};

const [dist = 'dist'] = process.argv.slice(2);
const { outputs } = JSON.parse(readFileSync(join(dist, 'metafile-esm.json'), 'utf8'));
const groupOf = new Map();
for (const [group, sources] of Object.entries(GROUPS)) {
  for (const source of sources) take(pieceOf(source), group);
}

const bundle = await rollup({
  input: { cli: resolve(dist, 'cli.js'), index: resolve(dist, 'index.js') },
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  plugins: [{ name: 'node-modules-as-they-are', transform: requireBuiltins }],
  treeshake: false,
  logLevel: 'silent',
});
for (const piece of Object.keys(outputs)) rmSync(piece);
await bundle.write({
  dir: dist,
  chunkFileNames: ({ name }) => `${name.replace(/-[A-Z0-9]{8}$/, '')}-[hash].js`,
  manualChunks: (id) => groupOf.get(id),
  compact: true,
});

function pieceOf(source) {
  const names = Object.keys(outputs);
  const found =
    names.find((piece) => outputs[piece].entryPoint === source) ??
    names.find((piece) => source in outputs[piece].inputs);
  if (found === undefined) throw new Error(`the bundle holds no ${source}`);
  return found;
}

function take(piece, group) {
  if (groupOf.has(resolve(piece))) return;
  groupOf.set(resolve(piece), group);
  for (const { path, kind } of outputs[piece].imports) {
    if (kind === 'import-statement' && path in outputs) take(path, group);
  }
}

/** An import of Node's own module reads all that it exports, and so loads streams with `fs`, webcrypto with `crypto`. */
function requireBuiltins(code) {
  let end = code.length;
  let text = '';
  const imports = this.parse(code).body.filter(
    ({ type, source }) => type === 'ImportDeclaration' && isBuiltin(source.value),
  );
  for (const { start: from, end: to, specifiers, source } of imports.toReversed()) {
    text =
      specifiers.map((specifier) => binding(specifier, source.value)).join('') + code.slice(to, end) + text;
    end = from;
  }
  return { code: code.slice(0, end) + text, map: null };
}

function binding({ local, imported }, name) {
  const module = `process.getBuiltinModule(${JSON.stringify(name)})`;
  return `const ${local.name}=${imported === undefined || imported.name === 'default' ? module : `${module}.${imported.name}`};`;
}
