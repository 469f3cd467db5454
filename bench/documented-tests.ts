import { readFileSync } from 'node:fs';

/** The pages with tables of behaviors or threats and their tests, in docs/. */
export const DOCUMENTED_PAGES = ['cli.md', 'security.md'];

/** A row of such a table: a behavior and the test that proves it. */
export interface DocumentedTest {
  behavior: string;
  /** Path under `test/`, without `.test.ts`. */
  file: string;
  /** The title of a test or of a group of tests, as in the source: `%s` stands for a value. */
  title: string;
}

const ROW = /^\| (.+?) \| `([\w/-]+)` (.+) \|$/gm;
const PLACEHOLDER = /%(?:\.\d+)?[sdifjoO]|\$\w+/g;

/** @param page one of `DOCUMENTED_PAGES` */
export function readDocumentedTests(page: string): DocumentedTest[] {
  const markdown = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8');
  return [...markdown.matchAll(ROW)].map(([, behavior, file, title]) => ({
    behavior: behavior!,
    file: file!,
    title: title!.replaceAll('\\|', '|'),
  }));
}

/** A file in a report of `vitest --reporter=json`. */
export interface ReportedFile {
  name: string;
  assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
}

/** The documented tests that no report shows as passed, each with the reason. */
export function findUnproven(
  documented: readonly DocumentedTest[],
  reported: readonly ReportedFile[],
): string[] {
  return documented.flatMap(({ file, title }) => {
    const isNamed = titleMatcher(title);
    const results = reported
      .filter(({ name }) => name.replaceAll('\\', '/').endsWith(`/test/${file}.test.ts`))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((result) => [...result.ancestorTitles, result.title].some(isNamed));
    const failed = results.find(({ status }) => status !== 'passed');
    if (failed !== undefined) return [`${file}: "${failed.title}" is ${failed.status}`];
    return results.length === 0 ? [`${file}: "${title}" did not run`] : [];
  });
}

function titleMatcher(title: string): (shown: string) => boolean {
  const fixed = title.split(PLACEHOLDER).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const pattern = new RegExp(`^${fixed.join('.*')}$`, 's');
  return (shown) => pattern.test(shown);
}
