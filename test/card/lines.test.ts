import { expect, it } from 'vitest';
import { generateCard } from './generated-cards.ts';
import { parseCard } from './parse-card.ts';

it('gives the correct lines for each block of 1,000 generated cards', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const { text, blocks } = generateCard(seed);
    const found = parseCard(text).blocks;
    const message = `seed ${seed}\n${text}`;
    expect(
      found.map(({ startLine, endLine, code }) => [startLine, endLine, code]),
      message,
    ).toEqual(blocks.map(({ startLine, code }) => [startLine, startLine + code.length - 1, code.join('\n')]));
    const fileLines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
    for (const [at, { startLine, endLine, code }] of found.entries()) {
      const { prefix } = blocks[at]!;
      const held = fileLines
        .slice(startLine - 1, endLine)
        .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : ''));
      expect(held.join('\n'), message).toBe(code);
    }
  }
});
