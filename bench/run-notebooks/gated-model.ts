import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { type Alacard, runNotebook } from './run-alacard.ts';
import { joinText, type Output } from './shown.ts';
import { findFault } from './verdict.ts';

export interface Check {
  name: string;
  /** Undefined where it holds. */
  fault?: string;
}

/** A gated model: without a token its notebook stops at cell 3 and says where to ask for access; with one it runs. */
export async function checkGatedModel(
  { without, withToken }: { without: Alacard; withToken: Alacard },
  { id, url, folder, python }: { id: string; url: string; folder: string; python: string },
): Promise<Check[]> {
  const path = join(folder, 'gated.ipynb');
  const made = await without(['generate', id, '--force', '-o', path]);
  const check = (name: string, fault: string | undefined): Check => ({
    name,
    ...(fault !== undefined && { fault }),
  });
  if (made.exitCode !== 0) return [check('a gated model without a token', made.stderr.slice(-400))];
  const stopped = await runNotebook(without, path, python);
  const copy = JSON.parse(await readFile(path.replace('.ipynb', '.executed.ipynb'), 'utf8')) as {
    cells: { outputs?: Output[] }[];
  };
  const shown = joinText(
    copy.cells[2]!.outputs!.find(({ output_type }) => output_type === 'error')?.traceback,
  );
  const told = stopped.error?.message ?? '';
  const expected: [boolean, string][] = [
    [stopped.exitCode === 9, `it ended with exit code ${stopped.exitCode}`],
    [stopped.error?.cell?.number === 3, `it stopped at: ${told}`],
    [told.includes(`${url}/${id}`), `the error names no page to ask at: ${told}`],
    [/gated/.test(shown) && shown.includes(`${url}/${id}`), `cell 3 shows: ${shown}`],
    [!/Traceback|File "|line \d+/.test(shown), `cell 3 shows a stack: ${shown}`],
    [stopped.cells.slice(2).every(({ status }) => status === 'not-run'), 'a cell after the third ran'],
  ];
  return [
    check('a gated model without a token', expected.find(([holds]) => !holds)?.[1]),
    check('a gated model with a token', findFault(await runNotebook(withToken, path, python))),
  ];
}

/** The token that opens it. */
export const GATED_TOKEN = OWNER_TOKEN;
