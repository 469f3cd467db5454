import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { executedPath } from '../../src/run/executed-path.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'alacard-path-'));
  writeFileSync(join(cwd, 'a.ipynb'), '{}');
  mkdirSync(join(cwd, 'results'));
  return () => rmSync(cwd, { recursive: true, force: true });
});

const PATHS: [notebook: string, output: string | undefined, expected: string][] = [
  ['a.ipynb', undefined, 'a.executed.ipynb'],
  [join('deep', 'a.v2.ipynb'), undefined, join('deep', 'a.v2.executed.ipynb')],
  ['a.executed.ipynb', undefined, 'a.executed.executed.ipynb'],
  ['a.ipynb', 'b.ipynb', 'b.ipynb'],
  ['a.ipynb', 'results', join('results', 'a.executed.ipynb')],
  ['a.ipynb', 'new/', join('new', 'a.executed.ipynb')],
];
test.each(PATHS)('%s with %s', (notebook, output, expected) => {
  expect(executedPath(notebook, cwd, output)).toBe(expected);
});

test.skipIf(process.platform === 'win32')('is never the source with another name', () => {
  symlinkSync('a.ipynb', join(cwd, 'symbolic.ipynb'));
  linkSync(join(cwd, 'a.ipynb'), join(cwd, 'hard.ipynb'));
  for (const output of ['a.ipynb', './a.ipynb', 'results/../a.ipynb', 'symbolic.ipynb', 'hard.ipynb']) {
    expect(() => executedPath('a.ipynb', cwd, output), output).toThrow(/can't replace the notebook/);
  }
  expect(() => executedPath('a.ipynb', cwd, '-')).toThrow(/standard output/);
});
