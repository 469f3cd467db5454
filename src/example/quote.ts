import type { Card, CodeBlock } from '../card/card.ts';
import { type LanguageKind, languageKind } from '../card/languages.ts';
import { containsSecret } from '../encode/secrets.ts';
import type { Lines, SkipReason } from './strategies/strategy.ts';

export interface Quoted {
  language: string;
  code: string;
  lines: Lines;
  reason: string;
}

const WORTH = [
  /^loads the model whole/,
  /^needs a file/,
  /^holds a placeholder/,
  /^needs .*no longer has$/,
  /^uses /,
  /^imports /,
  /^loads another/,
  /^calls a remote|^needs a server/,
  /^not valid Python/,
  /^a training|^an evaluation/,
  /^starts a|^asks/,
];
const NOT_CODE: ReadonlySet<LanguageKind> = new Set(['data', 'text', 'unlabeled']);
const MAX_LINES = 60;

const quote = (block: CodeBlock, reason: string): Quoted => ({
  language: block.language,
  code: block.code.split('\n').slice(0, MAX_LINES).join('\n'),
  lines: [block.startLine, block.endLine],
  reason,
});

/** The best of the author's blocks that could not be used, so that nobody loses it. */
export function findQuote(card: Card, skipped: SkipReason[]): Quoted | undefined {
  const reasons = new Map(
    skipped.flatMap(({ lines, reason }) => (lines ? [[lines[0], reason] as const] : [])),
  );
  const quotable = card.blocks.filter((block) => block.code.trim() !== '' && !containsSecret(block.code));
  for (const pattern of WORTH) {
    const block = quotable.find(
      ({ startLine, language }) =>
        pattern.test(reasons.get(startLine) ?? '') &&
        (language !== '' || !/^not valid/.test(reasons.get(startLine)!)),
    );
    if (block !== undefined) return quote(block, reasons.get(block.startLine)!);
  }
  const other = quotable.find(
    ({ startLine, language }) => !reasons.has(startLine) && !NOT_CODE.has(languageKind(language)),
  );
  return other && quote(other, `${other.language}, which a notebook's Python cell can't run`);
}
