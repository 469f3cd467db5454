import { containsSecret } from '../../encode/secrets.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import { bindUndefinedName } from '../judge/bind-undefined-name.ts';
import { type Candidate, joinCandidates, readCandidate } from '../judge/candidate.ts';
import { isPlaceholder } from '../judge/missing-inputs.ts';
import { addForgottenImports, undefinedNames } from '../judge/missing-names.ts';
import { findUnavailable } from '../judge/removed-use.ts';
import { classifyOutcome, type Outcome } from '../judge/shows-result.ts';
import { findOtherKind } from '../judge/snippet-kind.ts';
import { findObjection, type JudgeContext } from '../judge/usable.ts';
import { commentOutUnrunnable } from './cut-snippet.ts';
import { fillPlaceholders } from './fill-snippet.ts';
import { repairSyntax } from './repair-snippet.ts';

/** The verdict on one string of a library's snippets. */
export interface JudgedSnippet {
  kind: 'python' | 'shell' | 'other' | 'prose' | 'refused';
  /** Set only for `python`. */
  candidate?: Candidate;
  /** Why it is not Python, or why it cannot be the example. */
  reason?: string;
  edits: string[];
  /** Whether its end was commented out. */
  cut: boolean;
  outcome?: Outcome;
}

/** Uppercase placeholders, such as `"RELEASE_ID"`. */
const CAPITAL_PLACEHOLDER = /^[A-Z]+(?:_[A-Z]+)*_(?:ID|NAME|PATH|FILE|HERE)$/;
const CLASS_PLACEHOLDER = /\bYOLOvXX\b/;

/** Finds why code is incomplete: it does not parse, or it has a placeholder or an undefined name. */
function findGap(candidate: Candidate): string | undefined {
  const { problem } = candidate.file;
  if (problem !== undefined && /<\w+>/.test(candidate.code)) return 'contains a placeholder';
  if (problem !== undefined)
    return `not valid Python (line ${problem.line} of the block: ${problem.message})`;
  const string = candidate.strings.find(
    ({ value, kind }) =>
      kind !== 'docstring' &&
      (isPlaceholder(value) || CAPITAL_PLACEHOLDER.test(value) || /path_to_/.test(value)),
  );
  if (string !== undefined) return `contains a placeholder (line ${string.line} of the block)`;
  if (CLASS_PLACEHOLDER.test(candidate.code)) return 'contains a placeholder (YOLOvXX)';
  const [unknown] = undefinedNames(candidate);
  return unknown === undefined ? undefined : `uses ${unknown}, which is not defined`;
}

/** Whether the code uses a model or at least loads it. */
const doesSomething = (candidate: Candidate, info: ModelInfo): boolean => {
  const outcome = classifyOutcome(candidate);
  return (
    outcome === 'result' ||
    outcome === 'use' ||
    (outcome === 'load' &&
      candidate.code.includes(info.id.slice(info.id.indexOf('/') + 1)) &&
      candidate.calls.some(({ callee }) => !/(?:^|\.)(?:snapshot_download|hf_hub_download)$/.test(callee)))
  );
};

/**
 * Judges each string of a library's snippets. It first fills placeholders from the metadata, makes safe repairs, and
 * adds the earlier strings whose names are used. An end that needs the reader's own input is commented out.
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
      const named = bindUndefinedName(candidate);
      if (named !== candidate) edits.push('added a definition for an undefined name');
      return addForgottenImports(named);
    };
    const whole = complete(joined);
    const findProblem = (part: Candidate): string | undefined => {
      const full = addForgottenImports(part);
      return (
        findGap(full) ??
        findObjection(full, context) ??
        (doesSomething(full, info) ? undefined : 'does not use the model')
      );
    };
    const gap = findGap(whole);
    const objection = gap ?? findObjection(whole, context) ?? findUnavailable(whole, context);
    const split = joinSplits([...installs, whole]);
    const needsInput = gap !== undefined || /^needs a file/.test(objection ?? '');
    const cut = needsInput && !containsSecret(text) ? commentOutUnrunnable(joined, findProblem) : undefined;
    const final = cut === undefined ? whole : addForgottenImports(readCandidate(cut.code));
    if (cut !== undefined) edits.push(...cut.edits);
    const result = final.with({ split });
    if (cut === undefined && gap !== undefined) return { kind: 'refused', reason: gap, edits, cut: false };
    if (cut === undefined && objection !== undefined)
      return { kind: 'python', reason: objection, candidate: result, edits, cut: false };
    const outcome = classifyOutcome(result);
    return {
      kind: 'python',
      candidate: result,
      edits,
      cut: cut !== undefined,
      outcome,
      ...(outcome === 'definitions' && { reason: 'only imports or defines things' }),
    };
  });
}

/** Joins the code with the earlier strings that assign the names it uses. Unchanged if a name remains undefined. */
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
