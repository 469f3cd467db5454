import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Lowest first. Folders on the same line do not import each other. */
const LAYERS = [
  ['errors.ts', 'package-root.ts', 'defined.ts', 'once-per.ts', 'process-lock.ts', 'regular-file.ts'],
  ['encode'],
  ['card', 'python', 'notebook', 'hub'],
  ['example', 'run', 'share'],
  ['pipeline'],
  ['batch'],
  ['server'],
  ['index.ts', 'cli'],
];
const levelOf = (part: string) => LAYERS.findIndex((layer) => layer.includes(part));

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

const partOf = (file: string) => file.split('/')[0]!;

describe('the layers of src', () => {
  it.each(files)('%s imports downward only', (file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    expect(levelOf(partOf(file))).toBeGreaterThanOrEqual(0);
    for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)) {
      const imported = relative(SRC, resolve(SRC, dirname(file), target!)).replaceAll('\\', '/');
      if (partOf(imported) === partOf(file)) continue;
      expect(levelOf(partOf(imported)), `${file} imports ${imported}`).toBeLessThan(levelOf(partOf(file)));
    }
  });

  it.each(files.filter((file) => !file.startsWith('cli/')))(
    '%s leaves the process and the terminal alone',
    (file) => {
      const text = readFileSync(join(SRC, file), 'utf8');
      expect(text).not.toMatch(/\bprocess\.(?:env|exit|stdout|stderr|argv|cwd|on)\b|\bconsole\./);
    },
  );

  it.each(files)('%s is short enough to read', (file) => {
    const lines = readFileSync(join(SRC, file), 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(LONGER_FOR_A_REASON[file] ?? 300);
  });
});

const baseName = (file: string) => file.split('/').at(-1)!;
const folderOf = (file: string) => dirname(file);

describe('the folders of src', () => {
  it.each([...new Set(files.map(folderOf))])('%s contains at most 16 files', (folder) => {
    expect(files.filter((file) => folderOf(file) === folder).length).toBeLessThanOrEqual(16);
  });

  it('base names are unique, except the three that every command has', () => {
    const shared = /^cli\/commands\/[^/]+\/(?:command|run|options)\.ts$/;
    const names = files.filter((file) => !shared.test(file)).map(baseName);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

/** Files that may be longer, each with its reason. */
const LONGER_FOR_A_REASON: Record<string, number> = {
  // One pass of a hand-written scanner: its states share one position.
  'python/syntax/scan.ts': 400,
};
