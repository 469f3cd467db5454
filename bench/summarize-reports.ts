import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DOCUMENTED_PAGES,
  findUnproven,
  type ReportedFile,
  readDocumentedTests,
} from './documented-tests.ts';

/** Sums up the test reports in a folder and prints `N passed, N failed` as the last line. */
const folder = process.argv[2]!;
const totals = { passed: 0, failed: 0, skipped: 0 };

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: (ReportedFile & { status: string })[];
}

function readReport(name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  console.log(`${name}: no report`);
  totals.failed++;
  return undefined;
}

function add(name: string, passed: number, failed: number): void {
  totals.passed += passed;
  totals.failed += failed;
  console.log(`${name}: ${passed} passed, ${failed} failed`);
}

const reported: ReportedFile[] = [];
for (const name of ['light', 'heavy', 'lab', 'browser']) {
  const text = readReport(`${name}.json`);
  if (text === undefined) continue;
  const report = JSON.parse(text) as VitestReport;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  add(name, report.numPassedTests, report.numFailedTests + broken.length);
  totals.skipped += report.numPendingTests;
  reported.push(...report.testResults);
}

for (const name of ['notebooks', 'fuzz']) {
  const text = readReport(`${name}.json`);
  if (text === undefined) continue;
  const { passed, failed, failures } = JSON.parse(text) as {
    passed: number;
    failed: number;
    failures?: string[];
  };
  for (const failure of failures ?? []) console.log(`${name}: ${failure}`);
  add(name, passed, failed);
}

const cards = join(folder, 'cards.txt');
const measured = existsSync(cards)
  ? /^measure: (\d+) passed, (\d+) failed$/m.exec(readFileSync(cards, 'utf8'))
  : null;
if (measured !== null) add('cards', Number(measured[1]), Number(measured[2]));

const documented = DOCUMENTED_PAGES.flatMap(readDocumentedTests);
const unproven = findUnproven(documented, reported);
for (const problem of unproven) console.log(`documentation: ${problem}`);
add('documented behavior', documented.length - unproven.length, unproven.length);

if (totals.skipped > 0) {
  console.log(`${totals.skipped} tests were skipped, which CI does not allow`);
  totals.failed += totals.skipped;
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
