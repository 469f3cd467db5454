import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sums the reports of the test runners in a folder, and prints `N passed, N failed` as the last line. */
const folder = process.argv[2];
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const name of ['light', 'heavy', 'lab', 'browser']) {
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) {
    console.log(`${name}: no report`);
    totals.failed++;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  console.log(
    `${name}: ${report.numPassedTests} passed, ${report.numFailedTests + broken.length} failed, ${report.numPendingTests} skipped`,
  );
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + broken.length;
  totals.skipped += report.numPendingTests;
}
const notebooks = join(folder, 'notebooks.json');
if (existsSync(notebooks)) {
  const { passed, failed } = JSON.parse(readFileSync(notebooks, 'utf8'));
  console.log(`notebooks: ${passed} passed, ${failed} failed`);
  totals.passed += passed;
  totals.failed += failed;
} else {
  console.log('notebooks: no report');
  totals.failed++;
}
const cards = join(folder, 'cards.txt');
const measured = existsSync(cards)
  ? /^measure: (\d+) passed, (\d+) failed$/m.exec(readFileSync(cards, 'utf8'))
  : null;
if (measured !== null) {
  console.log(`cards: ${measured[1]} passed, ${measured[2]} failed`);
  totals.passed += Number(measured[1]);
  totals.failed += Number(measured[2]);
}
if (totals.skipped > 0) {
  console.log(`${totals.skipped} tests were skipped: in CI none may be`);
  totals.failed += totals.skipped;
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
