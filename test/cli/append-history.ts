import { appendHistory } from '../../src/cli/commands/history/history.ts';

/** `append-history.ts <file> <name> <rows>`: one of several processes that write the same history. */
const [file, name, rows] = process.argv.slice(2) as [string, string, string];
for (let row = 0; row < Number(rows); row++) {
  const written = await appendHistory(file, {
    time: new Date().toISOString(),
    model: `${name}/${row}`,
    file: `/somewhere/${'deep/'.repeat(40)}${row}.ipynb`,
    version: '1.0.0',
  });
  if (!written) process.exitCode = 1;
}
