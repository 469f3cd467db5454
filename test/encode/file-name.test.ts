import { describe, expect, it } from 'vitest';
import { expandPattern, safeFileName } from '../../src/encode/file-name.ts';
import { UsageError } from '../../src/errors.ts';

describe('safeFileName', () => {
  it.each([
    ['Llama-3.1-8B-Instruct.ipynb', 'Llama-3.1-8B-Instruct.ipynb'],
    ['../x', '..-x'],
    ['..', '_'],
    ['.', '_'],
    ['', '_'],
    ['a\\b', 'a-b'],
    ['C:x', 'C-x'],
    ['a\0b\x1b\u202e', 'ab'],
    ['CON', '_CON'],
    ['con.ipynb', '_con.ipynb'],
    ['Nul .txt', '_Nul .txt'],
    ['com1', '_com1'],
    ['LPT³.md', '_LPT³.md'],
    ['console', 'console'],
    ['dot.', 'dot'],
    ['space. . ', 'space'],
    ['what?*<>|"', 'what------'],
    ['e\u0301', '\u00e9'],
    ['\ud800', '_'],
    ['%2e%2e', '%2e%2e'],
  ])('%j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
    expect(safeFileName(safe)).toBe(safe);
  });

  it('cuts long names at 200 bytes and keeps them apart', () => {
    const first = safeFileName(`${'名'.repeat(240)}a.ipynb`);
    const second = safeFileName(`${'名'.repeat(240)}b.ipynb`);
    expect(Buffer.byteLength(first)).toBeLessThanOrEqual(200);
    expect(first).toMatch(/^名+-[0-9a-f]{8}\.ipynb$/);
    expect(first).not.toBe(second);
  });
});

describe('expandPattern', () => {
  const fields = {
    owner: 'org',
    name: 'm',
    sha: 'abcdef0123',
    sha7: 'abcdef0',
    task: 'fill-mask',
    ext: 'ipynb',
  };

  it.each([
    ['{owner}/{name}@{sha7}.{ext}', 'org/m@abcdef0.ipynb'],
    ['../out/{task}/{name}.{ext}', '../out/fill-mask/m.ipynb'],
    ['/abs/{name}', '/abs/m'],
    ['C:\\x\\{name}.{ext}', 'C:\\x\\m.ipynb'],
    ['plain.ipynb', 'plain.ipynb'],
    ['{sha}', 'abcdef0123'],
  ])('%j', (pattern, path) => {
    expect(expandPattern(pattern, fields)).toBe(path);
  });

  it.each([
    ['{owner}/{name}.{ext}', 'gpt2.md'],
    ['/{owner}/{name}.{ext}', '/gpt2.md'],
    ['out/{owner}/{name}', 'out/gpt2'],
    ['{name}@{sha7}-{task}', 'gpt2@unpinned-no-task'],
  ])('%j without the fields that are not known', (pattern, path) => {
    expect(expandPattern(pattern, { name: 'gpt2', ext: 'md' })).toBe(path);
  });

  it.each(['../../etc/passwd', '..', 'a/../../b', '\\..\\x', 'CON', 'x\0y'])(
    'never leaves its folder for %j',
    (name) => {
      const path = expandPattern('out/{name}/{task}.{ext}', { name, task: name, ext: 'ipynb' });
      const segments = path.split(/[/\\]/);
      expect(segments).toHaveLength(3);
      expect(segments[0]).toBe('out');
      expect(segments.slice(1)).not.toContain('..');
    },
  );

  it('names an unknown field and lists the known ones', () => {
    expect(() => expandPattern('{model}.ipynb', fields)).toThrow(UsageError);
    expect(() => expandPattern('{model}.ipynb', fields)).toThrow('"{model}"');
  });
});
