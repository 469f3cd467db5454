/**
 * Drops fields whose value is undefined. `exactOptionalPropertyTypes` allows an optional field to be absent but not
 * undefined, so `{ id, ...defined({ revision }) }` is assignable to `{ id: string; revision?: string }`.
 */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const result: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (fields[key] !== undefined) result[key] = fields[key];
  }
  return result as { [K in keyof T]?: Exclude<T[K], undefined> };
}
