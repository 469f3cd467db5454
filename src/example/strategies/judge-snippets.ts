import { containsSecret } from '../../encode/secrets.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import { type Candidate, joinCandidates, readCandidate } from '../judge/candidate.ts';
import { isPlaceholder } from '../judge/missing-inputs.ts';
import { addForgottenImports, undefinedNames } from '../judge/missing-names.ts';
import { nameTheOnlyValue } from '../judge/name-value.ts';
import { findGone } from '../judge/renew-candidate.ts';
import { readShowing, type Showing } from '../judge/shows-result.ts';
import { findOtherKind } from '../judge/snippet-kind.ts';
import { findObjection, type JudgeContext } from '../judge/usable.ts';
import { cutWhatCannotRun } from './cut-snippet.ts';
import { fillPlaceholders } from './fill-snippet.ts';
import { repairSyntax } from './repair-snippet.ts';

/** What became of one string of a library's snippets. */
export interface JudgedSnippet {
  kind: 'python' | 'shell' | 'other' | 'prose' | 'refused';
  /** Of `python` alone, and only where it could run as it stands. */
  candidate?: Candidate;
  /** Why it is no Python, is refused, or is Python that can't be an example. */
  reason?: string;
  edits: string[];
  /** Its end was turned into comments. */
  cut: boolean;
  showing?: Showing;
}

/** Names in capitals that stand for what the reader is to choose: `"RELEASE_ID"`. */
const CAPITAL_PLACEHOLDER = /^[A-Z]+(?:_[A-Z]+)*_(?:ID|NAME|PATH|FILE|HERE)$/;
const CLASS_PLACEHOLDER = /\bYOLOvXX\b/;

/** What makes code no finished Python: it does not parse, or waits for something to be put in. */
function findGap(candidate: Candidate): string | undefined {
  const { problem } = candidate.file;
  if (problem !== undefined && /<\w+>/.test(candidate.code)) return 'holds a placeholder';
  if (problem !== undefined)
    return `not valid Python (line ${problem.line} of the block: ${problem.message})`;
  const string = candidate.strings.find(
    ({ value, kind }) =>
      kind !== 'docstring' &&
      (isPlaceholder(value) || CAPITAL_PLACEHOLDER.test(value) || /path_to_/.test(value)),
  );
  if (string !== undefined) return `holds a placeholder (line ${string.line} of the block)`;
  if (CLASS_PLACEHOLDER.test(candidate.code)) return 'holds a placeholder (YOLOvXX)';
  const [unknown] = undefinedNames(candidate);
  return unknown === undefined ? undefined : `uses ${unknown}, which nothing defines`;
}

/** Whether code does something with a model, or at least loads it. */
const doesSomething = (candidate: Candidate, info: ModelInfo): boolean => {
  const showing = readShowing(candidate);
  return (
    showing === 'result' ||
    showing === 'use' ||
    (showing === 'load' &&
      candidate.code.includes(info.id.slice(info.id.indexOf('/') + 1)) &&
      candidate.calls.some(({ callee }) => !/(?:^|\.)(?:snapshot_download|hf_hub_download)$/.test(callee)))
  );
};

/**
 * Judges each string of a library's snippets: filled in from the metadata, repaired where the repair is certain, joined
 * with the earlier strings whose names it uses, and cut before what only the reader has.
 */
export function judgeSnippets(texts: string[], info: ModelInfo, context: JudgeContext): JudgedSnippet[] {
  const earlier: Candidate[] = [];
  const installs: Candidate[] = [];
  return texts.map((text): JudgedSnippet => {
    const written = readCandidate(text);
    const other = findOtherKind(text, written);
    if (other !== undefined) {
      if (other.kind === 'shell') installs.push(written);
      return { ...other, edits: [], cut: false };
    }
    const filling = fillPlaceholders(text, info);
    const filled = filling.code === text ? written : readCandidate(filling.code);
    const repair = repairSyntax(filled.file, info.id);
    const edits = [...filling.edits, ...repair.edits];
    const alone =
      repair.code === filled.code ? filled : readCandidate(repair.code).with({ split: filled.split });
    const joined = joinEarlier(alone, earlier);
    earlier.push(alone);
    const complete = (candidate: Candidate): Candidate => {
      const named = nameTheOnlyValue(candidate);
      if (named !== candidate) edits.push('a name given to the value that it stands for');
      return addForgottenImports(named);
    };
    const whole = complete(joined);
    const problem = (part: Candidate): string | undefined => {
      const full = addForgottenImports(part);
      return (
        findGap(full) ??
        findObjection(full, context) ??
        (doesSomething(full, info) ? undefined : 'does nothing with the model')
      );
    };
    const gap = findGap(whole);
    const objection = gap ?? findObjection(whole, context) ?? findGone(whole, context);
    const split = joinSplits([...installs, whole]);
    const waits = gap !== undefined || /^needs a file/.test(objection ?? '');
    const cut = waits && !containsSecret(text) ? cutWhatCannotRun(joined, problem) : undefined;
    const final = cut === undefined ? whole : addForgottenImports(readCandidate(cut.code));
    if (cut !== undefined) edits.push(...cut.edits);
    const result = final.with({ split });
    if (cut === undefined && gap !== undefined) return { kind: 'refused', reason: gap, edits, cut: false };
    if (cut === undefined && objection !== undefined)
      return { kind: 'python', reason: objection, candidate: result, edits, cut: false };
    const showing = readShowing(result);
    return {
      kind: 'python',
      candidate: result,
      edits,
      cut: cut !== undefined,
      showing,
      ...(showing === 'definitions' && { reason: 'only imports or defines things' }),
    };
  });
}

/** The code after the earlier strings that assign the names it uses; alone where a name stays open. */
function joinEarlier(target: Candidate, earlier: Candidate[]): Candidate {
  const taken = new Set<Candidate>();
  const queue = [target];
  for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
    const before = current === target ? earlier : earlier.slice(0, earlier.indexOf(current));
    for (const { name } of current.names.missing) {
      const assigns = new RegExp(`^[\\w, ]*\\b${name}\\b[\\w, ]*=[^=]`, 'm');
      const part = before.findLast((other) => other.names.defines.has(name) && assigns.test(other.code));
      if (part === undefined || taken.has(part)) continue;
      taken.add(part);
      queue.push(part);
    }
  }
  const joined = joinCandidates([...earlier.filter((part) => taken.has(part)), target]);
  return undefinedNames(joined).length === 0 ? joined : target;
}

const joinSplits = (candidates: Candidate[]) => joinCandidates(candidates).split;
