import type { Card, CodeBlock } from '../../card/card.ts';
import { type LanguageKind, languageKind } from '../../card/languages.ts';
import { findUnknownImports } from '../required-packages.ts';
import { addDownloads, type Download, findDownloads } from './add-downloads.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { addForgottenImports, joinCompanions, undefinedNames } from './missing-names.ts';
import { touchesModel } from './model-ids.ts';
import { findUnavailable } from './removed-use.ts';
import { classifyOutcome, type Outcome } from './shows-result.ts';
import { findOtherKind } from './snippet-kind.ts';
import { updateCandidate } from './update-candidate.ts';
import { findBaseModelUse, findObstacle, type JudgeContext } from './usable.ts';

/** Whether a block of the card can be the example. */
export interface Verdict {
  /** The block with the earlier blocks and imports that it needs. Undefined if there is an objection. */
  whole?: Candidate;
  objection?: string;
  /**
   * Modules that cell 2 does not install, either because the card says how to install them or because pip is known to
   * be unable to.
   */
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
  const first = findObstacle(alone, context);
  if (first !== undefined) {
    return refuse((labeled ? undefined : findOtherKind(block.code, alone)?.reason) ?? first);
  }
  const whole = joinCompanions(alone, () => companionsBefore(candidate, all));
  if (whole === undefined) {
    const names = undefinedNames(alone).slice(0, 3).join(', ');
    return refuse(`uses ${names}, which no earlier code defines`);
  }
  const complete = updateCandidate(addDownloads(addForgottenImports(whole), context.downloads), context);
  const { unknown, notInstalled } = findUnknownImports(complete, card);
  const objection =
    (complete === alone ? undefined : findObstacle(complete, context)) ??
    findBaseModelUse(complete, context) ??
    (touchesModel(complete) ? undefined : 'does not use a model') ??
    (unknown[0] === undefined
      ? undefined
      : `imports ${unknown[0]}, but alacard does not know which package provides it`) ??
    findUnavailable(complete, context);
  return objection === undefined ? { whole: complete, notInstalled } : refuse(objection);
}

/** Earlier blocks that a block can be joined with. They are judged in order, so that recursion stays shallow. */
function companionsBefore(candidate: CardCandidate, all: CardCandidate[]): Candidate[] {
  return all
    .slice(0, all.indexOf(candidate))
    .filter(({ verdict: { objection } }) => objection === undefined || objection.startsWith('uses '))
    .map(({ alone }) => alone);
}
