import { search } from '@inquirer/prompts';
import { CATEGORIES, type Category, findCategory } from '../../../hub/models/categories.ts';
import { PIPELINE_TAGS } from '../../../hub/models/pipeline-tags.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';

interface CategoryChoice {
  name: string;
  value: string;
  description?: string;
}

const ANY: CategoryChoice = { name: 'any', value: '' };

/** Asks for the kind of model. Resolves to undefined for any kind. */
export async function askCategory(context: CommandContext): Promise<Category | undefined> {
  const answer = await ask(context, (promptContext) =>
    search(
      { message: 'What kind of model?', pageSize: 8, source: (term) => listCategories(term ?? '') },
      promptContext,
    ),
  );
  return findCategory(answer);
}

/** The plain words and, once the user types, the pipeline tags that contain the text. */
function listCategories(term: string): CategoryChoice[] {
  const typed = term.trim().toLowerCase();
  const words = CATEGORIES.map(({ name, tasks }) => ({ name, value: name, description: tasks.join(', ') }));
  const tags = [...PIPELINE_TAGS].map((tag) => ({ name: tag, value: tag }));
  if (typed === '') return [ANY, ...words];
  const meant = findCategory(typed);
  const matches = [ANY, ...words, ...tags].filter(({ name }) => name.includes(typed));
  const first = words.filter(({ name }) => name === meant?.name);
  return [...new Map([...first, ...matches].map((choice) => [choice.value, choice])).values()];
}
