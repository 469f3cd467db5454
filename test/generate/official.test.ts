import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notebookModels } from '../../fixtures/fake-hub/notebook-models.ts';
import type { GenerateRequest } from '../../src/index.ts';
import { type Kitchen, openKitchen } from './fixture-notebooks.ts';

interface Cell {
  id: string;
  cell_type: string;
  metadata: object;
  source: string[];
  outputs?: object[];
  execution_count?: number | null;
}

describe("the repository's own notebook", () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await openKitchen();
    for (const model of notebookModels) kitchen.server.addModel(model);
  });
  afterAll(() => kitchen.close());

  async function make(name: string, request: Partial<GenerateRequest> = {}) {
    const made = await kitchen.make(`oak-notebooks/${name}`, { preferOfficial: true, ...request });
    const notebook = JSON.parse(made.content) as {
      cells: Cell[];
      metadata: Record<string, Record<string, unknown>>;
      nbformat_minor: number;
    };
    return { made, notebook, sources: notebook.cells.map(({ source }) => source.join('')) };
  }

  it.each(['v4-0', 'v4-5', 'own-revision', 'hostile'])('%s is used, pinned and reported', async (name) => {
    const { made, notebook, sources } = await make(name);
    expect(made.strategy).toBe('official');
    expect(made.warnings[0]).toMatch(/authors' own notebook\.ipynb.*read it before you run it/);
    expect(sources[0]).toContain('third-party code');
    expect(sources[0]).toContain(
      `https://huggingface.co/oak-notebooks/${name}/blob/${made.sha}/notebook.ipynb`,
    );
    expect(sources[1]).toContain(`REVISION = "${made.sha}"`);
    expect(notebook.nbformat_minor).toBe(5);
    expect(notebook.metadata.alacard).toMatchObject({ strategy: 'official', sha: made.sha });
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(notebook.cells.map(({ metadata }) => metadata).filter((data) => 'tags' in data)).toEqual([
      { tags: ['parameters'] },
    ]);
    expect(made.content).not.toContain('OUTPUT-OF-THE-AUTHOR');
    for (const { cell_type: type, outputs, execution_count: count } of notebook.cells) {
      if (type === 'code') expect({ outputs, count }).toEqual({ outputs: [], count: null });
    }
    expect((await make(name)).made.content).toBe(made.content);
  });

  it('pins and marks the calls that load this model, and nothing else', async () => {
    const { sources } = await make('v4-5');
    expect(sources.slice(4, -1)).toEqual([
      '# Ours',
      'from transformers import pipeline\n\npipe = pipeline("text-generation", model=MODEL_ID, revision=REVISION)  # alacard: revision pinned\nprint(pipe("Hello"))',
    ]);
  });

  it('keeps the cells of an old notebook and installs their imports', async () => {
    const { made, sources } = await make('v4-0');
    expect(sources.slice(4, -1)).toEqual([
      '![x](attachment:x.png)',
      '!pip install -q einops "sentencepiece<1"\nimport einops',
      '%%bash\nimport-nothing --here',
      expect.stringContaining('model=MODEL_ID, revision=REVISION)'),
      '````\nraw ```text```\ntwo\n````',
    ]);
    expect(made.packages.install).toEqual(expect.arrayContaining(['einops<1', 'sentencepiece<1']));
    expect(made.packages.install.join(' ')).toContain('transformers');
    expect(made.warnings).toContain('Images attached to its cells are omitted.');
  });

  it('pins nothing if the notebook defines REVISION', async () => {
    const { made, sources } = await make('own-revision');
    expect(sources.slice(4).join('\n')).not.toContain('revision=REVISION');
    expect(made.warnings.join('\n')).toContain('found no revisions to pin in it');
  });

  it('copies no token, invisible character or metadata', async () => {
    const { made, notebook } = await make('hostile');
    expect(made.content).not.toMatch(/hf_[A-Za-z0-9]{20}/);
    expect(made.content).not.toMatch(/\\u001b|\\u0007|[\u202a-\u202e\u2066-\u2069\u001b]/);
    expect(Object.keys(notebook.metadata).sort()).toEqual(['alacard', 'kernelspec', 'language_info']);
    expect(notebook.metadata.alacard!.model).toBe('oak-notebooks/hostile');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    ['v3', 'uses nbformat 3, not 4'],
    ['not-json', 'is not valid JSON'],
    ['wrong-cell', 'is not a valid notebook: check its cells.1.cell_type'],
    ['julia', 'is not written in Python'],
    ['text-only', 'has no code'],
    ['deep', 'is not a valid notebook'],
    ['many-cells', 'is not a valid notebook: check its cells'],
    ['huge', 'is larger than 10 MB'],
  ])('%s is not used, and the usual notebook says why', async (name, why) => {
    const { made, notebook } = await make(name);
    expect(made.strategy).not.toBe('official');
    expect(made.warnings).toContain(`The repository's notebook.ipynb was not used because it ${why}.`);
    expect(made.reasons[0]).toEqual({ strategy: 'official', reason: `notebook.ipynb ${why}` });
    expect(notebook.cells.at(-2)!.id).toMatch(/^usage-/);
  });

  it('reports without a warning that there is none', async () => {
    const { made } = await make('none');
    expect(made.warnings).toEqual([]);
    expect(made.reasons[0]).toEqual({
      strategy: 'official',
      reason: 'the repository has no notebook',
    });
  });

  it('is requested only with the option', async () => {
    const before = kitchen.server.requests.length;
    const { made } = await make('v4-5', { preferOfficial: false });
    expect(made.strategy).not.toBe('official');
    expect(made.reasons.map(({ strategy }) => strategy)).not.toContain('official');
    const paths = kitchen.server.requests.slice(before).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('notebook.ipynb'))).toEqual([]);
  });

  it('is generated for the target, and says that 4-bit loading changes nothing', async () => {
    const { made, notebook } = await make('v4-5', { target: 'kaggle', quantize: '4bit' });
    expect(notebook.metadata.kaggle).toMatchObject({ accelerator: 'nvidiaTeslaT4' });
    expect(made.warnings.at(-1)).toMatch(/^--quantize 4bit had no effect/);
    expect(notebook.metadata.alacard).not.toHaveProperty('quantize');
  });
});
