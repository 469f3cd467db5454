import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { GeneratedEntry } from '../../src/batch/journal.ts';
import { parseModelList } from '../../src/cli/commands/generate/model-list.ts';
import { comparablePath, planOutput } from '../../src/cli/commands/generate/output-plan.ts';
import { resolveCollisions } from '../../src/cli/commands/generate/resolve-collisions.ts';
import { NotFoundError } from '../../src/errors.ts';
import type { Hub } from '../../src/hub/hub.ts';

const SHA = '607a30d783dfa663caf39e06633721c8d4cfcd7e';
/** Requested id -> id in the Hub's response. */
const MOVED: Record<string, string> = { gpt2: 'openai-community/gpt2', 'OLD/Bert': 'new/bert' };
const hub: Pick<Hub, 'model'> = {
  async model(id, { revision } = {}) {
    if (id.startsWith('none/')) throw new NotFoundError(id);
    return {
      info: {
        id: MOVED[id] ?? id,
        sha: revision === undefined ? SHA : `${revision} of ${id}`,
        tags: [],
        siblings: [],
      },
      source: 'hub',
    };
  },
};

function entryOf(text: string | undefined): GeneratedEntry | undefined {
  if (text === undefined) return undefined;
  const [model = '', revision] = text.split('@');
  return {
    model,
    modelId: model,
    path: '',
    digest: '',
    options: '',
    version: '',
    ...(revision && { revision }),
  };
}

/** @param recorded file -> model, as earlier batches in the same folder wrote them */
function settle(output: string | undefined, ids: string[], recorded: Record<string, string> = {}) {
  const listed = ids.map((text) => ({ text, location: '' }));
  const models = parseModelList(listed, { endpoint: 'https://huggingface.co' });
  const plan = planOutput(output, { cwd: '/nowhere', modelCount: ids.length });
  return resolveCollisions(
    models,
    {
      plan,
      cwd: '/nowhere',
      hub: async () => hub,
      journal: { lastAt: (path) => entryOf(recorded[basename(path)]) },
    },
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

/** The file names of the models, or their errors. */
async function namesOf(output: string | undefined, ids: string[], recorded?: Record<string, string>) {
  const { models } = await settle(output, ids, recorded);
  const plan = planOutput(output, { cwd: '/nowhere', modelCount: ids.length });
  return models.map((model) =>
    model.kind === 'invalid' ? model.error.message : comparablePath(plan, model),
  );
}

test.each<[string, string | undefined, string[], string[]]>([
  ['one name, two owners', undefined, ['a/x', 'b/x', 'c/x'], ['x.ipynb', 'b-x.ipynb', 'c-x.ipynb']],
  ['only the case differs', undefined, ['a/X', 'b/x'], ['X.ipynb', 'b-x.ipynb']],
  ['one that is not there', undefined, ['a/x', 'none/x'], ['x.ipynb', 'none-x.ipynb']],
  [
    'an owner that only the Hub knows',
    undefined,
    ['a/gpt2', 'gpt2'],
    ['gpt2.ipynb', 'openai-community-gpt2.ipynb'],
  ],
  [
    'two revisions',
    undefined,
    ['a/x@v1', 'a/x@refs/pr/1', 'a/x'],
    ['x.ipynb', 'x@refs-pr-1.ipynb', 'x@main.ipynb'],
  ],
  [
    'two revisions of the second',
    undefined,
    ['a/x', 'b/x', 'b/x@v1'],
    ['x.ipynb', 'b-x.ipynb', 'b-x@v1.ipynb'],
  ],
  ['a pattern', 'n-{name}.ipynb', ['a/x', 'b/x'], ['n-x.ipynb', 'n-b-x.ipynb']],
  ['a pattern with the task', '{task}/{name}', ['a/x', 'b/x'], ['no-task/x.ipynb', 'no-task/b-x.ipynb']],
  [
    'no name is left',
    undefined,
    ['a/x', 'c/b-x', 'b/x', 'd/x'],
    ['x.ipynb', 'b-x.ipynb', '"a/x" and "b/x" would both be written to x.ipynb', 'd-x.ipynb'],
  ],
  [
    'a pattern without the name',
    'one-{owner}-{ext}.ipynb',
    ['a/x', 'a/y'],
    ['one-a-ipynb.ipynb', '"a/x" and "a/y" would both be written to one-a-ipynb.ipynb'],
  ],
])('%s: %s', async (_name, output, ids, expected) => {
  expect(await namesOf(output, ids)).toEqual(expected);
});

test.each<[string, string[], Record<string, string>, string[]]>([
  ['in another order', ['b/x', 'a/x'], { 'x.ipynb': 'a/x', 'b-x.ipynb': 'b/x' }, ['b-x.ipynb', 'x.ipynb']],
  ['without the first', ['b/x'], { 'x.ipynb': 'a/x', 'b-x.ipynb': 'b/x' }, ['b-x.ipynb']],
  ['with a new one first', ['c/x', 'a/x'], { 'x.ipynb': 'a/x' }, ['c-x.ipynb', 'x.ipynb']],
  [
    'by the revision',
    ['a/x@v2', 'a/x'],
    { 'x.ipynb': 'a/x', 'x@v2.ipynb': 'a/x@v2' },
    ['x@v2.ipynb', 'x.ipynb'],
  ],
  ['whose file is gone', ['b/x'], { 'x.ipynb': 'a/x' }, ['x.ipynb']],
])('keeps the names of earlier batches: %s', async (_name, ids, recorded, expected) => {
  expect(await namesOf(undefined, ids, recorded)).toEqual(expected);
});
