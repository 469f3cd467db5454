import { UsageError } from '../../errors.ts';
import { CATEGORY_NAMES, CATEGORY_WORDS, type Category, findCategory } from '../../hub/models/categories.ts';
import { closest } from './closest.ts';

/** What `--category` may be: a pipeline tag or a plain word. Throws UsageError naming the nearest and the known. */
export function parseCategory(word: string): Category {
  const found = findCategory(word);
  if (found !== undefined) return found;
  const guess = closest(word, CATEGORY_WORDS);
  throw new UsageError(`--category "${word}" is no kind of model that alacard knows`, {
    hint: `${guess === undefined ? '' : `Did you mean ${guess}? `}Known: ${CATEGORY_NAMES.join(', ')}, and every pipeline tag of the Hub.`,
  });
}
