import { resolve } from 'node:path';
import type { ListedId } from '../../../batch/read-ids.ts';
import { defined } from '../../../defined.ts';
import { isAlacardError, NotFoundError, UsageError } from '../../../errors.ts';
import { readRegularFile } from '../../../regular-file.ts';
import {
  type ArgumentContext,
  checkIdOption,
  type ModelArgument,
  parseModelArgument,
} from '../../arguments/model-argument.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { hubOpener } from '../../context/open-hub.ts';
import { createProgress } from '../../terminal/progress.ts';
import { showForeign } from '../../terminal/terminal.ts';
import { parseFindOptions } from '../find/options.ts';
import type { BatchFlags } from './batch-options.ts';

/** A list of ids that is longer is none. */
const MOST_BYTES = 256 * 1024 * 1024;
const SHOWN_MISTAKES = 5;

/** What was typed, with the lists that it names read in its place: `-` is standard input. Throws UsageError. */
export async function readModelList(
  texts: readonly string[],
  { from }: Pick<BatchFlags, 'from'>,
  context: CommandContext,
): Promise<ListedId[]> {
  const listed: ListedId[] = [];
  for (const text of texts) {
    if (text === '-') listed.push(...(await readList('standard input', () => context.readInput(MOST_BYTES))));
    else listed.push({ text, location: '' });
  }
  if (from !== undefined) listed.push(...(await readList(from, () => readFrom(from, context))));
  return listed;
}

/** Whether models of the Hub's list are asked for. */
export function selects(raw: RawOptions): boolean {
  const keys = ['category', 'sort', 'limit', 'author', 'library', 'license', 'maxParams', 'ungated'];
  return keys.some((key) => raw[key] !== undefined);
}

/** The models of the Hub's list that the options select, with their info in the cache. Throws AlacardError. */
export async function findListedModels(
  raw: RawOptions,
  context: CommandContext,
  since: number,
): Promise<ListedId[]> {
  const search = parseFindOptions(raw);
  const opener = hubOpener(parseHubFlags(raw), context, { patient: true, freshSince: since });
  const global = parseGlobalOptions(raw);
  const progress = createProgress(context, global, 'the list of models');
  try {
    const [{ findModels }, hub] = await Promise.all([
      import('../../../hub/models/find-models.ts'),
      opener.open(progress.onEvent),
    ]);
    const { models, notes } = await findModels(hub, search, { signal: context.signal, keep: true });
    progress.stop();
    if (!global.json && !global.quiet) {
      for (const note of notes) await context.terminal.err.write(`note: ${showForeign(note)}\n`);
    }
    if (models.length === 0)
      throw new UsageError('no model of the Hub is selected', { hint: 'Ask for less: drop an option.' });
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
  throw new UsageError(`${name} names no model`, { hint: 'Give a model id on each line: owner/name.' });
}

async function readFrom(path: string, context: CommandContext): Promise<Uint8Array> {
  if (path === '-') return context.readInput(MOST_BYTES);
  return readRegularFile(resolve(context.cwd, path), { signal: context.signal }).catch(
    (cause: NodeJS.ErrnoException) => {
      context.signal.throwIfAborted();
      if (cause.code !== 'ENOENT') {
        throw new UsageError(`--from "${path}" can't be read: ${cause.message}`, {
          hint: 'Name a file.',
          cause,
        });
      }
      throw new NotFoundError(`There is nothing at --from "${path}"`, {
        code: 'PATH_NOT_FOUND',
        hint: 'Name a file of model ids, or - for standard input.',
        cause,
      });
    },
  );
}

/** All of them, or all that is wrong with them. Throws UsageError, which names file and line. */
export function parseModelList(listed: readonly ListedId[], context: ArgumentContext): ModelArgument[] {
  checkIdOption(context.id, listed.length);
  const mistakes: { location: string; error: Error & { hint?: string } }[] = [];
  const models = listed.flatMap(({ text, location, sha }) => {
    if (location === '') return [{ ...parseModelArgument(text, context), ...defined({ sha }) }];
    try {
      return [parseModelArgument(text, context)];
    } catch (error) {
      if (!isAlacardError(error)) throw error;
      mistakes.push({ location, error });
      return [];
    }
  });
  const [first, ...more] = mistakes;
  if (first === undefined) return models;
  const others = more.slice(0, SHOWN_MISTAKES).map(({ location }) => location);
  const rest = more.length > SHOWN_MISTAKES ? ` and ${more.length - SHOWN_MISTAKES} more` : '';
  throw new UsageError(
    `${first.location}: ${first.error.message}${others.length > 0 ? `; so it is with ${others.join(', ')}${rest}` : ''}`,
    { ...defined({ hint: first.error.hint }), cause: first.error },
  );
}
