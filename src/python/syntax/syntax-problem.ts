export interface SyntaxProblem {
  /** 1-based line in the block. */
  line: number;
  message: string;
}

/** Thrown to end a scan. `at` is an offset. */
export class ScanError extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

export function describeProblem(code: string, problem: ScanError): SyntaxProblem {
  let line = 1;
  for (let at = code.indexOf('\n'); at >= 0 && at < problem.at; at = code.indexOf('\n', at + 1)) line++;
  return { line, message: problem.message };
}
