import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const ROW = /^\| (.+?) \| `([\w/-]+)` (.+) \|$/gm;
const rows = [...read('../docs/cli.md').matchAll(ROW)].map(([, behaviour, file, title]) => ({
  behaviour: behaviour!,
  file: `./${file}.test.ts`,
  title: title!.replaceAll('\\|', '|'),
}));

describe('docs/cli.md', () => {
  test('tells at least 45 behaviours', () => expect(rows.length).toBeGreaterThanOrEqual(45));

  test.each(rows)('$behaviour', ({ file, title }) => {
    expect(existsSync(fileURLToPath(new URL(file, import.meta.url)))).toBe(true);
    expect(read(file).replaceAll("\\'", "'")).toContain(title);
  });
});
