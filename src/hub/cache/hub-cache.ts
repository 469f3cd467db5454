import { createHash } from 'node:crypto';
import type { TextKind } from '../cards/read-readme.ts';
import type { HubEvent } from '../hub-event.ts';
import type { ModelInfo } from '../models/model-info.ts';
import { BrokenEntryError, pruneStore, readEntry, type StoredEntry } from './cache-store.ts';
import { writeEntry } from './cache-write.ts';

/** Raised whenever what is stored changes its form: older entries are then never found. */
const FORM = 1;
const FRESH_MS = 10 * 60_000;
const MAX_BYTES = 500_000_000;
const PRUNE_ONE_IN = 50;

export interface CachedInfo {
  info: ModelInfo;
  /** 0 when the clock has been set back since. */
  ageMs: number;
  isFresh: boolean;
}

/** A text that a revision has, or the knowledge that it has none. */
export type CachedText = { status: 'ok'; text: string; truncated: boolean } | { status: 'missing' };

export interface CacheOptions {
  dir: string;
  endpoint: URL;
  token?: string;
  now: () => number;
  onEvent: (event: HubEvent) => void;
  maxBytes?: number;
  /** What was saved since then is fresh, in ms since 1970. */
  freshSince?: number;
  random?: () => number;
}

/** Never throws: a folder that can't be used is told of once, and then everything is a miss. */
export interface HubCache {
  findInfo(id: string, revision?: string): Promise<CachedInfo | undefined>;
  saveInfo(id: string, revision: string | undefined, info: ModelInfo): Promise<void>;
  findText(kind: TextKind, id: string, sha: string): Promise<CachedText | undefined>;
  /** `isPublic`: anybody may read it, so that it is kept for every token. */
  saveText(kind: TextKind, id: string, sha: string, text: CachedText, isPublic: boolean): Promise<void>;
  /** Waits for the tidying that a write has started. */
  settle(): Promise<void>;
}

export function createCache(options: CacheOptions): HubCache {
  const { dir, now, onEvent, token, maxBytes = MAX_BYTES, random = Math.random } = options;
  const freshSince = options.freshSince ?? Number.POSITIVE_INFINITY;
  const own = token === undefined ? 'public' : createHash('sha256').update(token).digest('hex').slice(0, 32);
  const scopes = own === 'public' ? ['public'] : ['public', own];
  /** Bytes that may still be written before the folder is looked through again. */
  let calmBytes = 0;
  let hasComplained = false;
  let pruning: Promise<void> | undefined;

  const keyOf = (kind: 'info' | TextKind, scope: string, id: string, revision: string) =>
    JSON.stringify(['alacard', FORM, kind, scope, options.endpoint.href, id, revision]);

  function complain(error: unknown): void {
    if (hasComplained) return;
    hasComplained = true;
    const { code, message } = error as NodeJS.ErrnoException;
    onEvent({ type: 'cache', status: 'unusable', kind: 'folder', reason: `${dir}: ${code ?? message}` });
  }

  async function find(
    kind: 'info' | TextKind,
    scope: string,
    id: string,
    revision: string,
  ): Promise<StoredEntry | undefined> {
    try {
      return await readEntry(dir, keyOf(kind, scope, id, revision));
    } catch (error) {
      if (error instanceof BrokenEntryError)
        onEvent({ type: 'cache', status: 'broken', kind, id, reason: error.message });
      else complain(error);
      return undefined;
    }
  }

  async function save(key: string, text: string, metadata: unknown): Promise<void> {
    try {
      await writeEntry(dir, key, Buffer.from(text), metadata);
    } catch (error) {
      complain(error);
    }
    calmBytes -= text.length;
    if (calmBytes <= 0 && random() * PRUNE_ONE_IN < 1) pruning ??= prune();
  }

  /** Others write too: a tenth of what is free until the next look. */
  async function prune(): Promise<void> {
    try {
      const { leftBytes } = await pruneStore(dir, maxBytes, Date.now());
      calmBytes = (maxBytes - leftBytes) / 10;
    } catch (error) {
      complain(error);
    } finally {
      pruning = undefined;
    }
  }

  return {
    async findInfo(id, revision = '') {
      let newest: CachedInfo | undefined;
      for (const scope of scopes) {
        const found = toCachedInfo(await find('info', scope, id, revision), now(), freshSince);
        if (found?.isFresh) return found;
        if (found && (!newest || found.ageMs < newest.ageMs)) newest = found;
      }
      return newest;
    },
    async saveInfo(id, revision = '', info) {
      const scope = info.private === false ? 'public' : own;
      await save(keyOf('info', scope, id, revision), JSON.stringify(info), { fetchedAt: now() });
    },
    async findText(kind, id, sha) {
      for (const scope of scopes) {
        const entry = await find(kind, scope, id, sha);
        const metadata = entry?.metadata as { status?: unknown; truncated?: unknown } | undefined;
        if (metadata?.status === 'missing') return { status: 'missing' };
        if (entry)
          return { status: 'ok', text: entry.data.toString('utf8'), truncated: metadata?.truncated === true };
      }
      return undefined;
    },
    async saveText(kind, id, sha, saved, isPublic) {
      const [text, truncated] = saved.status === 'ok' ? [saved.text, saved.truncated] : ['', false];
      await save(keyOf(kind, isPublic ? 'public' : own, id, sha), text, {
        status: saved.status,
        truncated,
      });
    },
    async settle() {
      await pruning;
    },
  };
}

/** Fresh for ten minutes, or since `freshSince`; an entry of the future (the clock was set back) is stale, but good to have. */
function toCachedInfo(
  entry: StoredEntry | undefined,
  now: number,
  freshSince: number,
): CachedInfo | undefined {
  if (!entry) return undefined;
  const fetchedAt = Number((entry.metadata as { fetchedAt?: unknown } | undefined)?.fetchedAt);
  const ageMs = now - (Number.isFinite(fetchedAt) ? fetchedAt : 0);
  try {
    const info = JSON.parse(entry.data.toString('utf8')) as ModelInfo;
    const isFresh = ageMs >= 0 && (ageMs < FRESH_MS || fetchedAt >= freshSince);
    return { info, ageMs: Math.max(0, ageMs), isFresh };
  } catch {
    return undefined;
  }
}
