import type { Card, CodeBlock } from '../../card/card.ts';
import { type LanguageKind, languageKind } from '../../card/languages.ts';
import { findUnknownImports } from '../required-packages.ts';
import { addDownloads, type Download, findDownloads } from './add-downloads.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { addForgottenImports, joinCompanions, undefinedNames } from './missing-names.ts';
import { loadsOnlyOtherModels, loadsThisModel, mayLoadThisModel, touchesModel } from './model-ids.ts';
import { findUnavailable, renewCandidate } from './renew-candidate.ts';
import { classifyOutcome, type Outcome } from './shows-result.ts';
import { findOtherKind } from './snippet-kind.ts';
import { findObjection, type JudgeContext } from './usable.ts';

/** Whether a block of the card can be the example. */
export interface Verdict {
  /** The block with the earlier blocks and imports it needs; undefined if there is an objection. */
  whole?: Candidate;
  objection?: string;
  /** Modules that cell 2 does not install: the card says how, or alacard knows why pip cannot. */
  notInstalled: string[];
}

/** A code block of a card. It is parsed and judged on first use. */
export class CardCandidate {
  /** Whether the author labeled the block as Python. */
  readonly labeled: boolean;
  #alone?: Candidate;
  #outcome?: Outcome;
  #verdict?: Verdict;

  constructor(
    readonly block: CodeBlock,
    private readonly judge: (candidate: CardCandidate) => Verdict,
  ) {
    this.labeled =
      block.kind === 'indented' || (block.kind !== 'heredoc' && languageKind(block.language) === 'python');
  }

  /** The block alone, without the blocks that it may need. */
  get alone(): Candidate {
    this.#alone ??= readCandidate(this.block.code, [this.block]);
    return this.#alone;
  }

  get outcome(): Outcome {
    this.#outcome ??= classifyOutcome(this.alone);
    return this.#outcome;
  }

  get verdict(): Verdict {
    this.#verdict ??= this.judge(this);
    return this.#verdict;
  }
}

/** Kinds of labels whose blocks are never mislabeled Python. */
const NEVER_PYTHON: ReadonlySet<LanguageKind> = new Set(['shell', 'windows', 'code', 'data']);

/** An unlabeled BibTeX entry. */
const CITATION = /^\s*@[A-Za-z]+\s*\{/;

/** The code blocks of a card that may be Python, in card order. */
export function judgeCard(card: Card, context: JudgeContext): CardCandidate[] {
  const hasFence = card.blocks.some((block) => block.kind !== 'indented');
  const blocks = card.blocks.filter(
    ({ kind, language, code }) =>
      !(kind === 'indented' && hasFence) && !NEVER_PYTHON.has(languageKind(language)) && !CITATION.test(code),
  );
  let downloads: ReadonlyMap<string, Download> | undefined;
  const judge = (candidate: CardCandidate): Verdict => {
    downloads ??= findDownloads(card);
    return judgeBlock(candidate, candidates, card, { ...context, downloads });
  };
  const candidates = blocks.map((block) => new CardCandidate(block, judge));
  return candidates;
}

function judgeBlock(
  candidate: CardCandidate,
  all: CardCandidate[],
  card: Card,
  context: JudgeContext & { downloads: ReadonlyMap<string, Download> },
): Verdict {
  const { alone, block, labeled } = candidate;
  const refuse = (objection: string): Verdict => ({ objection, notInstalled: [] });
  const first = findObjection(alone, { ...context, baseModels: [] });
  if (first !== undefined) {
    return refuse((labeled ? undefined : findOtherKind(block.code, alone)?.reason) ?? first);
  }
  const whole = joinCompanions(alone, () => companionsBefore(candidate, all));
  if (whole === undefined) {
    const names = undefinedNames(alone).slice(0, 3).join(', ');
    return refuse(`uses ${names}, which nothing before it defines`);
  }
  const complete = renewCandidate(addDownloads(addForgottenImports(whole), context.downloads), context);
  const { unknown, notInstalled } = findUnknownImports(complete, card);
  const objection =
    findObjection(complete, context) ??
    (touchesModel(complete) ? undefined : 'does nothing with a model') ??
    (unknown[0] === undefined ? undefined : `imports ${unknown[0]}, which alacard knows no package for`) ??
    findUnavailable(complete, context);
  return objection === undefined ? { whole: complete, notInstalled } : refuse(objection);
}

/** Earlier blocks that a block may be joined with. They are judged in order, so that recursion stays shallow. */
function companionsBefore(candidate: CardCandidate, all: CardCandidate[]): Candidate[] {
  return all
    .slice(0, all.indexOf(candidate))
    .filter(({ verdict: { objection } }) => objection === undefined || objection.startsWith('uses '))
    .map(({ alone }) => alone);
}

type UsableCandidate = CardCandidate & { verdict: { whole: Candidate } };

/**
 * Finds the first candidate that uses the model, in card order. If it loads only other models, the first that loads
 * this model replaces it. If it shows no result, a later one that continues it to a result replaces it.
 * If none uses the model, finds the first that loads it, or a block with any label (`all`) that continues that one.
 * Later blocks are judged only if the choice depends on them.
 */
export function firstUsable(
  candidates: CardCandidate[],
  modelIds: string[],
  all = candidates,
): CardCandidate | undefined {
  const isInstalled = ({ verdict }: CardCandidate) => verdict.notInstalled.length === 0;
  return (
    firstUsableOf(candidates, isInstalled, modelIds, all) ??
    firstUsableOf(candidates, () => true, modelIds, all)
  );
}

function firstUsableOf(
  candidates: CardCandidate[],
  isWanted: (candidate: CardCandidate) => boolean,
  modelIds: string[],
  all: CardCandidate[],
): CardCandidate | undefined {
  const isUsable = (candidate: CardCandidate): candidate is UsableCandidate =>
    candidate.verdict.whole !== undefined && isWanted(candidate);
  const uses = (candidate: CardCandidate): candidate is UsableCandidate =>
    usesModel(candidate.outcome) && isUsable(candidate);
  let first = candidates.find(uses);
  if (first !== undefined && loadsOnlyOtherModels(first.verdict.whole, modelIds)) {
    const usesThis = (candidate: CardCandidate): candidate is UsableCandidate =>
      uses(candidate) && loadsThisModel(candidate.verdict.whole, modelIds);
    first = candidates.find(usesThis) ?? first;
  }
  if (first !== undefined) {
    const { block } = first;
    const continues = (later: CardCandidate) =>
      later.outcome === 'result' && isUsable(later) && later.verdict.whole.blocks.includes(block);
    return first.outcome === 'result' ? first : (candidates.find(continues) ?? first);
  }
  const loads = candidates.find(
    (candidate) =>
      candidate.outcome === 'load' &&
      isUsable(candidate) &&
      mayLoadThisModel(candidate.verdict.whole, modelIds),
  );
  if (loads === undefined) return undefined;
  const usesIt = (candidate: CardCandidate) =>
    usesModel(candidate.outcome) &&
    candidate.verdict.whole?.blocks.includes(loads.block) &&
    candidate.verdict.notInstalled.length <= loads.verdict.notInstalled.length;
  return all.find(usesIt) ?? loads;
}

const usesModel = (outcome: Outcome) => outcome === 'result' || outcome === 'use';
