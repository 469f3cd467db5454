import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kitchen, MODEL_IDS, openKitchen, shuffled } from './fixture-notebooks.ts';

let kitchen: Kitchen;
beforeAll(async () => {
  kitchen = await openKitchen();
});
afterAll(() => kitchen.close());

const FORMATS = ['ipynb', 'py', 'md'] as const;
const work = MODEL_IDS.flatMap((id) => FORMATS.map((format) => ({ id, format })));
type Work = (typeof work)[number];

async function makeAll(order: Work[], lanes: number): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  const waiting = [...order];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { content } = await kitchen.make(next.id, { format: next.format });
      made.set(`${next.id} ${next.format}`, content);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return made;
}

const inOrder = (made: Map<string, string>) => [...made].sort(([a], [b]) => (a < b ? -1 : 1));

describe('deterministic output', () => {
  it(`${work.length} notebooks in order, shuffled, and sixteen at a time`, { timeout: 180_000 }, async () => {
    const first = inOrder(await makeAll(work, 1));
    expect(first).toHaveLength(work.length);
    const differing = (other: [string, string][]) =>
      other.filter(([, text], at) => text !== first[at]![1]).map(([name]) => name);
    expect(differing(inOrder(await makeAll(shuffled(work, 1), 1)))).toEqual([]);
    expect(differing(inOrder(await makeAll(shuffled(work, 2), 16)))).toEqual([]);
    const texts = first.map(([, text]) => text);
    // Neither today's date nor the fake Hub's port, which differs from run to run.
    const today = new Date().toISOString().slice(0, 10);
    expect(texts.filter((text) => text.includes(today))).toEqual([]);
    expect(texts.filter((text) => text.includes(kitchen.server.url))).toEqual([]);
  });

  it('the same bytes for any reason why the card is missing, and any delay', async () => {
    const faults = [{ kind: 'status', status: 404 }, { kind: 'html' }, { kind: 'html' }] as const;
    const contents: string[] = [];
    for (const fault of faults) {
      const heal = kitchen.server.setFault(/birch-nlp\/fill-robin\/resolve/, fault);
      contents.push((await kitchen.make('birch-nlp/fill-robin')).content);
      heal();
    }
    expect(contents[1]).toBe(contents[2]);
    expect(contents[1]).not.toMatch(/\d(?:\.\d)? s\b|tries/);
  });
});
