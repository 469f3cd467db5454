import { hash } from 'node:crypto';
import type { TextKind } from '../cards/read-readme.ts';
import type { ModelInfo } from '../models/model-info.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { CacheStore } from './cache-store.ts';

/** Increase it whenever the format of the stored data changes. Older entries are then never found. */
const FORM = 1;
const FRESH_MS = 10 * 60_000;

export interface CachedInfo {
  info: ModelInfo;
  /** 0 if the clock has since been set back. */
  ageMs: number;
  isFresh: boolean;
}

/** A file of a revision, or a record that the revision has no such file. */
export type CachedText = { status: 'ok'; text: string; truncated: boolean } | { status: 'missing' };

export interface HubCacheOptions {
  endpoint: URL;
  token?: string;
  now: () => number;
  /** Time in milliseconds since 1970. Anything saved since this time counts as fresh. */
  freshSince?: number;
}

/** Cached responses from one Hub. Responses that are not public are stored per token. */
export interface HubCache {
  findInfo(id: string, revision?: string): CachedInfo | undefined;
  saveInfo(id: string, revision: string | undefined, info: ModelInfo): void;
  findText(kind: TextKind, id: string, sha: string, path: string): CachedText | undefined;
  /** `isPublic`: anyone can read the text. */
  saveText(kind: TextKind, id: string, sha: string, path: string, text: CachedText, isPublic: boolean): void;
}

export function createHubCache(store: CacheStore, options: HubCacheOptions): HubCache {
  const { endpoint, token, now, freshSince = Number.POSITIVE_INFINITY } = options;
  const own = token === undefined ? 'public' : hash('sha256', token).slice(0, 32);
  const scopes = own === 'public' ? ['public'] : ['public', own];

  const keyOf = (kind: 'info' | TextKind, scope: string, id: string, revision: string, path?: string) =>
    JSON.stringify([kind, FORM, scope, endpoint.href, id, revision, ...(path === undefined ? [] : [path])]);

  return {
    findInfo(id, revision = '') {
      let newest: CachedInfo | undefined;
      for (const scope of scopes) {
        const entry = store.find(keyOf('info', scope, id, revision), { kind: 'info', id });
        const found = entry && toCachedInfo(entry, now(), freshSince);
        if (found?.isFresh) return found;
        if (found && (!newest || found.ageMs < newest.ageMs)) newest = found;
      }
      return newest;
    },
    saveInfo(id, revision = '', info) {
      const key = keyOf('info', info.private === false ? 'public' : own, id, revision);
      store.save(key, { metadata: { fetchedAt: now() }, text: JSON.stringify(info) });
    },
    findText(kind, id, sha, path) {
      for (const scope of scopes) {
        const entry = store.find(keyOf(kind, scope, id, sha, path), { kind, id });
        if (entry === undefined) continue;
        const { status, truncated } = entry.metadata as { status: CachedText['status']; truncated: boolean };
        return status === 'missing' ? { status } : { status, text: entry.text, truncated };
      }
      return undefined;
    },
    saveText(kind, id, sha, path, saved, isPublic) {
      const key = keyOf(kind, isPublic ? 'public' : own, id, sha, path);
      const [text, truncated] = saved.status === 'ok' ? [saved.text, saved.truncated] : ['', false];
      store.save(key, { metadata: { status: saved.status, truncated }, text });
    },
  };
}

/** Fresh for ten minutes, or if saved since `freshSince`. If the clock has since been set back, the entry is stale. */
function toCachedInfo({ metadata, text }: CacheEntry, now: number, freshSince: number): CachedInfo {
  const { fetchedAt } = metadata as { fetchedAt: number };
  const ageMs = now - fetchedAt;
  return {
    info: JSON.parse(text) as ModelInfo,
    ageMs: Math.max(0, ageMs),
    isFresh: ageMs >= 0 && (ageMs < FRESH_MS || fetchedAt >= freshSince),
  };
}
