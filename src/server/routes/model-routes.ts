import * as z from 'zod';
import { UsageError } from '../../errors.ts';
import { CATEGORY_NAMES, type Category, findCategory } from '../../hub/models/categories.ts';
import { SORTS, type Sort } from '../../hub/models/find-models.ts';
import { listedModels, problem } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ModelsAsked } from '../hub/list-models.ts';
import type { ServerContext } from '../server-context.ts';

const limit = z.coerce.number().int().min(1).max(100).default(20);
const category = z
  .string()
  .trim()
  .max(100)
  .optional()
  .transform((word) => word || undefined);
const popularQuery = z.object({
  category,
  limit,
  sort: z.enum(Object.keys(SORTS) as [Sort, ...Sort[]]).default('downloads'),
});
const searchQuery = z.object({ q: z.string().trim().max(200), category, limit });
const response = { 200: listedModels, '4xx': problem, '5xx': problem };

/** Lists of the Hub's models, or of those built in where it does not answer. */
export async function modelRoutes(app: App, { listModels }: ServerContext): Promise<void> {
  app.get(
    '/api/models/popular',
    { schema: { summary: 'Popular models, of one category or all', querystring: popularQuery, response } },
    ({ query }) => list({ category: query.category, limit: query.limit, sort: query.sort }),
  );
  app.get(
    '/api/models/search',
    { schema: { summary: 'Models whose id holds the words', querystring: searchQuery, response } },
    ({ query }) => list({ words: query.q, category: query.category, limit: query.limit, sort: 'downloads' }),
  );

  const list = ({ category, ...asked }: Omit<ModelsAsked, 'category'> & { category: string | undefined }) =>
    listModels({ ...asked, ...(category !== undefined && { category: knownCategory(category) }) });
}

function knownCategory(word: string): Category {
  const found = findCategory(word);
  if (found !== undefined) return found;
  throw new UsageError(`"${word}" is no kind of model that is known`, {
    hint: `Known: ${CATEGORY_NAMES.join(', ')}, and every pipeline tag of the Hub.`,
  });
}
