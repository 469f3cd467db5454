import { toPythonComment } from '../../encode/python-literal.ts';
import { type Candidate, readCandidate } from '../judge/candidate.ts';
import type { Repaired } from './repair-snippet.ts';

/** Lines at which a statement of the module's level begins, 0-based; where the code is broken, by their look. */
function statementStarts(code: string): number[] {
  return code
    .split('\n')
    .flatMap((line, at) =>
      /^[^\s#)\]}]/.test(line) && !/^(?:else|elif|except|finally)\b/.test(line) ? [at] : [],
    );
}

const MOST_STATEMENTS = 60;

/**
 * Turns the end of the code into comments, from the first statement on that can't run here (an input that only the
 * reader has); undefined where what stays before it is nothing to run.
 * @param objects says why code can't run as it stands, undefined when it can
 */
export function cutWhatCannotRun(
  candidate: Candidate,
  objects: (part: Candidate) => string | undefined,
): Repaired | undefined {
  const lines = candidate.code.split('\n');
  const starts = statementStarts(candidate.code).slice(0, MOST_STATEMENTS);
  const reason = objects(candidate);
  if (reason === undefined) return undefined;
  for (const start of starts.toReversed()) {
    const before = lines.slice(0, start).join('\n').trimEnd();
    if (before === '') return undefined;
    const part = readCandidate(before);
    if (objects(part) !== undefined) continue;
    let from = start;
    while (from > 0 && /^\s*#/.test(lines[from - 1]!)) from--;
    const rest = lines.slice(from).map((line) => (line.trim() === '' ? '#' : `# ${line}`));
    const why = reason.replace(/ \((?:in )?line \d+ of the block[^()]*\)/, '');
    const note = toPythonComment(`what follows can't run as it stands: ${why}`);
    return {
      code: [...lines.slice(0, from), `# alacard: ${note}`, ...rest].join('\n'),
      edits: [note],
    };
  }
  return undefined;
}
