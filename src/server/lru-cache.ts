export interface LruCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  remove(key: string): void;
}

/** Keeps what was used last, as much of it as `most` holds by `sizeOf`. */
export function createLruCache<T>(most: number, sizeOf: (value: T) => number): LruCache<T> {
  const kept = new Map<string, T>();
  let size = 0;
  let newest: string | undefined;

  function remove(key: string): void {
    const value = kept.get(key);
    if (value === undefined) return;
    kept.delete(key);
    size -= sizeOf(value);
  }

  return {
    get(key) {
      const value = kept.get(key);
      if (value === undefined || key === newest) return value;
      kept.delete(key);
      kept.set(key, value);
      newest = key;
      return value;
    },
    remove,
    set(key, value) {
      remove(key);
      kept.set(key, value);
      newest = key;
      size += sizeOf(value);
      for (const oldest of kept.keys()) {
        if (size <= most) return;
        remove(oldest);
      }
    },
  };
}
