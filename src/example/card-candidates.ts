import type { Card, CodeBlock } from '../card/card.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import type { Lines } from './chain.ts';
import { findUnknownImports } from './environment.ts';
import { addForgottenImports, takeCompanions, undefinedNames } from './missing-names.ts';
import { mayLoad, touchesModel } from './model-ids.ts';
import { readShowing, type Showing } from './shows-result.ts';
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

const judged = new WeakMap<Card, CardCandidate[]>();

/** All code blocks of the card that may be Python, judged in card order; the work is done once a card. */
export function judgeCard(card: Card, context: JudgeContext): CardCandidate[] {
  const known = judged.get(card);
  if (known !== undefined) return known;
  const hasFence = card.blocks.some((block) => block.kind !== 'indented');
  const result: CardCandidate[] = [];
  for (const block of card.blocks) {
    if (block.kind === 'indented' && hasFence) continue;
    if (OTHER_LANGUAGES.has(block.language)) continue;
    result.push(judge(block, result, card, context));
  }
  judged.set(card, result);
  return result;
}

function judge(block: CodeBlock, before: CardCandidate[], card: Card, context: JudgeContext): CardCandidate {
  const alone = readCandidate(block.code, [block]);
  const base = {
    block,
    lines: [block.startLine, block.endLine] as Lines,
    labelled: block.kind === 'indented' || (block.kind !== 'heredoc' && PYTHON_LABELS.has(block.language)),
    alone,
    showing: readShowing(alone),
    notInstalled: [] as string[],
  };
  const first = findObjection(alone, { ...context, baseModels: [] });
  if (first !== undefined) return { ...base, objection: first };
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
  const complete = addForgottenImports(whole);
  const { unknown, notInstalled } = findUnknownImports(complete, card);
  const objection =
    findObjection(complete, context) ??
    (touchesModel(complete) ? undefined : 'does nothing with a model') ??
    (unknown[0] === undefined ? undefined : `imports ${unknown[0]}, which alacard knows no package for`);
  return objection === undefined ? { ...base, whole: complete, notInstalled } : { ...base, objection };
}

/**
 * The first that uses the model, in card order; where it shows nothing, a later one that goes on with it to a result.
 * Where none uses it, the first that loads it.
 */
export function firstUsable(candidates: CardCandidate[], modelIds: string[]): CardCandidate | undefined {
  const usable = candidates.filter((candidate) => candidate.whole !== undefined);
  for (const pool of [usable.filter(({ notInstalled }) => notInstalled.length === 0), usable]) {
    const first = pool.find(({ showing }) => showing === 'result' || showing === 'use');
    if (first !== undefined) {
      const goesOn = (later: CardCandidate) =>
        later.showing === 'result' && later.whole!.blocks.includes(first.block);
      return first.showing === 'result' ? first : (pool.find(goesOn) ?? first);
    }
    const loads = pool.find(({ showing, whole }) => showing === 'load' && mayLoad(whole!, modelIds));
    if (loads !== undefined) return loads;
  }
  return undefined;
}
