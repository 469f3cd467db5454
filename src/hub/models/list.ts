import { trimEnd } from '../../encode/trim-end.ts';
import { UnavailableError } from '../../errors.ts';
import type { CallOptions } from '../call-options.ts';
import { badAnswer } from '../client/fault.ts';
import type { HubHttp } from '../client/http.ts';
import { headerOf } from '../client/rate-limit.ts';
import { readJson } from '../client/read-json.ts';
import { findTokenError, readRefusal } from '../hub-error.ts';
import { toModelList } from '../schema.ts';
import type { ModelInfo } from './model-info.ts';

/** All conditions must be met. `filter` accepts any tag (`gguf`, `license:mit`, `region:us`). */
export interface ListQuery {
  search?: string;
  author?: string;
  filter?: string[];
  pipeline_tag?: string;
  /** `min:6B,max:128B`. */
  num_parameters?: string;
  /** Always descending. */
  sort?: 'downloads' | 'likes' | 'lastModified' | 'createdAt' | 'trendingScore';
  /** The maximum number of models. Defaults to 100. */
  limit?: number;
  /** Set to false for models that need no access request. */
  ungated?: boolean;
  /** Include sha, config and card data, as in a model's own metadata. Defaults to true. */
  full?: boolean;
  /** Only these fields, instead of `full`. */
  expand?: readonly (keyof ModelInfo)[];
  /** Rows on the first page. Defaults to `limit`. */
  pageSize?: number;
}

/** A full row is about 10 kB long. */
const FULL_PAGE = 500;
const PAGE = 1_000;
const PAGE_CAP = 32 * 1024 * 1024;
/** The Hub may remove rows from a page after selecting them, so a few pages can be empty. */
const MAX_IDLE_PAGES = 3;

/**
 * Lists matching models, page by page, without duplicates. Follows a limited number of pages.
 * @param options.token the token that was sent, to be redacted from responses
 * @throws UnavailableError if a page is unavailable, or if the list never ends; AccessDeniedError for an invalid token
 */
export async function* listModels(
  http: HubHttp,
  endpoint: URL,
  query: ListQuery,
  { token, ...options }: CallOptions & { token?: string | undefined; timeoutMs?: number } = {},
): AsyncGenerator<ModelInfo> {
  const limit = query.limit ?? 100;
  const seen = new Set<string>();
  const pages = new Set<string>();
  const params = toParams(query, limit);
  const maxPages = 2 * Math.ceil(limit / Number(params.get('limit'))) + 10;
  let idlePages = 0;
  let path: string | undefined = `/api/models?${params}`;
  while (path !== undefined && seen.size < limit && !pages.has(path)) {
    pages.add(path);
    const page: { models: ModelInfo[]; next: string | undefined } = await http.get({
      path,
      cap: PAGE_CAP,
      ...options,
      read: (answer) => {
        if (answer.status !== 200) {
          throw (
            findTokenError(readRefusal(answer, token), endpoint) ??
            badAnswer(`the list request was refused (${answer.status})`)
          );
        }
        const models = toModelList(readJson(answer));
        if (!models) throw badAnswer('the JSON response is not a list of models');
        return { models, next: findNext(headerOf(answer.headers, 'link'), endpoint) };
      },
    });
    const seenBefore = seen.size;
    for (const model of page.models) {
      if (seen.has(model.id)) continue;
      seen.add(model.id);
      yield model;
      if (seen.size >= limit) return;
    }
    path = page.next;
    idlePages = seen.size === seenBefore ? idlePages + 1 : 0;
    if (path !== undefined && (idlePages === MAX_IDLE_PAGES || pages.size === maxPages)) {
      throw new UnavailableError(
        `the model list from ${endpoint.host} never ends (pages: ${pages.size}, models: ${seen.size})`,
        { hint: 'Check that HF_ENDPOINT is the URL of the Hub or a mirror.' },
      );
    }
  }
}

/** The query string of the first page. */
export function toParams(query: ListQuery, limit: number): URLSearchParams {
  const { filter = [], expand, full = expand === undefined } = query;
  const params = new URLSearchParams();
  for (const key of ['search', 'author', 'pipeline_tag', 'num_parameters', 'sort'] as const) {
    const value = query[key];
    if (value !== undefined) params.set(key, value);
  }
  for (const tag of filter) params.append('filter', tag);
  if (query.ungated) params.set('gated', 'false');
  const rows = Math.min(query.pageSize ?? limit, full || expand !== undefined ? FULL_PAGE : PAGE);
  params.set('limit', String(Math.max(1, rows)));
  for (const field of expand ?? []) params.append('expand', field);
  if (full) for (const key of ['full', 'config', 'cardData']) params.set(key, 'true');
  return params;
}

/** The path and query of `rel="next"`, relative to the endpoint. Links to other hosts are not followed. */
export function findNext(link: string | undefined, endpoint: URL): string | undefined {
  const target = /<([^<>]{1,8000})>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, endpoint.href)) return undefined;
  const url = new URL(target, endpoint);
  const base = trimEnd(endpoint.pathname, '/');
  if (url.origin !== endpoint.origin || !url.pathname.startsWith(`${base}/api/models`)) return undefined;
  return url.pathname.slice(base.length) + url.search;
}
