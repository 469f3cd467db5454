import { beforeAll, describe, expect, it } from 'vitest';
import { notebookOf } from '../../generate/from-card.ts';
import { CARDS, type Family, TEXTS } from './families.ts';
import { findSuperlinear } from './measure-growth.ts';

const LENGTH = 60_000;
const EXAMPLE = 'from transformers import pipeline\npipe = pipeline(model="acorn/poet")\nprint(pipe("Hi"))';
const fence = (code: string, label = '') => `\`\`\`${label}\n${code}\n\`\`\`\n`;

/** The places where text can appear in a model card. */
const PLACES: Record<string, (text: string) => string> = {
  'a paragraph': (text) => `# Use\n\n${text}\n\n${fence(EXAMPLE, 'python')}`,
  'a Python block': (text) => fence(`${EXAMPLE}\n${text}`, 'python'),
  'a block without a label': (text) => fence(text),
};

describe('the work for a notebook grows in proportion to the model card', () => {
  beforeAll(() => notebookOf(fence(EXAMPLE, 'python')));

  const families: [string, Family][] = [
    ...Object.entries(CARDS),
    ...Object.entries(PLACES).flatMap(([place, put]) =>
      Object.entries(TEXTS).map(([name, family]): [string, Family] => [
        `${name} in ${place}`,
        (length) => put(family(length)),
      ]),
    ),
  ];
  it.each(families)('%s', { timeout: 120_000 }, async (_, family) => {
    expect(await findSuperlinear((length) => notebookOf(family(length)), LENGTH)).toBeUndefined();
  });
});

describe('the measurement', () => {
  const steps = (count: number) => {
    let sum = 0;
    for (let at = 0; at < count; at++) sum = (sum * 31 + at) % 1_000_003;
    return sum;
  };
  it('passes linear work and finds quadratic work', { timeout: 120_000 }, async () => {
    expect(await findSuperlinear((length) => steps(length * 1_000), 200_000)).toBeUndefined();
    expect(await findSuperlinear((length) => steps(length ** 2), 20_000)).toMatch(
      /times as long for 8 times/,
    );
  });
});
