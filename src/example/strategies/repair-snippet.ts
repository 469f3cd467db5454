import { toPythonLiteral } from '../../encode/python-literal.ts';
import { createLineScanner } from '../../python/syntax/line-scanner.ts';
import { type PythonFile, parsePython } from '../../python/syntax/syntax.ts';

export interface Repair {
  code: string;
  /** Descriptions of the changes. Each is also a comment in the code. */
  edits: string[];
}

const MARK = '# alacard: ';

/** Appends a comment that describes a change to the line. */
export function markLine(line: string, note: string): string {
  return `${line.trimEnd()}  ${MARK}${note}`;
}

/** Whether an offset is in a string or comment. The line must start outside a string. */
export function isQuoted(line: string, offset: number): boolean {
  let quote = '';
  for (let at = 0; at < offset; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '#') return true;
    else if (char === '"' || char === "'") quote = char;
  }
  return quote !== '';
}

/** Adds missing quotes around the model id. */
function quoteBareId(code: string, id: string): Repair {
  if (!id.includes('/')) return { code, edits: [] };
  const escaped = id.replace(/[.\-/]/g, '\\$&');
  const bare = new RegExp(`(?<=[(,=]\\s*)${escaped}(?=\\s*[,)])`, 'g');
  const quote = (line: string, inString: boolean) => {
    const quoted = inString
      ? line
      : line.replace(bare, (found, at: number) => (isQuoted(line, at) ? found : toPythonLiteral(id)));
    return quoted === line ? undefined : quoted;
  };
  return editLines(code, quote, 'added quotes around the model id');
}

/** Removes a trailing comma: `from x import Name,` is an error without parentheses. */
function dropTrailingComma(code: string): Repair {
  return editLines(
    code,
    (line, inString) =>
      !inString && /^\s*(?:from [\w.]+ )?import [\w., ]*\w\s*,\s*$/.test(line)
        ? line.slice(0, line.lastIndexOf(',')).trimEnd()
        : undefined,
    'removed an extra comma',
  );
}

/** Removes a line that is only an unmatched closing bracket. */
function dropStrayBracket(code: string): Repair {
  const scanner = createLineScanner();
  const kept: string[] = [];
  const edits: string[] = [];
  for (const line of code.split('\n')) {
    const state = scanner.next(line);
    if (!state.inString && state.depth === 0 && /^\s*[)\]}]\s*$/.test(line)) {
      edits.push('removed an unmatched closing bracket');
      kept.push(`${MARK}${edits.at(-1)}`);
    } else kept.push(line);
  }
  return edits.length === 0 ? { code, edits } : { code: kept.join('\n'), edits };
}

/** Dedents a statement that is indented even though the previous one does not open a block. */
function fixIndentation(code: string): Repair {
  const scanner = createLineScanner();
  const edits: string[] = [];
  const stack = [''];
  let opens = false;
  let marked = false;
  const lines = code.split('\n').map((line) => {
    const continues = scanner.isOpen() || scanner.isInString();
    const state = scanner.next(line);
    if (line.trim() === '' || (!continues && /^\s*#/.test(line))) return line;
    const ends = !scanner.isOpen() && /:\s*$/.test(line.slice(0, state.comment ?? line.length));
    if (continues) {
      opens ||= ends;
      return line;
    }
    const indent = /^[ \t]*/.exec(line)![0];
    if (opens && indent.length > stack.at(-1)!.length) stack.push(indent);
    while (stack.length > 1 && indent.length < stack.at(-1)!.length) stack.pop();
    opens = ends;
    if (indent === stack.at(-1)) return line;
    if (edits.length === 0) edits.push('fixed the indentation');
    const moved = stack.at(-1) + line.trimStart();
    if (marked || scanner.isOpen()) return moved;
    marked = true;
    return markLine(moved, edits[0]!);
  });
  return { code: lines.join('\n'), edits };
}

function editLines(
  code: string,
  change: (line: string, inString: boolean) => string | undefined,
  note: string,
): Repair {
  const scanner = createLineScanner();
  let changed = false;
  const lines = code.split('\n').map((line) => {
    const inString = scanner.isInString();
    scanner.next(line);
    const repaired = change(line, inString);
    if (repaired === undefined) return line;
    changed = true;
    return scanner.isInString() || /\\\s*$/.test(line) ? repaired : markLine(repaired, note);
  });
  return changed ? { code: lines.join('\n'), edits: [note] } : { code, edits: [] };
}

const SYNTAX_REPAIRS = [dropTrailingComma, fixIndentation, dropStrayBracket];

/**
 * Makes only safe repairs. Adds quotes around the model id and, if the code is not valid Python, removes an extra comma
 * or bracket and fixes the indentation. Syntax repairs are dropped if the code remains invalid.
 */
export function repairSyntax(file: PythonFile, id: string): Repair {
  const quoted = quoteBareId(file.code, id);
  let parsed = reparse(file, quoted.code);
  let { edits } = quoted;
  for (const repair of SYNTAX_REPAIRS) {
    if (parsed.problem === undefined) break;
    const next = repair(parsed.code);
    parsed = reparse(parsed, next.code);
    edits = [...edits, ...next.edits];
  }
  return parsed.problem === undefined ? { code: parsed.code, edits } : quoted;
}

const reparse = (file: PythonFile, code: string): PythonFile =>
  code === file.code ? file : parsePython(code);
