import { UsageError } from '../../errors.ts';
import { CATEGORY_NAMES, CATEGORY_WORDS, type Category, findCategory } from '../../hub/models/categories.ts';
import { closest } from './closest.ts';

/**
 * Parses `--category`: a pipeline tag or a plain word.
 * @throws UsageError with the closest category and a list of all of them
 */
export function parseCategory(word: string): Category {
  const found = findCategory(word);
  if (found !== undefined) return found;
  const guess = closest(word, CATEGORY_WORDS);
  throw new UsageError(`unknown category "${word}"`, {
    hint: `${guess === undefined ? '' : `Did you mean ${guess}? `}Use a pipeline tag or one of: ${CATEGORY_NAMES.join(', ')}.`,
  });
}
