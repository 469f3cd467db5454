import type { Card, CodeBlock } from '../../card/card.ts';
import { type LanguageKind, languageKind } from '../../card/languages.ts';
import { findUnknownImports } from '../required-packages.ts';
import { bringInputs, type Download, findDownloads } from './bring-inputs.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { addForgottenImports, takeCompanions, undefinedNames } from './missing-names.ts';
import { loadsOthersOnly, loadsThis, mayLoad, touchesModel } from './model-ids.ts';
import { findGone, renewCandidate } from './renew-candidate.ts';
import { readShowing, type Showing } from './shows-result.ts';
import { findOtherKind } from './snippet-kind.ts';
import { findObjection, type JudgeContext } from './usable.ts';

/** Whether a block of the card can be the example. */
export interface Verdict {
  /** The block with the earlier blocks and imports it needs; undefined if there is an objection. */
  whole?: Candidate;
  objection?: string;
  /** Modules that the reader has to install: the card says how, or alacard knows why it cannot. */
  notInstalled: string[];
}

/** A code block of a card. It is parsed and judged when something first asks about it. */
export class CardCandidate {
  /** Whether the author labeled the block as Python. */
  readonly labeled: boolean;
  #alone?: Candidate;
  #showing?: Showing;
  #verdict?: Verdict;

  constructor(
    readonly block: CodeBlock,
    private readonly judge: (candidate: CardCandidate) => Verdict,
  ) {
    this.labeled =
      block.kind === 'indented' || (block.kind !== 'heredoc' && languageKind(block.language) === 'python');
  }

  /** The block without the others that it may need. */
  get alone(): Candidate {
    this.#alone ??= readCandidate(this.block.code, [this.block]);
    return this.#alone;
  }

  get showing(): Showing {
    this.#showing ??= readShowing(this.alone);
    return this.#showing;
  }

  get verdict(): Verdict {
    this.#verdict ??= this.judge(this);
    return this.#verdict;
  }
}

/** Labels of blocks that are never Python, not even under the wrong label. */
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
  const whole = takeCompanions(alone, () => companionsBefore(candidate, all));
  if (whole === undefined) {
    const names = undefinedNames(alone).slice(0, 3).join(', ');
    return refuse(`uses ${names}, which nothing before it defines`);
  }
  const complete = renewCandidate(bringInputs(addForgottenImports(whole), context.downloads), context);
  const { unknown, notInstalled } = findUnknownImports(complete, card);
  const objection =
    findObjection(complete, context) ??
    (touchesModel(complete) ? undefined : 'does nothing with a model') ??
    (unknown[0] === undefined ? undefined : `imports ${unknown[0]}, which alacard knows no package for`) ??
    findGone(complete, context);
  return objection === undefined ? { whole: complete, notInstalled } : refuse(objection);
}

/** Earlier blocks that a block may be joined with. They are judged from the first on, so that recursion stays shallow. */
function companionsBefore(candidate: CardCandidate, all: CardCandidate[]): Candidate[] {
  return all
    .slice(0, all.indexOf(candidate))
    .filter(({ verdict: { objection } }) => objection === undefined || objection.startsWith('uses '))
    .map(({ alone }) => alone);
}

type UsableCandidate = CardCandidate & { verdict: { whole: Candidate } };

/**
 * The first candidate that uses the model, in card order. If that one loads only other models, the first that loads
 * this very model comes before it; if it shows no result, a later one that continues it to a result does.
 * If none uses the model, the first that loads it, or a block of any label (`all`) that continues it.
 * No block behind the answer is judged unless the answer depends on it.
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
    usesModel(candidate.showing) && isUsable(candidate);
  let first = candidates.find(uses);
  if (first !== undefined && loadsOthersOnly(first.verdict.whole, modelIds)) {
    const usesThis = (candidate: CardCandidate): candidate is UsableCandidate =>
      uses(candidate) && loadsThis(candidate.verdict.whole, modelIds);
    first = candidates.find(usesThis) ?? first;
  }
  if (first !== undefined) {
    const { block } = first;
    const continues = (later: CardCandidate) =>
      later.showing === 'result' && isUsable(later) && later.verdict.whole.blocks.includes(block);
    return first.showing === 'result' ? first : (candidates.find(continues) ?? first);
  }
  const loads = candidates.find(
    (candidate) =>
      candidate.showing === 'load' && isUsable(candidate) && mayLoad(candidate.verdict.whole, modelIds),
  );
  if (loads === undefined) return undefined;
  const usesIt = (candidate: CardCandidate) =>
    usesModel(candidate.showing) &&
    candidate.verdict.whole?.blocks.includes(loads.block) &&
    candidate.verdict.notInstalled.length <= loads.verdict.notInstalled.length;
  return all.find(usesIt) ?? loads;
}

const usesModel = (showing: Showing) => showing === 'result' || showing === 'use';
