import { hash } from 'node:crypto';
import { containsSecret } from '../encode/secrets.ts';
import type { FetchedCard } from './fetch-card.ts';
import type { GenerateContext, GeneratedNotebook, GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';

/** The place in the cache for the finished notebook of one request. */
export interface FinishedNotebook {
  /**
   * `source` and `notes` are placeholders, which the caller replaces with those of its own run.
   * @returns undefined if none is cached, or if the request requires a new one
   */
  find(): GeneratedNotebook | undefined;
  save(notebook: GeneratedNotebook): void;
}

/**
 * The key contains a digest of everything that determines the bytes of the notebook. Whether the metadata came from the
 * Hub or from a fresh cache is not part of it, because the same metadata produces the same notebook.
 * @returns undefined for notebooks that are never cached: those of local cards, the authors' own, and those generated
 * while the Hub was unavailable
 */
export function openFinishedNotebook(
  request: GenerateRequest,
  context: GenerateContext,
  { info, requestedId, source }: Resolution,
  card: FetchedCard,
): FinishedNotebook | undefined {
  if (context.finished === undefined || request.preferOfficial) return undefined;
  if ((source !== 'hub' && source !== 'cache') || card.isUnavailable) return undefined;
  const { store, build } = context.finished;
  const { refresh, rebuild, ...asked } = request;
  const inputs = [
    asked,
    context.endpoint,
    context.version,
    requestedId,
    info,
    hash('sha256', card.text ?? ''),
    card.text === undefined,
    card.warnings,
  ];
  const key = JSON.stringify(['generated', build, info.id, hash('sha256', JSON.stringify(inputs))]);
  return {
    find() {
      if (refresh || rebuild) return undefined;
      const entry = store.find(key, { kind: 'generated', id: info.id });
      // This run may use tokens that were unknown when the notebook was saved.
      if (entry === undefined || containsSecret(entry.text)) return undefined;
      return { ...(entry.metadata as Omit<GeneratedNotebook, 'content'>), content: entry.text };
    },
    save({ content, ...facts }) {
      const metadata = { ...facts, source: 'cache', notes: [] };
      store.save(key, { metadata, text: content });
    },
  };
}
