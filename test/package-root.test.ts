import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { packageRoot, packageVersion, readTemplate } from '../src/package-root.ts';

it('finds the folder of its own package.json', () => {
  expect(packageRoot().href.endsWith('/')).toBe(true);
  expect(existsSync(new URL('package.json', packageRoot()))).toBe(true);
});

it('returns the version', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(packageVersion()).toBe(manifest.version);
});

it('reads templates, and throws for one that does not exist', () => {
  expect(readTemplate('cells/title.md.tmpl')).toContain('# {{title}}');
  expect(() => readTemplate('cells/no-such.md')).toThrow('no-such.md');
});
