import * as z from 'zod';
import { UsageError } from '../../errors.ts';
import { CATEGORY_NAMES, type Category, findCategory } from '../../hub/models/categories.ts';
import { SORTS, type Sort } from '../../hub/models/find-models.ts';
import { listedModels, problem } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import { clientKey } from '../http/client-key.ts';
import type { ModelListQuery } from '../hub/list-models.ts';
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

/** Lists of models from the Hub, or of the bundled models if it is unavailable. */
export async function modelRoutes(app: App, { listModels }: ServerContext): Promise<void> {
  app.get(
    '/api/models/popular',
    {
      schema: {
        summary: 'List popular models, optionally in one category',
        querystring: popularQuery,
        response,
      },
    },
    ({ query, ip }) => list({ category: query.category, limit: query.limit, sort: query.sort }, ip),
  );
  app.get(
    '/api/models/search',
    { schema: { summary: 'Search for models by words in their id', querystring: searchQuery, response } },
    ({ query, ip }) =>
      list({ words: query.q, category: query.category, limit: query.limit, sort: 'downloads' }, ip),
  );

  const list = (
    { category, ...query }: Omit<ModelListQuery, 'category'> & { category: string | undefined },
    ip: string,
  ) =>
    listModels(
      { ...query, ...(category !== undefined && { category: parseCategory(category) }) },
      clientKey(ip),
    );
}

function parseCategory(word: string): Category {
  const found = findCategory(word);
  if (found !== undefined) return found;
  throw new UsageError(`unknown category "${word}"`, {
    hint: `Use a pipeline tag from the Hub or one of: ${CATEGORY_NAMES.join(', ')}.`,
  });
}
