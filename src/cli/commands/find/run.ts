import type { FoundModels } from '../../../hub/models/find-models.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createHubOpener } from '../../context/open-hub.ts';
import { toModelRow } from '../../terminal/model-row.ts';
import { createProgress } from '../../terminal/progress.ts';
import { loadStyle, toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { type FindOptions, parseFindOptions } from './options.ts';

/**
 * Runs `alacard popular`, or `alacard search` if there are search terms.
 * @returns The exit code.
 * @throws AlacardError
 */
export async function runFind(
  words: string | undefined,
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const options = parseFindOptions(raw, words);
  const hub = createHubOpener(parseHubFlags(raw), context);
  const progress = createProgress(
    context,
    { ...global, json: global.json || options.jsonl },
    'Searching the Hub',
  );
  let found: FoundModels;
  try {
    const [{ findModels }, opened] = await Promise.all([
      import('../../../hub/models/find-models.ts'),
      hub.open(progress.onEvent),
    ]);
    found = await findModels(opened, options, { signal: context.signal });
  } finally {
    progress.stop();
    await hub.close();
  }
  await print(found, options, context, global.json);
  if (!global.quiet && !global.json) await printNotes(found, options, context);
  return 0;
}

async function print(
  { models, ...facts }: FoundModels,
  { jsonl }: FindOptions,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const { out } = context.terminal;
  const rows = models.map(toModelRow);
  if (json) return out.write(`${toSafeJson({ models: rows, ...facts })}\n`);
  if (rows.length === 0) return;
  if (jsonl) return out.write(rows.map((row) => `${toSafeJson(row, 0)}\n`).join(''));
  const { MODEL_COLUMNS, toTabLine } = await import('../../terminal/model-table.ts');
  if (!out.isTTY) return out.write(rows.map((row) => `${toTabLine(row)}\n`).join(''));
  const { printTable } = await import('../../terminal/table.ts');
  return printTable(MODEL_COLUMNS, rows, out);
}

/** Prints notes and the next step to standard error. */
async function printNotes(
  { models, notes }: FoundModels,
  options: FindOptions,
  context: CommandContext,
): Promise<void> {
  const { err } = context.terminal;
  const style = await loadStyle(err);
  const lines = notes.map((note) => `${style.dim('note:')} ${toSafeText(note)}`);
  if (models.length === 0) {
    lines.push('No models found.', `${style.cyan('hint:')} ${suggestBroader(options)}`);
  } else if (err.isTTY && !options.jsonl) {
    lines.push(`${style.cyan('next:')} alacard generate ${toSafeText(models[0]!.id)}`);
  }
  if (lines.length > 0) await err.write(`${lines.join('\n')}\n`);
}

/** Suggests which filters to drop, the most restrictive first. */
function suggestBroader(options: FindOptions): string {
  const { words, category, author, library, license, maxParameters, ungated } = options;
  const flags = [
    maxParameters !== undefined && 'raise or drop --max-params',
    license !== undefined && `drop --license ${license}`,
    library !== undefined && `drop --library ${library}`,
    ungated && 'drop --ungated',
    author !== undefined && `drop --author ${author}`,
    category !== undefined && `drop --category ${category.name}`,
    words !== undefined && 'search for fewer or shorter words',
  ].filter((flag) => typeof flag === 'string');
  if (flags.length === 0) return 'The Hub lists no models at all. Check HF_ENDPOINT.';
  const text = flags.length === 1 ? flags[0]! : `${flags.slice(0, -1).join(', ')} or ${flags.at(-1)}`;
  return toSafeText(`${text[0]!.toUpperCase()}${text.slice(1)}.`);
}
