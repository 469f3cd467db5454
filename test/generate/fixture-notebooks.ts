import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import {
  createHub,
  type GeneratedNotebook,
  type GenerateRequest,
  generateNotebook,
} from '../../src/index.ts';

/** Every fixture model that has a notebook. A disabled model has none. */
export const MODEL_IDS = fixtureModels.filter(({ disabled }) => !disabled).map(({ id }) => id);

export interface Kitchen {
  server: FakeHub;
  make(id: string, request?: Partial<GenerateRequest>): Promise<GeneratedNotebook>;
  close(): Promise<void>;
}

/** A fake Hub without failures, and a client with access to all of it. */
export async function openKitchen(): Promise<Kitchen> {
  const server = await startFakeHub({
    models: fixtureModels,
    quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
  });
  server.clearFaults();
  const hub = createHub({ endpoint: server.url, token: OWNER_TOKEN, userAgent: 'alacard-test' });
  return {
    server,
    make: (id, request = {}) =>
      generateNotebook(
        {
          model: { kind: 'hub', id },
          example: 'auto',
          snippets: 'first',
          format: 'ipynb',
          requirePinned: true,
          refresh: false,
          ...request,
        },
        { hub, endpoint: 'https://huggingface.co', version: '1.2.3' },
      ),
    close: async () => {
      await hub.close();
      await server.close();
    },
  };
}

/** Shuffles in an order that depends only on the seed. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, at) => [Math.sin(seed * 1000 + at * 37.7), item] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}
