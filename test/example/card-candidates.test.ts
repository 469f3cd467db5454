import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/card/card.ts';
import { judgeCard } from '../../src/example/judge/card-candidates.ts';
import { firstUsable } from '../../src/example/judge/first-usable.ts';
import type { JudgeContext } from '../../src/example/judge/usable.ts';
import { parseCard } from '../card/parse-card.ts';

const context: JudgeContext = { modelIds: ['acme/poet'], baseModels: [], repositoryFiles: new Set() };
const fence = (code: string) => `\`\`\`python\n${code}\n\`\`\`\n`;
const uses = (id: string) =>
  fence(
    `from transformers import pipeline\n\npipe = pipeline("text-generation", model="${id}")\nprint(pipe("Hi"))`,
  );

/** A card that counts how often the code of each block is read. */
function countReads(card: Card): { card: Card; reads: number[] } {
  const reads = card.blocks.map(() => 0);
  const blocks = card.blocks.map((block, index) =>
    Object.defineProperty({ ...block }, 'code', {
      get() {
        reads[index]!++;
        return block.code;
      },
    }),
  );
  return { card: { ...card, blocks }, reads };
}

describe('judgeCard', () => {
  it('judges the same card again for other base models', () => {
    const card = parseCard(uses('acme/base'));
    const [own] = judgeCard(card, context);
    const [derived] = judgeCard(card, { ...context, baseModels: ['acme/base'] });
    expect(own!.verdict.objection).toBeUndefined();
    expect(derived!.verdict.objection).toBe('loads the base model instead of this model');
  });

  it('does not read the blocks after the first that shows a result', () => {
    const { card, reads } = countReads(
      parseCard(fence('x = undefined_name') + uses('acme/poet') + uses('acme/poet')),
    );
    const candidates = judgeCard(card, context);
    expect(firstUsable(candidates, context.modelIds)).toBe(candidates[1]);
    const before = reads[2]!;
    expect(candidates[2]!.verdict.objection).toBeUndefined();
    expect(reads[2]).toBeGreaterThan(before);
    const after = [...reads];
    for (const { verdict } of candidates) expect(verdict).toBeDefined();
    expect(reads).toEqual(after);
  });

  it('prefers a later block that loads this model to an earlier one that loads only others', () => {
    const candidates = judgeCard(parseCard(uses('other/model') + uses('acme/poet')), context);
    expect(firstUsable(candidates, context.modelIds)).toBe(candidates[1]);
  });

  it('chooses the block that continues one without a result', () => {
    const load = fence(
      'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("acme/poet")',
    );
    const candidates = judgeCard(parseCard(load + fence('print(model.generate("Hi"))')), context);
    expect(candidates.map(({ outcome }) => outcome)).toEqual(['load', 'result']);
    expect(firstUsable(candidates, context.modelIds)?.verdict.whole?.code).toBe(
      'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("acme/poet")\n\nprint(model.generate("Hi"))',
    );
  });
});
