import { describe, expect, it } from 'vitest';
import { templateFiles } from '../templates/template-files.ts';
import { hasPython, runPython } from './python.ts';

const NAMES = 'MODEL_ID = "owner/name"\nREVISION = "main"\n';
const sources = templateFiles().flatMap(({ path, variants }) =>
  variants.map(([name, code]) => [`${path} for ${name}`, `${NAMES}${code}\n`] as const),
);

const PARSE = `
import ast, json, sys
problems = {}
for path, source in json.load(sys.stdin):
    try:
        ast.parse(source)
    except SyntaxError as error:
        problems[path] = str(error)
json.dump(problems, sys.stdout)
`;

const PYFLAKES = `
import io, json, sys
from pyflakes.api import check
from pyflakes.reporter import Reporter
problems = {}
for path, source in json.load(sys.stdin):
    out = io.StringIO()
    if check(source, path, Reporter(out, out)):
        problems[path] = out.getvalue()
json.dump(problems, sys.stdout)
`;

describe.skipIf(!hasPython())('CPython, of every variant of every template', () => {
  it('parses it', () => {
    expect(runPython(PARSE, sources)).toEqual({});
  });
});

describe.skipIf(!hasPython('pyflakes'))('pyflakes, of every variant of every template', () => {
  it('finds no undefined name and no unused one', () => {
    expect(runPython(PYFLAKES, sources)).toEqual({});
  });
});
