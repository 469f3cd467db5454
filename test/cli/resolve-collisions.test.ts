import { expect, test } from 'vitest';
import { parseModelList } from '../../src/cli/commands/generate/model-list.ts';
import { planOutput } from '../../src/cli/commands/generate/output-plan.ts';
import { resolveCollisions } from '../../src/cli/commands/generate/resolve-collisions.ts';
import { NotFoundError } from '../../src/errors.ts';
import type { Hub } from '../../src/hub/hub.ts';

const SHA = '607a30d783dfa663caf39e06633721c8d4cfcd7e';
/** Requested id -> id in the Hub's response. */
const MOVED: Record<string, string> = { gpt2: 'openai-community/gpt2', 'OLD/Bert': 'new/bert' };
const hub: Pick<Hub, 'model'> = {
  async model(id) {
    if (id.startsWith('none/')) throw new NotFoundError(id);
    return { info: { id: MOVED[id] ?? id, sha: SHA, tags: [], siblings: [] }, source: 'hub' };
  },
};

function settle(output: string | undefined, ids: string[]) {
  const listed = ids.map((text) => ({ text, location: '' }));
  const models = parseModelList(listed, { endpoint: 'https://huggingface.co' });
  const plan = planOutput(output, { cwd: '/nowhere', modelCount: ids.length });
  return resolveCollisions(
    models,
    { plan, cwd: '/nowhere', hub: async () => hub },
    new AbortController().signal,
  );
}

test.each<[string, string | undefined, string[], string[], [name: string, as: string][]]>([
  ['different names', undefined, ['a/x', 'a/y'], ['a/x', 'a/y'], []],
  ['told apart by the owner', '{owner}/{name}.ipynb', ['a/x', 'b/x'], ['a/x', 'b/x'], []],
  ['told apart by what only the Hub knows', '{name}@{sha7}.ipynb', ['a/x', 'b/x'], ['a/x', 'b/x'], []],
  ['named twice', 'out/', ['a/x', 'a/y', 'a/x'], ['a/x', 'a/y'], [['a/x', 'a/x']]],
  [
    'named twice, by its page',
    undefined,
    ['a/x', 'https://huggingface.co/a/x'],
    ['a/x'],
    [['https://huggingface.co/a/x', 'a/x']],
  ],
  [
    'a former name',
    undefined,
    ['openai-community/gpt2', 'gpt2'],
    ['openai-community/gpt2'],
    [['gpt2', 'openai-community/gpt2']],
  ],
  [
    'a former name in other letters',
    undefined,
    ['OLD/Bert', 'new/bert'],
    ['OLD/Bert'],
    [['new/bert', 'OLD/Bert']],
  ],
])('%s', async (_name, output, ids, kept, aliases) => {
  const settled = await settle(output, ids);
  expect(settled.models.map(({ text }) => text)).toEqual(kept);
  expect(settled.aliases).toEqual(aliases.map(([name, as]) => ({ name, as })));
});

test.each<[string, string | undefined, string[], RegExp]>([
  ['one name, two owners', undefined, ['a/x', 'b/x'], /"a\/x" and "b\/x" would both be written to x.ipynb/],
  ['only the case differs', undefined, ['a/X', 'b/x'], /would both/],
  ['one that is not there', undefined, ['a/x', 'none/x'], /would both/],
])('%s', async (_name, output, ids, message) => {
  await expect(settle(output, ids)).rejects.toThrow(message);
});
