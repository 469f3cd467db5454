import { toPythonComment } from '../../encode/python-literal.ts';
import { type Candidate, readCandidate } from '../judge/candidate.ts';
import type { Repair } from './repair-snippet.ts';

/**
 * 0-based numbers of the lines that start a module-level statement. Found with a pattern, because the code may be
 * invalid.
 */
function statementStarts(code: string): number[] {
  return code
    .split('\n')
    .flatMap((line, at) =>
      /^[^\s#)\]}]/.test(line) && !/^(?:else|elif|except|finally)\b/.test(line) ? [at] : [],
    );
}

const MAX_STATEMENTS = 60;

/**
 * Comments out the end of the code, from the first statement that cannot run here. Such a statement needs, for example,
 * an input that only the reader has.
 * @param findProblem returns why code cannot run unchanged, or undefined if it can
 * @returns undefined if the code before that statement does not run either
 */
export function commentOutUnrunnable(
  candidate: Candidate,
  findProblem: (part: Candidate) => string | undefined,
): Repair | undefined {
  const lines = candidate.code.split('\n');
  const starts = statementStarts(candidate.code).slice(0, MAX_STATEMENTS);
  const reason = findProblem(candidate);
  if (reason === undefined) return undefined;
  for (const start of starts.toReversed()) {
    const before = lines.slice(0, start).join('\n').trimEnd();
    if (before === '') return undefined;
    const part = readCandidate(before);
    if (findProblem(part) !== undefined) continue;
    let from = start;
    while (from > 0 && /^\s*#/.test(lines[from - 1]!)) from--;
    const rest = lines.slice(from).map((line) => (line.trim() === '' ? '#' : `# ${line}`));
    const why = reason.replace(/ \((?:in )?line \d+ of the block[^()]*\)/, '');
    const note = toPythonComment(`the code below cannot run as is: ${why}`);
    return {
      code: [...lines.slice(0, from), `# alacard: ${note}`, ...rest].join('\n'),
      edits: [note],
    };
  }
  return undefined;
}
