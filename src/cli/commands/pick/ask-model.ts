import { setTimeout as delay } from 'node:timers/promises';
import { search } from '@inquirer/prompts';
import { defined } from '../../../defined.ts';
import type { Hub } from '../../../hub/hub.ts';
import type { Category } from '../../../hub/models/categories.ts';
import { type FoundModels, findModels } from '../../../hub/models/find-models.ts';
import { formatMonth } from '../../../hub/snapshot/snapshot.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';
import { toModelRow } from '../../terminal/model-row.ts';
import { describeRow, toChoiceLines } from '../../terminal/model-table.ts';
import { loadStyle, toSafeText } from '../../terminal/terminal.ts';

/** How long typing must pause before the Hub is searched. */
const DEBOUNCE_MS = 250;
const LISTED = 20;
/** Space for the pointer before a choice and for the last column, where some terminals wrap. */
const MARGIN = 3;

/** Asks for a model by searching the Hub. Resolves to its id. */
export async function askModel(
  context: CommandContext,
  hub: Hub,
  category: Category | undefined,
): Promise<string> {
  const style = await loadStyle(context.terminal.err);
  let isSearching = true;
  let chosenEarly = false;
  let latest = '';
  let hint = '';
  for (;;) {
    const before = latest;
    const id = await ask(context, (promptContext, fail) =>
      search(
        {
          message: before === '' ? 'Which model? (type to search)' : `Which model? (results for: ${before})`,
          pageSize: 10,
          theme: {
            style: {
              message: (text: string, status: string) =>
                `${style.bold(text)}${style.yellow(hint)}${status === 'loading' ? style.dim(' Searching...') : ''}`,
            },
          },
          source: async (term, { signal }) => {
            isSearching = true;
            latest = (term ?? before).trim();
            try {
              const found = await find(hub, latest, category, AbortSignal.any([signal, context.signal]));
              isSearching = false;
              hint =
                found.takenAt === undefined
                  ? ''
                  : ` (offline: built-in models, ${formatMonth(found.takenAt)})`;
              return await toChoices(found, (context.terminal.err.stream.columns || 80) - MARGIN);
            } catch (error) {
              // A newer search has replaced this one.
              if (!signal.aborted) fail(error);
              return [];
            }
          },
          // A choice that is made while a search is running comes from the previous list.
          validate: () => {
            chosenEarly = isSearching;
            return true;
          },
        },
        promptContext,
      ),
    );
    if (!chosenEarly) return id;
  }
}

async function find(
  hub: Hub,
  words: string,
  category: Category | undefined,
  signal: AbortSignal,
): Promise<FoundModels> {
  if (words !== '') await delay(DEBOUNCE_MS, undefined, { signal });
  return findModels(
    hub,
    {
      sort: 'downloads',
      limit: LISTED,
      ...(words !== '' && { words }),
      ...defined({ category }),
    },
    { signal },
  );
}

async function toChoices({ models }: FoundModels, width: number) {
  const rows = models.map(toModelRow);
  const lines = await toChoiceLines(rows, width);
  return rows.map((row, at) => ({
    value: row.id,
    name: lines[at]!,
    short: toSafeText(row.id),
    description: describeRow(row),
  }));
}
