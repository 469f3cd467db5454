import { describe, expect, it } from 'vitest';
import { parseCard } from './parse-card.ts';

const FENCE = '```py\nx\n```';

describe('headings above a block', () => {
  it.each([
    ['none', FENCE, []],
    ['nested', `# A\n## B\n### C\n\n${FENCE}`, ['A', 'B', 'C']],
    ['a sibling replaces', `# A\n## B\n## C\n\n${FENCE}`, ['A', 'C']],
    ['a higher one drops the lower', `# A\n### B\n## C\n${FENCE}`, ['A', 'C']],
    ['underlined', `A\n=\n\nB\n---\n\n${FENCE}`, ['A', 'B']],
    [
      'marks taken off',
      `## **Use** \`x\` [here](https://a.example) ![i](j.png) <a id="b"></a>&amp; _so_ ##\n${FENCE}`,
      ['Use x here & so'],
    ],
    ['names keep their underscores', `# my_model_v1\n${FENCE}`, ['my_model_v1']],
    ['in a comment', `# A\n<!--\n# B\n-->\n${FENCE}`, ['A']],
    ['in a fence', `# A\n\`\`\`sh\n# B\n\`\`\`\n${FENCE}`, ['A']],
    ['a hash without a space', `# A\n#B\n\n${FENCE}`, ['A']],
    ['long', `# ${'a'.repeat(1000)}\n${FENCE}`, ['a'.repeat(200)]],
  ])('%s', (_, card, headings) => {
    expect(parseCard(card).blocks.at(-1)!.headings).toEqual(headings);
  });
});
