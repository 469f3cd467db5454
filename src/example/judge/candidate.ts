import type { CodeBlock } from '../../card/card.ts';
import { visibleLines } from '../../encode/visible-text.ts';
import { type Call, type FoundString, findCalls, findStrings } from '../../python/names/calls.ts';
import { type NameReport, reportNames } from '../../python/names/names.ts';
import { type ShellSplit, splitShellLines } from '../../python/shell/shell-lines.ts';
import { cleanTranscript } from '../../python/shell/transcript.ts';
import { isProgram, type PythonFile, parsePython } from '../../python/syntax/syntax.ts';

/** A piece of code read as Python: cleaned of prompts, outputs and install lines, and analysed once. */
export interface Candidate {
  /** The blocks of the card that it came from, in card order; empty for code that is not a card's. */
  blocks: CodeBlock[];
  code: string;
  split: ShellSplit;
  file: PythonFile;
  program: boolean;
  names: NameReport;
  calls: Call[];
  strings: FoundString[];
}

/** Removes the indentation that all non-blank lines share. */
export function dedent(code: string): string {
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

export function readCandidate(source: string, blocks: CodeBlock[] = []): Candidate {
  const split = splitShellLines(cleanTranscript(dedent(visibleLines(source))).code);
  return analyse(trimBlankLines(split.code), split, blocks);
}

function analyse(code: string, split: ShellSplit, blocks: CodeBlock[]): Candidate {
  const file = parsePython(code);
  return {
    blocks,
    code,
    split,
    file,
    program: isProgram(file),
    names: reportNames(file),
    calls: findCalls(file),
    strings: findStrings(file),
  };
}

/** Several candidates as one, in the order given, a blank line between them. */
export function joinCandidates(parts: Candidate[]): Candidate {
  if (parts.length === 1) return parts[0]!;
  const split: ShellSplit = {
    code: '',
    requirements: parts.flatMap((part) => part.split.requirements),
    refused: parts.flatMap((part) => part.split.refused),
    shell: parts.flatMap((part) => part.split.shell),
    removed: parts.reduce((sum, part) => sum + part.split.removed, 0),
  };
  return analyse(
    parts.map((part) => part.code).join('\n\n'),
    split,
    parts.flatMap((part) => part.blocks),
  );
}
