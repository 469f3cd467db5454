import type { SyntaxNode } from '@lezer/common';
import { type PythonFile, parsePython } from '../syntax/syntax.ts';
import { findScriptMagics, type ScriptEdit } from './script-magics.ts';

/** A notebook cell as part of a script. */
export interface ScriptCode {
  code: string;
  /** What its install lines install. */
  requirements: string[];
}

/** Calls that show their arguments themselves and return nothing. */
const SHOWS = /^(?:print|pprint|display|help|[\w.]+\.(?:show|print|save|savefig))$/;
/** A line that PEP 723 would read as the start of a block. */
const METADATA_LINE = /^# \/\/\/ /;

/**
 * Rewrites a notebook cell for a script. Install lines become requirements, IPython lines become Python or a comment with
 * the reason, and the value of the last line is displayed. A cell that needs IPython itself becomes a comment.
 */
export function toScriptCode(source: string): ScriptCode {
  const file = parsePython(source);
  if (file.problem !== undefined)
    return commentOut(source, `it is not valid Python (${file.problem.message})`);
  const reason = findObstacle(file);
  if (reason !== undefined) return commentOut(source, reason);
  const { edits, requirements, isWhole } = findScriptMagics(file);
  if (isWhole) return commentOut(source, 'it is not Python');
  edits.push(...displayLastValue(file, edits), ...hideMetadataLines(file));
  return { code: applyEdits(source, edits), requirements };
}

function commentOut(source: string, reason: string): ScriptCode {
  const lines = source.split('\n').map((line) => `# ${line}`.trimEnd());
  return {
    code: [`# This cell runs only in a notebook, because ${reason}`, ...lines].join('\n'),
    requirements: [],
  };
}

/** Why a whole cell cannot run in a script. */
function findObstacle({ tree, code }: PythonFile): string | undefined {
  let functions = 0;
  let reason: string | undefined;
  tree.iterate({
    enter({ name, from, to }) {
      if (name === 'FunctionDefinition') functions++;
      if ((name === 'await' || name === 'async') && functions === 0 && !isBeforeDef(code, to))
        reason ??= 'it waits outside a function';
      if (name === 'VariableName' && code.slice(from, to) === 'get_ipython')
        reason ??= 'it uses IPython itself';
    },
    leave({ name }) {
      if (name === 'FunctionDefinition') functions--;
    },
  });
  return reason;
}

/** In the tree, `async` is part of the function that it starts. */
function isBeforeDef(code: string, at: number): boolean {
  return /^[ \t]+def\b/.test(code.slice(at, at + 40));
}

function displayLastValue({ tree, code }: PythonFile, magics: readonly ScriptEdit[]): ScriptEdit[] {
  let last: SyntaxNode | null = tree.topNode.lastChild;
  while (last !== null && last.name === 'Comment') last = last.prevSibling;
  if (last === null || last.name !== 'ExpressionStatement') return [];
  const { from, to, firstChild } = last;
  if (magics.some((edit) => edit.from <= from && from < edit.to)) return [];
  const callee = firstChild?.name === 'CallExpression' ? firstChild.firstChild : null;
  if (callee && SHOWS.test(code.slice(callee.from, callee.to))) return [];
  return [
    { from, to: from, text: 'display(' },
    { from: to, to, text: ')' },
  ];
}

function hideMetadataLines({ tree, code }: PythonFile): ScriptEdit[] {
  const edits: ScriptEdit[] = [];
  tree.iterate({
    enter({ name, from, to }) {
      if (name === 'Comment' && METADATA_LINE.test(code.slice(from, to)))
        edits.push({ from, to: from + 1, text: '##' });
    },
  });
  return edits;
}

function applyEdits(code: string, edits: readonly ScriptEdit[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, text } of edits.toSorted((one, other) => one.from - other.from)) {
    if (from < at) continue;
    result += code.slice(at, from) + text;
    at = to;
  }
  return result + code.slice(at);
}
