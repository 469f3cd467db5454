import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { DOCUMENTED_PAGES, findUnproven, readDocumentedTests } from '../bench/documented-tests.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const titles = new Map<string, string[]>();

/** The titles of a file's tests and groups of tests, as in the source. */
function findTitles(file: string): string[] {
  const known = titles.get(file);
  if (known !== undefined) return known;
  const found: string[] = [];
  const source = ts.createSourceFile(file, read(`./${file}.test.ts`), ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      const isTest = /^(?:describe|it|test)\b/.test(source.text.slice(node.getStart(source)));
      if (isTest && title !== undefined && ts.isStringLiteralLike(title)) found.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  titles.set(file, found);
  return found;
}

describe.each(DOCUMENTED_PAGES)('docs/%s', (page) => {
  const documented = readDocumentedTests(page);

  test('lists at least 45 behaviors', () => expect(documented.length).toBeGreaterThanOrEqual(45));

  test.each(documented)('names a test for "$behavior"', ({ file, title }) => {
    expect(findTitles(file)).toContain(title);
  });
});

describe('findUnproven', () => {
  const rows = [{ behavior: 'x', file: 'e2e/a', title: '%s ends with %i' }];
  const reportOf = (
    title: string,
    status: string,
    ancestorTitles: string[] = [],
    name = '/x/test/e2e/a.test.ts',
  ) => [{ name, assertionResults: [{ ancestorTitles, title, status }] }];

  test.each<[string, ReturnType<typeof reportOf>, string[]]>([
    ['nothing for a passed test', reportOf('SIGINT ends with 130', 'passed'), []],
    ['nothing for a passed group', reportOf('y', 'passed', ['SIGINT ends with 130']), []],
    [
      'a failed test',
      reportOf('SIGINT ends with 130', 'failed'),
      ['e2e/a: "SIGINT ends with 130" is failed'],
    ],
    ['a skipped test', reportOf('a ends with 1', 'skipped'), ['e2e/a: "a ends with 1" is skipped']],
    ['a test that is gone', reportOf('SIGINT ends', 'passed'), ['e2e/a: "%s ends with %i" did not run']],
    [
      'a test of another file',
      reportOf('SIGINT ends with 130', 'passed', [], '/x/test/e2e/b.test.ts'),
      ['e2e/a: "%s ends with %i" did not run'],
    ],
  ])('reports %s', (_, report, expected) => {
    expect(findUnproven(rows, report)).toEqual(expected);
  });
});
