import { defined } from '../defined.ts';
import { isAlacardError, NotFoundError, UnavailableError } from '../errors.ts';
import { type CacheStore, createCacheStore } from './cache/cache-store.ts';
import { type CachedInfo, createHubCache } from './cache/hub-cache.ts';
import type { CallOptions } from './call-options.ts';
import type { TextKind } from './cards/read-readme.ts';
import { type Clock, systemClock } from './client/clock.ts';
import type { ProxySettings } from './client/proxy.ts';
import type { HubEvent } from './hub-event.ts';
import { checkNames } from './models/check-names.ts';
import type { ListQuery } from './models/list.ts';
import type { ModelInfo } from './models/model-info.ts';
import type { Remote } from './remote.ts';

export type { HubEvent } from './hub-event.ts';
export type { ListQuery } from './models/list.ts';
export type { ModelInfo } from './models/model-info.ts';

/** The clock defaults to the system clock. */
export interface HubOptions extends Partial<Clock> {
  /** `https://huggingface.co` or the URL of a mirror, without a query. */
  endpoint: string;
  /** Sent only to the origin of the endpoint. */
  token?: string;
  /** Treat private models as missing. With a token, also treat models that are not known to be public as missing. */
  publicOnly?: boolean;
  /** Defaults to no cache. */
  cacheDir?: string;
  /** Open no sockets: use the cache, then the built-in snapshot. */
  offline?: boolean;
  /** Limit for a request with its retries and waits. Defaults to 60,000. */
  timeoutMs?: number;
  /** Limit for one attempt, including the body. Defaults to 30,000. */
  attemptTimeoutMs?: number;
  /** The longest wait for a rate limit. Defaults to 90,000. */
  maxWaitMs?: number;
  /**
   * For many models: `maxWaitMs` defaults to 330,000, which is a full rate limit window; such waits are
   * reported to `onWait` and do not count toward `timeoutMs`; and the client waits out outages of up to half a minute.
   */
  patient?: boolean;
  /** Time in milliseconds since 1970. Anything cached since this time counts as fresh. */
  freshSince?: number;
  proxy?: ProxySettings;
  /** PEM certificates to trust in addition to Node's own. */
  caFile?: string;
  userAgent: string;
  onEvent?: (event: HubEvent) => void;
}

export interface ResolvedModel {
  info: ModelInfo;
  source: 'hub' | 'cache' | 'stale-cache' | 'snapshot';
  /** Age of a cached response. */
  ageMs?: number;
  /** Why the Hub was not queried, or did not respond. */
  reason?: string;
}

/** The card of a repository, or its notebook. */
export type Readme =
  | { status: 'ok'; text: string; truncated: boolean; source: 'hub' | 'cache' }
  | { status: 'missing' }
  | { status: 'denied'; reason: string }
  | { status: 'unavailable'; reason: string };

export interface Hub {
  /**
   * Metadata of a model, from the first source that has it: the fresh cache, the Hub or, if the Hub cannot be reached,
   * the stale cache or the built-in snapshot. `refresh` skips the fresh cache.
   * @throws UsageError, NotFoundError, AccessDeniedError, UnavailableError; the signal's reason
   */
  model(id: string, options?: CallOptions & { revision?: string; refresh?: boolean }): Promise<ResolvedModel>;
  /** The card at a commit. @throws UsageError; the signal's reason */
  readme(id: string, sha: string, options?: CallOptions): Promise<Readme>;
  /** A notebook at a commit. `path` defaults to `notebook.ipynb`. @throws UsageError; the signal's reason */
  notebook(id: string, sha: string, options?: CallOptions & { path?: string }): Promise<Readme>;
  /** @throws UnavailableError, AccessDeniedError; the signal's reason */
  list(query: ListQuery, options?: CallOptions & { keep?: boolean }): AsyncIterable<ModelInfo>;
  /** Up to five similar ids, best first, within three seconds. Never throws. */
  nearMatches(id: string, options?: CallOptions): Promise<string[]>;
  /** The cache, for results computed from responses. Absent without `cacheDir`. */
  store?: CacheStore;
  /** Closes connections and waits until the cache folder is cleaned up. */
  close(): Promise<void>;
}

const OFFLINE = 'offline mode is on';

