import { Tree as LezerTree, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { oncePer } from '../../once-per.ts';
import { findViolation } from './grammar-rules.ts';
import { MAX_CODE_LENGTH } from './limits.ts';
import { scanPython } from './scan.ts';
import type { SyntaxProblem } from './syntax-problem.ts';

/** Parsed code. The results of reading it (names, calls, strings) are cached by `oncePerFile`. */
export interface PythonFile {
  code: string;
  /** Why CPython 3.12 and later would not compile the code in an IPython cell. Undefined if it would. */
  problem?: SyntaxProblem;
  /** Offsets refer to `code`. Empty if there is a problem. Never deeper than `MAX_TREE_DEPTH`. */
  tree: Tree;
  /** Offset of the first character of each line. */
  lineStarts: number[];
}

/** Caches the result of `read` for each file. */
export const oncePerFile = <T>(read: (file: PythonFile) => T) => oncePer(read);

const strictParser = parser.configure({ strict: true });

/**
 * Parses an IPython cell: Python with `!command` and `%magic` lines, and `await` at the top level.
 * Accepts any input and takes linear time.
 */
export function parsePython(code: string): PythonFile {
  const file: PythonFile = { code, tree: LezerTree.empty, lineStarts: findLineStarts(code) };
  if (code.length > MAX_CODE_LENGTH) return { ...file, problem: { line: 1, message: 'too long' } };
  const scan = scanPython(code);
  if (scan.problem !== undefined) return { ...file, problem: scan.problem };
  let tree: Tree;
  try {
    tree = strictParser.parse(`${scan.masked.trimEnd()}\n`);
  } catch (error) {
    const at = Number(/ (\d+)$/.exec(String((error as Error).message))?.[1] ?? 0);
    return { ...file, problem: { line: lineOf(file, at), message: 'invalid syntax' } };
  }
  const violation = findViolation(tree, code);
  if (violation === undefined) return { ...file, tree };
  return { ...file, problem: { line: lineOf(file, violation.at), message: violation.message } };
}

function findLineStarts(code: string): number[] {
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** 1-based line of an offset into `file.code`. */
export function lineOf(file: Pick<PythonFile, 'lineStarts'>, offset: number): number {
  let low = 0;
  let high = file.lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (file.lineStarts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

const ACTION_NODES = new Set([
  'CallExpression',
  'ImportStatement',
  'UpdateStatement',
  'FunctionDefinition',
  'ClassDefinition',
]);

/**
 * Whether the code does anything: calls, imports, assigns or defines. Other valid Python (a word, `key: value` lines, a
 * JSON object, only IPython lines) is data or prose that happens to parse.
 */
export const isProgram = oncePerFile((file): boolean => {
  if (file.problem !== undefined) return false;
  const cursor = file.tree.cursor();
  do {
    if (ACTION_NODES.has(cursor.name)) return true;
    if (cursor.name === 'AssignStatement' && cursor.node.getChild('AssignOp') !== null) return true;
  } while (cursor.next());
  return false;
});
