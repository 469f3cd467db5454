import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Fails if a part of the built package is larger than `sizes.json` allows. `packed` and `installed` are the whole
 * package. The other parts divide it: `sources` of the bundle with everything that they load immediately, or `files` by
 * the start of their path. A file that several parts need belongs to the first of them, and a file that no part names
 * belongs to `other`.
 */
const WHOLE = ['packed', 'installed'];
const table = JSON.parse(readFileSync(new URL('sizes.json', import.meta.url), 'utf8'));
const chunks = JSON.parse(readFileSync('dist/chunks.json', 'utf8'));
const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
const [{ size, unpackedSize, files }] = JSON.parse(
  execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
);

const bytesOf = new Map(files.map((file) => [file.path, file.size]));
const measured = { packed: size, installed: unpackedSize };
for (const [name, { sources = [], files = [] }] of Object.entries(table)) {
  if (WHOLE.includes(name)) continue;
  measured[name] = 0;
  for (const source of sources) {
    const chunk = chunks.find(({ sources }) => sources.some((path) => `/${path}`.endsWith(`/${source}`)));
    if (chunk === undefined) throw new Error(`${name}: the bundle does not contain ${source}`);
    takeChunk(name, chunk.file);
  }
  for (const path of bytesOf.keys()) if (files.some((start) => path.startsWith(start))) take(name, path);
}
for (const path of bytesOf.keys()) take('other', path);

const tooLarge = [];
for (const [name, { max }] of Object.entries(table)) {
  const bytes = measured[name];
  process.stdout.write(
    `${name.padEnd(10)} ${String(bytes).padStart(9)} of ${String(max).padStart(8)} bytes\n`,
  );
  if (bytes > max)
    tooLarge.push(`error: ${name} is ${bytes - max} bytes larger than .ci/sizes.json allows\n`);
}
if (tooLarge.length > 0) {
  tooLarge.push(
    'hint: make it smaller, or raise its "max" and explain in its "reason" what the bytes are for\n',
  );
  process.stderr.write(tooLarge.join(''));
  process.exitCode = 1;
}

function take(name, path) {
  measured[name] += bytesOf.get(path) ?? 0;
  bytesOf.delete(path);
}

function takeChunk(name, file) {
  if (!bytesOf.has(`dist/${file}`)) return;
  take(name, `dist/${file}`);
  for (const imported of chunks.find((chunk) => chunk.file === file).imports) takeChunk(name, imported);
}
