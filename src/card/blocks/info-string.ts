const DIRECTIVES = new Set(['code', 'code-block', 'code-cell', 'sourcecode', 'highlight']);

/**
 * Returns the language of an info string: its first word in lowercase, or '' if there is none. Accepts
 * `python title="x"`, `python{1,3}`, `python:file.py`, `{.python .numberLines}`, `{python, echo=FALSE}` and
 * `{code-block} python`.
 */
export function languageOf(info: string): string {
  const text = info.slice(0, 200).trim();
  if (!text.startsWith('{')) return firstWord(text);
  const end = text.indexOf('}');
  const inside = end === -1 ? text.slice(1) : text.slice(1, end);
  const word = firstWord(inside.split(/\s+/).find((part) => part !== '' && !part.startsWith('#')) ?? '');
  return DIRECTIVES.has(word) && end !== -1 ? firstWord(text.slice(end + 1).trim()) : word;
}

function firstWord(text: string): string {
  const word = text.split(/[\s,;:{}<]/, 1)[0] ?? '';
  return word.replace(/^[.=]/, '').toLowerCase();
}
