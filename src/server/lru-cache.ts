export interface LruCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  remove(key: string): void;
}

/** Evicts the least recently used values once the sizes add up to more than `maxSize`. */
export function createLruCache<T>(maxSize: number, sizeOf: (value: T) => number): LruCache<T> {
  const entries = new Map<string, T>();
  let size = 0;
  let newest: string | undefined;

  function remove(key: string): void {
    const value = entries.get(key);
    if (value === undefined) return;
    entries.delete(key);
    size -= sizeOf(value);
  }

  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined || key === newest) return value;
      entries.delete(key);
      entries.set(key, value);
      newest = key;
      return value;
    },
    remove,
    set(key, value) {
      remove(key);
      entries.set(key, value);
      newest = key;
      size += sizeOf(value);
      for (const oldest of entries.keys()) {
        if (size <= maxSize) return;
        remove(oldest);
      }
    },
  };
}
