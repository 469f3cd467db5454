/** Limits for untrusted JSON. Values beyond them are dropped. */
export interface JsonLimits {
  depth: number;
  /** Entries per array or object. */
  entries: number;
  /** Characters per string. */
  characters: number;
  /** Values in total. */
  values: number;
}

const CARD_LIMITS: JsonLimits = { depth: 12, entries: 1_000, characters: 200_000, values: 20_000 };

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Copies parsed JSON within `limits`, except for keys that access a prototype. Never throws. */
export function trimJson(value: unknown, limits: JsonLimits = CARD_LIMITS): unknown {
  let left = limits.values;
  const copy = (current: unknown, depth: number): unknown => {
    if (--left < 0) return undefined;
    if (typeof current === 'string') return current.slice(0, limits.characters);
    if (typeof current !== 'object' || current === null) return current;
    if (depth >= limits.depth) return undefined;
    if (Array.isArray(current)) {
      return current
        .slice(0, limits.entries)
        .map((item) => copy(item, depth + 1))
        .filter((item) => item !== undefined);
    }
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(current).slice(0, limits.entries)) {
      if (FORBIDDEN_KEYS.has(key) || key.length > 1_000) continue;
      const kept = copy((current as Record<string, unknown>)[key], depth + 1);
      if (kept !== undefined) result[key] = kept;
    }
    return result;
  };
  return copy(value, 0);
}
