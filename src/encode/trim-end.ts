/** Removes all of `characters` from the end of `text` in linear time (`/x+$/` is quadratic). */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
