import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from '../e2e/run-alacard.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hasMandoc = spawnSync('mandoc', ['-Tlint', '/dev/null']).error === undefined;
if (!hasMandoc && process.env.ALACARD_REQUIRE_PYTHON === '1') throw new Error('mandoc is required');

describe.skipIf(!hasMandoc)('the manual page', () => {
  let folder = '';
  let page = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'alacard-man-'));
    page = join(folder, 'alacard.1');
    execFileSync(process.execPath, [
      join(root, 'node_modules/tsx/dist/cli.mjs'),
      join(root, '.ci/write-man.ts'),
      page,
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('passes mandoc without warnings, except for the date', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-W', 'warning', page], { encoding: 'utf8' });
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });

  test('lists every command and option of the help', () => {
    const text = execFileSync('mandoc', ['-Tutf8', '-O', 'width=200', page], { encoding: 'utf8' }).replace(
      /.\u0008/g,
      '',
    );
    const help = execFileSync(process.execPath, [BIN, 'generate', '--help'], { encoding: 'utf8' });
    const names = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(text).toContain(name);
    expect(readFileSync(page, 'utf8')).not.toMatch(/^['.](?!TH|SH|SS|TP|PP|B |nf|fi)/m);
  });
});
