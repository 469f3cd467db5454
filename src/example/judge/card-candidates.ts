import type { Card, CodeBlock } from '../../card/card.ts';
import { findUnknownImports } from '../required-packages.ts';
import type { Lines } from '../strategies/strategy.ts';
import { bringInputs, type Download, findDownloads } from './bring-inputs.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { addForgottenImports, takeCompanions, undefinedNames } from './missing-names.ts';
import { loadsOthersOnly, loadsThis, mayLoad, touchesModel } from './model-ids.ts';
import { findGone, renewCandidate } from './renew-candidate.ts';
import { readShowing, type Showing } from './shows-result.ts';
import { findOtherKind } from './snippet-kind.ts';
import { findObjection, type JudgeContext } from './usable.ts';

/** A code block of a card, judged: what it would take to run it, and what speaks against it. */
export interface CardCandidate {
  block: CodeBlock;
  lines: Lines;
  /** Whether the author called it Python. */
  labelled: boolean;
  alone: Candidate;
  /** With the earlier blocks and imports it needs; absent where something speaks against it. */
  whole?: Candidate;
  showing: Showing;
  objection?: string;
  /** Modules that the reader has to install: the card says how, or why alacard doesn't is known. */
  notInstalled: string[];
}

const PYTHON_LABELS = new Set([
  'python',
  'py',
  'python3',
  'py3',
  'pycon',
  'ipython',
  'ipython3',
  'python2',
  'jupyter',
  'python-repl',
  'pytb',
  'colab',
]);

/** Languages that are never Python under a wrong label. */
const OTHER_LANGUAGES = new Set([
  'bash',
  'sh',
  'shell',
  'console',
  'zsh',
  'powershell',
  'bat',
  'json',
  'jsonl',
  'yaml',
  'yml',
  'toml',
  'xml',
  'html',
  'css',
  'sql',
  'bibtex',
  'latex',
  'tex',
  'markdown',
  'md',
  'javascript',
  'js',
  'typescript',
  'ts',
  'jsx',
  'tsx',
  'c',
  'cpp',
  'c++',
  'java',
  'kotlin',
  'swift',
  'go',
  'rust',
  'ruby',
  'php',
  'r',
  'julia',
  'dockerfile',
  'diff',
  'mermaid',
  'csv',
  'ini',
]);

/** BibTeX without a label. */
const CITATION = /^\s*@[A-Za-z]+\s*\{/;

const judged = new WeakMap<Card, CardCandidate[]>();

/** All code blocks of the card that may be Python, judged in card order; the work is done once a card. */
export function judgeCard(card: Card, context: JudgeContext): CardCandidate[] {
  const known = judged.get(card);
  if (known !== undefined) return known;
  const hasFence = card.blocks.some((block) => block.kind !== 'indented');
  const result: CardCandidate[] = [];
  const downloads = findDownloads(card);
  for (const block of card.blocks) {
    if (block.kind === 'indented' && hasFence) continue;
    if (OTHER_LANGUAGES.has(block.language) || CITATION.test(block.code)) continue;
    result.push(judge(block, result, card, context, downloads));
  }
  judged.set(card, result);
  return result;
}

function judge(
  block: CodeBlock,
  before: CardCandidate[],
  card: Card,
  context: JudgeContext,
  downloads: ReadonlyMap<string, Download>,
): CardCandidate {
  const alone = readCandidate(block.code, [block]);
  const base = {
    block,
    lines: [block.startLine, block.endLine] as Lines,
    labelled: block.kind === 'indented' || (block.kind !== 'heredoc' && PYTHON_LABELS.has(block.language)),
    alone,
    showing: readShowing(alone),
    notInstalled: [] as string[],
  };
  const known = { ...context, downloads };
  const first = findObjection(alone, { ...known, baseModels: [] });
  if (first !== undefined) {
    const other = base.labelled ? undefined : findOtherKind(block.code, alone);
    return { ...base, objection: other?.reason ?? first };
  }
  const companions = before
    .filter((entry) => entry.objection === undefined || entry.objection.startsWith('uses '))
    .map((entry) => entry.alone);
  const whole = takeCompanions(alone, companions);
  if (whole === undefined) {
    return {
      ...base,
      objection: `uses ${undefinedNames(alone).slice(0, 3).join(', ')}, which nothing before it defines`,
    };
  }
  const complete = renewCandidate(bringInputs(addForgottenImports(whole), downloads), context);
  const { unknown, notInstalled } = findUnknownImports(complete, card);
  const objection =
    findObjection(complete, known) ??
    (touchesModel(complete) ? undefined : 'does nothing with a model') ??
    (unknown[0] === undefined ? undefined : `imports ${unknown[0]}, which alacard knows no package for`) ??
    findGone(complete, context);
  return objection === undefined ? { ...base, whole: complete, notInstalled } : { ...base, objection };
}

/**
 * The first that uses the model, in card order, or the first that loads this very model where that one loads others; where it shows nothing, a later one that goes on with it to a result.
 * Where none uses it, the first that loads it, with a block of another label (`all` has them) that goes on with it.
 */
export function firstUsable(
  candidates: CardCandidate[],
  modelIds: string[],
  all = candidates,
): CardCandidate | undefined {
  const usable = candidates.filter((candidate) => candidate.whole !== undefined);
  for (const pool of [usable.filter(({ notInstalled }) => notInstalled.length === 0), usable]) {
    const uses = pool.filter(({ showing }) => showing === 'result' || showing === 'use');
    const first =
      uses[0] && loadsOthersOnly(uses[0].whole!, modelIds)
        ? (uses.find(({ whole }) => loadsThis(whole!, modelIds)) ?? uses[0])
        : uses[0];
    if (first !== undefined) {
      const goesOn = (later: CardCandidate) =>
        later.showing === 'result' && later.whole!.blocks.includes(first.block);
      return first.showing === 'result' ? first : (pool.find(goesOn) ?? first);
    }
    const loads = pool.find(({ showing, whole }) => showing === 'load' && mayLoad(whole!, modelIds));
    if (loads !== undefined) {
      const usesIt = ({ showing, whole, notInstalled }: CardCandidate) =>
        (showing === 'result' || showing === 'use') &&
        whole?.blocks.includes(loads.block) &&
        notInstalled.length <= loads.notInstalled.length;
      return all.find(usesIt) ?? loads;
    }
  }
  return undefined;
}