/** Creates a client for one endpoint. It connects on the first request. */
export function createHub(options: HubOptions): Hub {
  const { cacheDir, offline = false, now = systemClock.now, onEvent = () => {} } = options;
  const endpoint = new URL(options.endpoint);
  const store = cacheDir === undefined ? undefined : createCacheStore({ dir: cacheDir, onEvent });
  const cache = store && createHubCache(store, { ...options, endpoint, now });
  const isVisible = (info: ModelInfo) =>
    !options.publicOnly || (info.private ?? options.token !== undefined) === false;
  const findInfo = (id: string, revision?: string) => {
    const found = cache?.findInfo(id, revision);
    return found && isVisible(found.info) ? found : undefined;
  };
  /** Models seen so far whose cards are public. */
  const openModels = new Set<string>();
  let remote: Promise<Remote> | undefined;

  function openRemote(): Promise<Remote> {
    if (offline)
      throw new UnavailableError(`cannot contact ${endpoint.host}: ${OFFLINE}`, {
        hint: 'Drop --offline, or unset HF_HUB_OFFLINE.',
      });
    remote ??= import('./remote.ts').then((module) =>
      module.openRemote({
        timeoutMs: 60_000,
        attemptTimeoutMs: 30_000,
        maxWaitMs: options.patient ? 330_000 : 90_000,
        ...systemClock,
        ...options,
        endpoint,
        onEvent,
      }),
    );
    return remote;
  }

  async function fetchInfo(
    id: string,
    revision: string | undefined,
    call: CallOptions,
  ): Promise<ResolvedModel> {
    const info = await (await openRemote()).info(id, revision, call);
    if (!isVisible(info)) throw new NotFoundError(`model ${id} is not public`);
    cache?.saveInfo(id, revision, info);
    return { info, source: 'hub' };
  }

  /** Finds metadata without the Hub. @throws `error` if there is none */
  async function fallBack(
    id: string,
    revision: string | undefined,
    cached: CachedInfo | undefined,
    error: UnavailableError,
  ): Promise<ResolvedModel> {
    const reason = error.message;
    const matches = (info: ModelInfo) =>
      revision === undefined || revision === 'main' || revision === info.sha;
    const known = cached ?? (revision === undefined ? undefined : findInfo(id));
    if (known && (known === cached || matches(known.info))) {
      onEvent({ type: 'cache', status: 'stale', kind: 'info', id, reason });
      return {
        info: known.info,
        source: offline && known.isFresh ? 'cache' : 'stale-cache',
        ageMs: known.ageMs,
        reason,
      };
    }
    const { findInSnapshot } = await import('./snapshot/snapshot.ts');
    const row = await findInSnapshot(id);
    if (row && matches(row.info)) {
      return {
        info: row.info,
        source: 'snapshot',
        reason: `${reason}; using the built-in snapshot of ${row.takenAt}`,
      };
    }
    const what = revision === undefined ? id : `${id} at ${revision}`;
    throw new UnavailableError(`${reason}; ${what} is neither cached nor a built-in model`, {
      cause: error,
      ...defined({ hint: error.hint, retryAfterMs: error.retryAfterMs }),
    });
  }

  async function readText(
    kind: TextKind,
    id: string,
    sha: string,
    path: string,
    call: CallOptions = {},
  ): Promise<Readme> {
    checkNames(id, sha);
    call.signal?.throwIfAborted();
    const cached = cache?.findText(kind, id, sha, path);
    if (cached) {
      onEvent({ type: 'cache', status: 'hit', kind, id });
      return cached.status === 'ok' ? { ...cached, source: 'cache' } : cached;
    }
    try {
      const fetched = await (await openRemote()).text(kind, id, sha, path, call);
      if (fetched.status === 'denied') return fetched;
      if (fetched.status === 'missing') {
        if (fetched.isCertain)
          cache?.saveText(kind, id, sha, path, { status: 'missing' }, openModels.has(id));
        return { status: 'missing' };
      }
      cache?.saveText(kind, id, sha, path, fetched, openModels.has(id));
      return { ...fetched, source: 'hub' };
    } catch (error) {
      if (isUnavailable(error)) return { status: 'unavailable', reason: error.message };
      throw error;
    }
  }

  return {
    ...defined({ store }),

    async model(id, { revision, refresh = false, ...call } = {}) {
      const { signal } = call;
      checkNames(id, revision);
      signal?.throwIfAborted();
      const cached = findInfo(id, revision);
      let resolved: ResolvedModel;
      if (cached?.isFresh && !refresh) {
        onEvent({ type: 'cache', status: 'hit', kind: 'info', id });
        resolved = { info: cached.info, source: 'cache', ageMs: cached.ageMs };
      } else {
        resolved = await fetchInfo(id, revision, call).catch((error: unknown) => {
          if (isUnavailable(error)) return fallBack(id, revision, cached, error);
          throw error;
        });
      }
      const { info } = resolved;
      if (info.private === false && info.gated === false) openModels.add(info.id);
      return resolved;
    },

    readme: (id, sha, call) => readText('readme', id, sha, 'README.md', call),

    notebook: (id, sha, { path = 'notebook.ipynb', ...call } = {}) =>
      readText('notebook', id, sha, path, call),

    async *list(query, { keep = false, ...call } = {}) {
      for await (const info of (await openRemote()).list(query, call)) {
        if (!isVisible(info)) continue;
        if (keep && info.sha !== undefined) cache?.saveInfo(info.id, undefined, info);
        yield info;
      }
    },

    async nearMatches(id, call) {
      try {
        const { findNearMatches } = await import('./models/near-matches.ts');
        return await findNearMatches(id, offline ? undefined : await openRemote(), call);
      } catch {
        return [];
      }
    },

    async close() {
      await Promise.all([remote?.then((opened) => opened.close()).catch(() => {}), store?.settle()]);
    },
  };
}

function isUnavailable(error: unknown): error is UnavailableError {
  return isAlacardError(error) && error.code === 'UNAVAILABLE';
}
