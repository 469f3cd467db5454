import { findStrings } from '../../python/names/calls.ts';
import { parsePython } from '../../python/syntax/syntax.ts';

/** Whether both texts are Python and differ only in the values of plain string literals. */
export function haveSameShape(one: string, other: string): boolean {
  const shape = shapeOf(one);
  return shape !== undefined && shape === shapeOf(other);
}

/** The code with every plain string literal emptied. Undefined if it is not Python. */
function shapeOf(code: string): string | undefined {
  const file = parsePython(code);
  if (file.problem !== undefined) return undefined;
  let shape = '';
  let at = 0;
  for (const { from, to, kind } of findStrings(file).toSorted((a, b) => a.from - b.from)) {
    if (from < at || kind === 'f') continue;
    shape += `${code.slice(at, from)}""`;
    at = to;
  }
  return shape + code.slice(at);
}
