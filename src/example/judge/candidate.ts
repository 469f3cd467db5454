import type { CodeBlock } from '../../card/card.ts';
import { visibleLines } from '../../encode/visible-text.ts';
import { type Call, type FoundString, findCalls, findStrings } from '../../python/names/calls.ts';
import { type NameReport, reportNames } from '../../python/names/names.ts';
import { type ShellLines, splitShellLines } from '../../python/shell/shell-lines.ts';
import { cleanTranscript } from '../../python/shell/transcript.ts';
import { isProgram, type PythonFile, parsePython } from '../../python/syntax/syntax.ts';

interface CandidateParts {
  blocks: CodeBlock[];
  split: ShellLines;
  file: PythonFile;
}

/** Code that may become the example. It is parsed once and analyzed on demand. */
export class Candidate implements CandidateParts {
  /** The card's blocks that the code comes from, in card order. Empty if it comes from elsewhere. */
  readonly blocks: CodeBlock[];
  /** The shell lines that were removed from the code. */
  readonly split: ShellLines;
  readonly file: PythonFile;

  constructor({ blocks, split, file }: CandidateParts) {
    this.blocks = blocks;
    this.split = split;
    this.file = file;
  }

  /** The same candidate with some parts replaced. */
  with(parts: Partial<CandidateParts>): Candidate {
    return new Candidate({ ...this, ...parts });
  }

  get code(): string {
    return this.file.code;
  }

  get isProgram(): boolean {
    return isProgram(this.file);
  }

  get names(): NameReport {
    return reportNames(this.file);
  }

  get calls(): readonly Call[] {
    return findCalls(this.file);
  }

  get strings(): readonly FoundString[] {
    return findStrings(this.file);
  }
}

/** Removes the indentation that all non-blank lines share. */
function dedent(code: string): string {
  const lines = code.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0]);
  let shared = indents[0] ?? '';
  for (const indent of indents) {
    let length = 0;
    while (length < shared.length && shared[length] === indent[length]) length++;
    shared = shared.slice(0, length);
  }
  return shared === '' ? code : lines.map((line) => line.slice(shared.length)).join('\n');
}

const trimBlankLines = (code: string) => code.replace(/^(?:[ \t]*\n)+/, '').trimEnd();

/** Parses text as Python, without prompts, output and install lines. */
export function readCandidate(source: string, blocks: CodeBlock[] = []): Candidate {
  const split = splitShellLines(cleanTranscript(dedent(visibleLines(source))).code);
  return new Candidate({ blocks, split, file: parsePython(trimBlankLines(split.code)) });
}

/** Creates a candidate from unchanged code, shell lines included. */
export function asCandidate(code: string, blocks: CodeBlock[]): Candidate {
  return new Candidate({
    blocks,
    split: { requirements: [], refused: [], shell: [] },
    file: parsePython(code),
  });
}

/** Joins several candidates in the given order, with a blank line between them. */
export function joinCandidates(parts: Candidate[]): Candidate {
  if (parts.length === 1) return parts[0]!;
  return new Candidate({
    blocks: parts.flatMap((part) => part.blocks),
    split: {
      requirements: parts.flatMap((part) => part.split.requirements),
      refused: parts.flatMap((part) => part.split.refused),
      shell: parts.flatMap((part) => part.split.shell),
    },
    file: parsePython(parts.map((part) => part.code).join('\n\n')),
  });
}
