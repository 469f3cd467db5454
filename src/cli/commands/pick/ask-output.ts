import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { input } from '@inquirer/prompts';
import { isAlacardError } from '../../../errors.ts';
import { refuseExistingFile } from '../../../notebook/write.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';
import { toSafeText } from '../../terminal/terminal.ts';
import type { Format } from '../generate/options.ts';
import { knownPath, planOutput } from '../generate/output-plan.ts';

/** Asks for the output: a new file, or a folder or pattern as in `--output`. */
export async function askOutput(context: CommandContext, id: string, format?: Format): Promise<string> {
  const answer = await ask(context, (promptContext) =>
    input(
      {
        message: 'Save the notebook as:',
        default: freeName(id, format, context.cwd),
        validate: (text) => checkOutput(text.trim(), id, format, context),
      },
      promptContext,
    ),
  );
  return answer.trim();
}

async function checkOutput(
  text: string,
  id: string,
  format: Format | undefined,
  context: CommandContext,
): Promise<true | string> {
  if (text === '' || text === '-') return 'Enter a file name.';
  try {
    const plan = planOne(text, format, context.cwd);
    const path = knownPath(plan, { kind: 'hub', text: id, id });
    if (path !== undefined) await refuseExistingFile(resolve(context.cwd, path));
    return true;
  } catch (error) {
    if (!isAlacardError(error)) throw error;
    return error.code === 'FILE_EXISTS'
      ? 'This file already exists. Choose another name.'
      : toSafeText(error.message);
  }
}

function planOne(output: string | undefined, format: Format | undefined, cwd: string) {
  return planOutput(output, { cwd, modelCount: 1, ...(format && { format }), json: false, dryRun: false });
}

/** The first of `name.ipynb`, `name-2.ipynb`, `name-3.ipynb` and so on that does not exist. */
function freeName(id: string, format: Format | undefined, cwd: string): string {
  const name = knownPath(planOne(undefined, format, cwd), {
    kind: 'hub',
    text: id,
    id,
  })!;
  for (let at = 1; ; at++) {
    const free = at === 1 ? name : name.replace(/(\.\w+)$/, `-${at}$1`);
    if (!existsSync(resolve(cwd, free))) return free;
  }
}
