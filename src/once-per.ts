/** Caches the result of `read` for each object, for as long as the object lives. */
export function oncePer<Key extends object, T>(read: (key: Key) => T): (key: Key) => T {
  const results = new WeakMap<Key, { value: T }>();
  return (key) => {
    let result = results.get(key);
    if (result === undefined) {
      result = { value: read(key) };
      results.set(key, result);
    }
    return result.value;
  };
}
