import { beforeAll, describe, expect, it } from 'vitest';
import { libraryModels } from '../example/library-models.ts';
import { judgeModel } from '../example/library-table.ts';
import { hasPython, runPython } from './python.ts';

const PARSE = `
import ast, json, sys, warnings
warnings.simplefilter("error")
def parse(code):
    try:
        compile(code, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return None
    except (SyntaxError, Warning) as error:
        return str(error)
json.dump([parse(code) for code in json.load(sys.stdin)], sys.stdout)
`;

describe.skipIf(!hasPython())("CPython's own reading of the libraries' snippets", () => {
  const found: { library: string; code: string }[] = [];
  beforeAll(async () => {
    for (const info of libraryModels.values()) {
      const { library, snippets } = await judgeModel(info);
      for (const { candidate } of snippets) {
        if (candidate !== undefined) found.push({ library, code: candidate.code });
      }
    }
  });

  it('accepts everything that is labeled as Python', () => {
    const problems = runPython(
      PARSE,
      found.map(({ code }) => code),
    ) as (string | null)[];
    const broken = found.flatMap(({ library }, at) =>
      problems[at] === null ? [] : [[library, problems[at]]],
    );
    expect(broken).toEqual([]);
    expect(new Set(found.map(({ library }) => library)).size).toBeGreaterThanOrEqual(100);
  });
});
