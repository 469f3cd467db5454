import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCalls, findStrings } from '../../src/python/names/calls.ts';
import { reportNames } from '../../src/python/names/names.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

interface Cases {
  syntax: { code: string; valid: boolean }[];
  names: { code: string; missing: string[]; imports: string[]; calls: number; strings?: string[] }[];
  strings: { code: string; value: string }[];
}

// Not imported: Vite's JSON reader refuses the lone surrogate that one of the strings decodes to.
const cases: Cases = JSON.parse(readFileSync(new URL('cpython-cases.json', import.meta.url), 'utf8'));

describe('parsePython agrees with CPython', () => {
  it.each(cases.syntax)('$code', ({ code, valid }) => {
    expect(parsePython(code).problem === undefined).toBe(valid);
  });
});

describe('names, imports, calls and strings agree with CPython and pyflakes', () => {
  it.each(cases.names)('$code', ({ code, missing, imports, calls, strings }) => {
    const file = parsePython(code);
    const report = reportNames(file);
    expect(file.problem).toBeUndefined();
    expect(report.missing.map(({ name }) => name).sort()).toEqual(missing);
    expect([...new Set(report.imports.map(({ module }) => module))].sort()).toEqual(imports);
    expect(findCalls(file)).toHaveLength(calls);
    if (strings !== undefined) {
      expect(
        findStrings(file)
          .map(({ value }) => value)
          .sort(),
      ).toEqual(strings);
    }
  });
});

describe('string values agree with ast.literal_eval', () => {
  it.each(cases.strings)('$code', ({ code, value }) => {
    expect(findStrings(parsePython(code)).map((found) => found.value)).toEqual([value]);
  });
});
