import { lineOf, type PythonFile } from '../syntax/syntax.ts';

/** A change to the author's code. `note` becomes a comment at the end of the line. */
export interface MarkedEdit {
  from: number;
  to: number;
  text: string;
  note: string;
}

const MARK = '# alacard: ';

/** Applies the edits and marks every changed line with their notes. If two edits overlap, the first is applied. */
export function applyMarkedEdits(file: PythonFile, wanted: MarkedEdit[]): string {
  const edits: MarkedEdit[] = [];
  for (const edit of wanted.toSorted((a, b) => a.from - b.from || b.to - a.to))
    if (edit.from >= (edits.at(-1)?.to ?? 0)) edits.push(edit);
  const changes: { from: number; to: number; text: string }[] = [...edits];
  const notes = new Map<number, Set<string>>();
  for (const { to, note } of edits) {
    const line = lineOf(file, to);
    notes.set(line, (notes.get(line) ?? new Set()).add(note));
  }
  for (const [line, texts] of notes) {
    const end = markPosition(file, line);
    if (end === undefined) continue;
    const isMarked = file.code.slice(file.lineStarts[line - 1]!, end).includes(MARK);
    const text = `${isMarked ? '; ' : `  ${MARK}`}${[...texts].join('; ')}`;
    changes.push({ from: end, to: end, text });
  }
  // The sort is stable: at the same offset, an edit comes before a comment.
  changes.sort((a, b) => a.from - b.from);
  let code = '';
  let at = 0;
  for (const { from, to, text } of changes) {
    code += file.code.slice(at, from) + text;
    at = to;
  }
  return code + file.code.slice(at);
}

/** The end of the line if a comment can follow there: not in a string, after a backslash or on a `%time` line. */
function markPosition(file: PythonFile, line: number): number | undefined {
  const start = file.lineStarts[line - 1]!;
  const next = file.lineStarts[line];
  let end = next === undefined ? file.code.length : next - 1;
  while (end > start && /[ \t\r]/.test(file.code[end - 1]!)) end--;
  const text = file.code.slice(start, end);
  if (text.endsWith('\\') || /^\s*%/.test(text)) return undefined;
  for (
    let node: ReturnType<typeof file.tree.resolveInner> | null = file.tree.resolveInner(end, 0);
    node;
    node = node.parent
  ) {
    if (/String$/.test(node.name) && node.from < end && node.to > end) return undefined;
  }
  return end;
}
