import { describe, expect, it } from 'vitest';
import { toPythonComment, toPythonLiteral } from '../../src/encode/python-literal.ts';
import { generateStrings } from '../encode/generated-strings.ts';
import { hasPython, runPython } from './python.ts';

const EVALUATE = `
import ast, json, sys
def units(text):
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[at:at + 2], "little") for at in range(0, len(data), 2)]
json.dump([units(ast.literal_eval(literal)) for literal in json.load(sys.stdin)], sys.stdout)
`;

const PARSE_COMMENTS = `
import ast, json, sys
json.dump([ast.dump(ast.parse("x = 1  # " + comment + "\\n")) for comment in json.load(sys.stdin)], sys.stdout)
`;

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

describe.skipIf(!hasPython())("CPython's own reading", () => {
  const strings = generateStrings(1000, 20261124);

  it('of 1,000 generated strings has their values', () => {
    const read = runPython(EVALUATE, strings.map(toPythonLiteral));
    expect(read).toEqual(strings.map(unitsOf));
  });

  it('of values has the same values', () => {
    const value = { a: [1, -2.5, 'x"\'', null, true], b: { c: false, 'd\n': [] } };
    const script = 'import ast, json, sys\njson.dump(ast.literal_eval(json.load(sys.stdin)), sys.stdout)';
    expect(runPython(script, toPythonLiteral(value))).toEqual(value);
  });

  it('of a deeply nested value ends', () => {
    let value: string[] | unknown[] = ['x'];
    for (let depth = 0; depth < 1000; depth++) value = [value];
    const script = 'import ast, json, sys\nast.literal_eval(json.load(sys.stdin))\nprint("1")';
    expect(runPython(script, toPythonLiteral(value as string[]))).toBe(1);
  });

  it('of comments made of the same strings is not code', () => {
    const trees = new Set(
      runPython(
        PARSE_COMMENTS,
        strings.map((text) => toPythonComment(text)),
      ) as string[],
    );
    expect(trees.size).toBe(1);
  });
});
