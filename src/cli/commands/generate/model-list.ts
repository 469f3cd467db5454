import { resolve } from 'node:path';
import type { ListedId } from '../../../batch/read-ids.ts';
import { defined } from '../../../defined.ts';
import { isAlacardError, NotFoundError, UsageError } from '../../../errors.ts';
import { readRegularFile } from '../../../regular-file.ts';
import {
  type ArgumentContext,
  checkIdOption,
  type InvalidModel,
  type ListedModel,
  parseModelArgument,
} from '../../arguments/model-argument.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createHubOpener } from '../../context/open-hub.ts';
import { createProgress } from '../../terminal/progress.ts';
import { toSafeText } from '../../terminal/terminal.ts';
import { parseFindOptions } from '../find/options.ts';
import type { BatchFlags } from './batch-options.ts';

/** A longer file cannot be a list of model ids. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_SHOWN_TEXT = 120;

/**
 * The models from the arguments, from standard input (`-`) and from the `--from` file.
 * @throws UsageError
 */
export async function readModelList(
  texts: readonly string[],
  { from }: Pick<BatchFlags, 'from'>,
  context: CommandContext,
): Promise<ListedId[]> {
  const listed: ListedId[] = [];
  for (const text of texts) {
    if (text === '-') listed.push(...(await readList('standard input', () => context.readInput(MAX_BYTES))));
    else listed.push({ text, location: '' });
  }
  if (from !== undefined) listed.push(...(await readList(from, () => readFrom(from, context))));
  return listed;
}

/** Whether options select models from the Hub. */
export function hasSelection(raw: RawOptions): boolean {
  const keys = ['category', 'sort', 'limit', 'author', 'library', 'license', 'maxParams', 'ungated'];
  return keys.some((key) => raw[key] !== undefined);
}

/**
 * Lists the models on the Hub that the options select, and caches their metadata.
 * @throws AlacardError
 */
export async function fetchSelectedModels(
  raw: RawOptions,
  context: CommandContext,
  since: number,
): Promise<ListedId[]> {
  const search = parseFindOptions(raw);
  const opener = createHubOpener(parseHubFlags(raw), context, { patient: true, freshSince: since });
  const global = parseGlobalOptions(raw);
  const progress = createProgress(context, global, 'Listing models');
  try {
    const [{ findModels }, hub] = await Promise.all([
      import('../../../hub/models/find-models.ts'),
      opener.open(progress.onEvent),
    ]);
    const { models, notes } = await findModels(hub, search, { signal: context.signal, keep: true });
    progress.stop();
    if (!global.json && !global.quiet) {
      for (const note of notes) await context.terminal.err.write(`note: ${toSafeText(note)}\n`);
    }
    if (models.length === 0)
      throw new UsageError('no model on the Hub matches', {
        hint: 'Drop one of the options, or raise its limit.',
      });
    return models.map(({ id, sha }) => ({ text: id, location: '', ...defined({ sha }) }));
  } finally {
    progress.stop();
    await opener.close();
  }
}

async function readList(name: string, read: () => Promise<Uint8Array>): Promise<ListedId[]> {
  const { readIds } = await import('../../../batch/read-ids.ts');
  const ids = await readIds(await read(), name);
  if (ids.length > 0) return ids;
  throw new UsageError(`${name} contains no model ids`, {
    hint: 'Put one model id on each line: owner/name.',
  });
}

async function readFrom(path: string, context: CommandContext): Promise<Uint8Array> {
  if (path === '-') return context.readInput(MAX_BYTES);
  return readRegularFile(resolve(context.cwd, path), { signal: context.signal }).catch(
    (cause: NodeJS.ErrnoException) => {
      context.signal.throwIfAborted();
      if (cause.code !== 'ENOENT') {
        throw new UsageError(`cannot read --from "${path}": ${cause.message}`, {
          hint: 'Pass a file that you have permission to read.',
          cause,
        });
      }
      throw new NotFoundError(`--from "${path}" was not found`, {
        code: 'PATH_NOT_FOUND',
        hint: 'Pass a file with model ids, or - for standard input.',
        cause,
      });
    },
  );
}

/**
 * Parses all models. A malformed entry of a list becomes an invalid model, with the file and the line in its error.
 * @throws UsageError if a model that was not in a list is invalid
 */
export function parseModelList(listed: readonly ListedId[], context: ArgumentContext): ListedModel[] {
  checkIdOption(context.id, listed.length);
  return listed.map(({ text, location, sha, problem }): ListedModel => {
    if (location === '') return { ...parseModelArgument(text, context), ...defined({ sha }) };
    if (problem !== undefined) return invalidModel(text, location, problem);
    try {
      return parseModelArgument(text, context);
    } catch (error) {
      if (!isAlacardError(error)) throw error;
      return invalidModel(text, location, error.message, error.hint);
    }
  });
}

function invalidModel(text: string, location: string, problem: string, hint?: string): InvalidModel {
  const error = new UsageError(`${location}: ${problem}`, {
    hint: hint ?? 'Fix the line, and run the same command again.',
  });
  const shown = text.length > MAX_SHOWN_TEXT ? `${text.slice(0, MAX_SHOWN_TEXT)}…` : text;
  return { kind: 'invalid', text: shown === '' ? location : shown, error };
}
