import type { Card, CodeBlock } from '../card/card.ts';
import { type LanguageKind, languageKind } from '../card/languages.ts';
import { containsSecret } from '../encode/secrets.ts';
import type { Lines, SkipReason } from './strategies/strategy.ts';

export interface Quote {
  language: string;
  code: string;
  lines: Lines;
  reason: string;
}

/** Reasons why a skipped block is worth quoting, best first. */
const QUOTABLE_REASONS = [
  /^loads the model in full precision/,
  /^needs a file/,
  /^contains a placeholder/,
  /^needs .*no longer has$/,
  /^uses /,
  /^imports /,
  /^loads the base model/,
  /^calls a remote|^needs a separate server/,
  /^not valid Python/,
  /^a training|^an evaluation/,
  /^starts a|^waits/,
];
const NOT_CODE: ReadonlySet<LanguageKind> = new Set(['data', 'text', 'unlabeled']);
const MAX_LINES = 60;

const quote = (block: CodeBlock, reason: string): Quote => ({
  language: block.language,
  code: block.code.split('\n').slice(0, MAX_LINES).join('\n'),
  lines: [block.startLine, block.endLine],
  reason,
});

/** Finds the author's best block that could not be used, for the notebook to quote. */
export function findQuote(card: Card, skipped: SkipReason[]): Quote | undefined {
  const reasons = new Map(
    skipped.flatMap(({ lines, reason }) => (lines ? [[lines[0], reason] as const] : [])),
  );
  const quotable = card.blocks.filter((block) => block.code.trim() !== '' && !containsSecret(block.code));
  for (const pattern of QUOTABLE_REASONS) {
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
  return other && quote(other, `a notebook's Python cell cannot run ${other.language}`);
}
