import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { type Alacard, runNotebook } from './run-alacard.ts';
import { joinText, type Output } from './shows-result.ts';
import { findFault } from './verdict.ts';

export interface Check {
  name: string;
  /** Undefined if the check passed. */
  fault?: string;
}

/** Checks a gated model: without a token, its notebook stops at cell 3 with the link to request access. With one, it runs. */
export async function checkGatedModel(
  { without, withToken }: { without: Alacard; withToken: Alacard },
  { id, url, folder, python }: { id: string; url: string; folder: string; python: string },
): Promise<Check[]> {
  const path = join(folder, 'gated.ipynb');
  const generated = await without(['generate', id, '--force', '-o', path]);
  const check = (name: string, fault: string | undefined): Check => ({
    name,
    ...(fault !== undefined && { fault }),
  });
  if (generated.exitCode !== 0) return [check('a gated model without a token', generated.stderr.slice(-400))];
  const stopped = await runNotebook(without, path, python);
  const copy = JSON.parse(await readFile(path.replace('.ipynb', '.executed.ipynb'), 'utf8')) as {
    cells: { outputs?: Output[] }[];
  };
  const shown = joinText(
    copy.cells[2]!.outputs!.find(({ output_type }) => output_type === 'error')?.traceback,
  );
  const message = stopped.error?.message ?? '';
  const expected: [boolean, string][] = [
    [stopped.exitCode === 9, `exit code ${stopped.exitCode}`],
    [stopped.error?.cell?.number === 3, `stopped at: ${message}`],
    [message.includes(`${url}/${id}`), `no link to request access: ${message}`],
    [/gated/.test(shown) && shown.includes(`${url}/${id}`), `cell 3 shows: ${shown}`],
    [!/Traceback|File "|line \d+/.test(shown), `cell 3 shows a stack trace: ${shown}`],
    [stopped.cells.slice(2).every(({ status }) => status === 'not-run'), 'a cell after cell 3 ran'],
  ];
  return [
    check('a gated model without a token', expected.find(([holds]) => !holds)?.[1]),
    check('a gated model with a token', findFault(await runNotebook(withToken, path, python))),
  ];
}

/** A token with access. */
export const GATED_TOKEN = OWNER_TOKEN;
