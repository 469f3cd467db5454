import { distance } from 'fastest-levenshtein';
import type { CallOptions } from '../call-options.ts';
import type { Remote } from '../remote.ts';
import { listSnapshot } from '../snapshot/snapshot.ts';

const MOST = 5;
const TIMEOUT_MS = 1_400;

/**
 * Finds at most five similar ids, best first: models on the Hub with the same name or owner, and built-in models with a
 * similar id. Takes less than three seconds and never throws.
 */
export async function findNearMatches(
  id: string,
  remote: Remote | undefined,
  call: CallOptions = {},
): Promise<string[]> {
  const [owner, name = owner!] = id.toLowerCase().split('/');
  const found = new Set<string>();
  try {
    if (remote) {
      const search = (query: { search?: string; author?: string }, limit: number) =>
        remote.search({ ...query, limit, sort: 'downloads' }, { ...call, timeoutMs: TIMEOUT_MS });
      for (const match of await search({ search: name }, 20)) found.add(match);
      if (found.size === 0) {
        const query = id.includes('/')
          ? { author: id.split('/')[0]! }
          : { search: name.split(/[-_.]/, 1)[0]! };
        for (const match of await search(query, 100)) if (isClose(name, nameOf(match))) found.add(match);
      }
    }
  } catch {
    // A failure to find hints must not hide the original error.
  }
  const { rows } = await listSnapshot().catch(() => ({ rows: [] }));
  for (const { id: candidate } of rows) {
    if (isClose(name, nameOf(candidate)) || isClose(id.toLowerCase(), candidate.toLowerCase()))
      found.add(candidate);
  }
  found.delete(id);
  const rank = (candidate: string) =>
    distance(name, nameOf(candidate)) + distance(id.toLowerCase(), candidate.toLowerCase()) / 4;
  return [...found]
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('/') + 1).toLowerCase();
}

/** Whether at most a third of the letters differ. */
function isClose(wanted: string, candidate: string): boolean {
  return (
    distance(wanted, candidate) <= Math.max(1, Math.floor(Math.min(wanted.length, candidate.length) / 3))
  );
}
