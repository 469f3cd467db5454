import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
import { measureFit } from '../../src/notebook/fit.ts';
import { formatNotebook } from '../../src/notebook/formats/formats.ts';
import type { NotebookPlan } from '../../src/notebook/plan.ts';
import { barePlan, fullPlan, hostilePlan, SHA } from './plans.ts';

function sources(plan: NotebookPlan): Record<string, string> {
  return Object.fromEntries(
    composeNotebook(plan).cells.map((cell) => [cell.id.replace(/-[0-9a-f]{8}$/, ''), cell.source]),
  );
}

describe('composeNotebook', () => {
  it('creates the seven cells in order', () => {
    const kinds = composeNotebook(fullPlan()).cells.map(
      (cell) => `${cell.id.slice(0, -9)} ${cell.cell_type}`,
    );
    expect(kinds).toEqual([
      'title markdown',
      'environment code',
      'hello code',
      'model-information markdown',
      'example code',
      'usage code',
      'next-steps markdown',
    ]);
  });

  it('replaces a missing example with a note, followed by further examples', () => {
    const plan = barePlan({ moreExamples: [{ code: 'a', provenance: 'b' }] });
    const kinds = composeNotebook(plan).cells.map((cell) => `${cell.id.slice(0, -9)} ${cell.cell_type}`);
    expect(kinds.slice(4, 6)).toEqual(['example markdown', 'example-2 code']);
  });

  it('produces the same bytes for the same plan, regardless of the source of its facts', () => {
    const first = formatNotebook(composeNotebook(fullPlan({ source: 'hub' })), 'ipynb');
    expect(formatNotebook(composeNotebook(fullPlan({ source: 'stale-cache' })), 'ipynb')).toBe(first);
  });

  it('has unique ids that nbformat accepts', () => {
    const ids = composeNotebook(hostilePlan()).cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
  });

  it('stores its provenance in metadata.alacard, without times', () => {
    expect(composeNotebook(fullPlan()).metadata.alacard).toEqual({
      version: '1.2.3',
      model: 'acme/tiny-7b',
      sha: SHA,
      requested_revision: 'v1.0',
      strategy: 'readme-python',
      example_lines: [[12, 15]],
      reasons: [{ strategy: 'readme-python', lines: [5, 6], reason: 'installs only' }],
      warnings: ['README cut at 5 MB'],
    });
  });

  it('is the same notebook whether or not its commit was requested', () => {
    const { requestedRevision: _, ...found } = fullPlan();
    const write = (plan: NotebookPlan) => formatNotebook(composeNotebook(plan), 'ipynb');
    expect(write({ ...found, requestedRevision: SHA })).toBe(write(found));
  });
});

describe('title', () => {
  const facts = (plan: NotebookPlan) =>
    sources(plan)
      .title!.split('\n')
      .find((line) => line.includes(' · '));
  const card = `https://huggingface.co/acme/tiny-7b/blob/${SHA}/README.md?code=true`;
  const commit = `commit [0123456](https://huggingface.co/acme/tiny-7b/tree/${SHA})`;
  const code = { code: 'x', provenance: 'p' };
  const { sha: _, ...unpinned } = fullPlan().model;

  it('is the name, what the model is, a line of facts, and what to know', () => {
    const { title } = sources(fullPlan({ summary: 'A small language model. It *speaks* <b>English</b>.' }));
    expect(title!.split('\n\n').slice(0, 4)).toEqual([
      '# tiny-7b',
      'A small language model. It \\*speaks\\* &lt;b&gt;English&lt;/b&gt;.',
      `[acme/tiny-7b](https://huggingface.co/acme/tiny-7b) · text generation · 7.0B parameters · [Apache-2.0](https://spdx.org/licenses/Apache-2.0.html) · ${commit} (requested as \`v1.0\`) · example from the model card, [lines 12-15](${card}#L12-L15)`,
      '**Before you run this:**',
    ]);
  });

  it('leaves out what is unknown', () => {
    expect(sources(barePlan()).title).toBe(
      "# tiny\n\n[tiny](https://huggingface.co/tiny) · not pinned: loads the current state of `main` · no example from the authors: cell 6 is alacard's",
    );
  });

  it.each([
    [
      fullPlan({ example: { ...code, lines: [[3, 3], [12, 15]] } }), // biome-ignore format: a row
      `${commit} (requested as \`v1.0\`) · example from the model card, [line 3](${card}#L3), [lines 12-15](${card}#L12-L15)`,
    ],
    [
      fullPlan({ model: unpinned }),
      'not pinned: loads the current state of `v1.0` · example from the model card, lines 12-15',
    ],
    [
      fullPlan({ example: code, strategy: 'library', requestedRevision: SHA }),
      `${commit} · example: the Hub's snippet for transformers`,
    ],
    [
      barePlan({ model: { ...barePlan().model, license: 'my-license' }, filesOnly: true }),
      'license: my-license · not pinned: loads the current state of `main` · no example: alacard does not know how to run this model',
    ],
  ])('says where the code comes from (%#)', (plan, end) => {
    expect(facts(plan)!.slice(-end.length)).toBe(end);
  });
});

describe('before you run this', () => {
  const before = (plan: NotebookPlan) => {
    const [, text] = sources(plan).title!.split('**Before you run this:**');
    return text?.trim().split('\n');
  };
  const sized = (bytes: number, changes: Partial<NotebookPlan['model']> = {}) => ({
    ...barePlan().model,
    parameters: bytes / 2,
    dtype: 'BF16',
    bytes,
    ...changes,
  });
  const large = measureFit(8e9, { gpu: 2, cpu: 4, spread: true }, true);
  const huge = measureFit(80e9, { gpu: 2, cpu: 4, spread: true }, true);

  it.each<[string, Partial<NotebookPlan>, string[] | undefined]>([
    ['nothing is known', {}, undefined],
    [
      'the model is small',
      { model: sized(1.5e9) },
      ['nothing special; about 1.5 GB is downloaded, a free Colab T4 is enough.'],
    ],
    [
      'it is too large for a T4',
      { model: sized(16e9), fit: large },
      [
        '- It needs about 19.2 GB of memory: too much for a free Colab T4 (15 GB); Kaggle (two T4s) is enough; `--quantize 4bit` reduces it to 7.1 GB.',
        '- About 16.0 GB is downloaded.',
      ],
    ],
    [
      'it is loaded in 4-bit precision',
      { model: sized(16e9), fit: large, quantize: '4bit' },
      ['nothing special; about 16.0 GB is downloaded, a free Colab T4 is enough.'],
    ],
    [
      'it is too large for anything',
      { model: sized(160e9), fit: huge },
      [
        '- It needs about 192.0 GB of memory: too much for a free Colab T4 (15 GB).',
        '- About 160.0 GB is downloaded.',
      ],
    ],
    [
      'it is gated',
      { model: { ...barePlan().model, gated: 'auto' } },
      [
        'Access is gated: [request it](https://huggingface.co/tiny), then set `HF_TOKEN` or run `hf auth login`.',
      ],
    ],
    [
      'it is gated, on Kaggle',
      { model: { ...barePlan().model, gated: 'auto' }, target: 'kaggle' },
      [
        'Access is gated: [request it](https://huggingface.co/tiny), then add a token as the secret `HF_TOKEN` (*Add-ons > Secrets*).',
      ],
    ],
    [
      'it runs its own code, and there are warnings',
      {
        model: { ...barePlan().model, trustRemoteCode: true },
        warnings: ['Cell 2 <installs> an old library.'],
      },
      [
        '- The model runs its own code (`trust_remote_code`): read [its files](https://huggingface.co/tiny) first.',
        '- Cell 2 &lt;installs&gt; an old library.',
      ],
    ],
    [
      'another model was requested',
      { requestedId: 'old/tiny' },
      ['You asked for `old/tiny`; the Hub returned `tiny`.'],
    ],
  ])('if %s', (_name, changes, lines) => {
    expect(before(barePlan(changes))).toEqual(lines);
  });
});

describe('the description of REVISION', () => {
  it.each([
    ['load("acme/tiny-7b", revision=REVISION)', 'every cell'],
    ['load("acme/tiny-7b", revision="v1")', "alacard's own cells"],
  ])('is accurate: %s', (code, cells) => {
    const plan = fullPlan({ example: { code, provenance: 'p' }, moreExamples: [] });
    expect(sources(plan)['next-steps']).toContain(`\`REVISION\` keeps ${cells} at \`${SHA}\`.`);
  });
});

describe('environment', () => {
  it.each([
    [['transformers>=5,<6', 'torch'], '%pip install -q "transformers>=5,<6" "torch" "huggingface_hub"'],
    [['huggingface-hub[cli]~=1.0', 'x'], '%pip install -q "huggingface-hub[cli]~=1.0" "x"'],
    [
      ['a==1.*', 'b!=2,>=1', 'c; python_version < "3.12"'],
      `%pip install -q "a==1.*" "b!=2,>=1" "c; python_version < '3.12'" "huggingface_hub"`,
    ],
    [[], '%pip install -q "huggingface_hub"'],
  ])('installs %j', (install, line) => {
    expect(sources(barePlan({ install })).environment).toBe(
      `MODEL_ID = "tiny"\nREVISION = "main"  # not pinned: the commit was unknown when this notebook was generated\n\n${line}`,
    );
  });

  it('begins with the parameters that papermill replaces', () => {
    const [, cell] = composeNotebook(fullPlan()).cells;
    expect(cell!.source.split('\n').slice(0, 3)).toEqual([
      'MODEL_ID = "acme/tiny-7b"',
      `REVISION = "${SHA}"  # requested as v1.0`,
      '',
    ]);
    expect(cell!.metadata).toEqual({ tags: ['parameters'] });
    expect(formatNotebook(composeNotebook(fullPlan()), 'py')).toContain(
      '# %% tags=["parameters"]\nMODEL_ID = ',
    );
    expect(formatNotebook(composeNotebook(fullPlan()), 'md')).toContain(
      '```{code-cell}\n:tags: [parameters]\n\nMODEL_ID = ',
    );
  });

  it('says that the revision is not pinned', () => {
    expect(sources(barePlan({ requestedRevision: 'v2"' })).environment).toContain(
      `REVISION = 'v2"'  # not pinned: `,
    );
  });

  it('installs psutil only if cell 3 measures the memory', () => {
    expect(sources(fullPlan()).environment).toContain(' "psutil"\n');
    expect(sources(fullPlan({ install: ['psutil>=5'] })).environment).toContain(
      '%pip install -q "psutil>=5" "huggingface_hub"\n',
    );
  });

  it('lists in comments what it does not install', () => {
    const { environment } = sources(fullPlan());
    expect(environment).toContain('# Not installed: acmelib (no table knows it)');
    expect(environment).toContain(
      '# Skipped (it installs from a repository): pip install git+https://example.org/x',
    );
  });

  it.each([
    'torch"; rm -rf ~; "',
    'x$(id)',
    'a{b}',
    '`id`',
    'y @ https://x',
    '-r x.txt',
    '--index-url=x',
    'a\nb',
    '!id',
    'a'.repeat(400),
  ])('keeps %j out of the %%pip line', (requirement) => {
    const lines = sources(barePlan({ install: [requirement, 'ok'] }))
      .environment!.split('\n')
      .slice(3);
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual(['%pip install -q "ok" "huggingface_hub"']);
    expect(lines.at(-1)).toMatch(/^# Skipped \(not a simple requirement\): /);
  });
});

describe('hello', () => {
  const size = (model: Partial<NotebookPlan['model']>) => ({ ...barePlan().model, ...model });

  it('checks what the model needs', () => {
    const { hello } = sources(fullPlan());
    expect(hello).toMatch(/^# Check access, memory and disk space before downloading 14\.1 GB\. /);
    expect(hello).toContain('hub.auth_check(MODEL_ID)');
    expect(hello).toContain(
      'if MODEL_ID == "acme/tiny-7b" and (gpu + ram < 14 or disk < 14.1 and not cached):\n',
    );
  });

  it('leaves out what does not apply', () => {
    const { hello } = sources(barePlan({ model: size({ parameters: 1e6, bytes: 2e6 }) }));
    expect(hello).toMatch(/^# Check access before downloading anything\. /);
    expect(hello).not.toMatch(/auth_check|psutil|torch|disk/);
  });

  it.each([
    [{ parameters: 8e9, dtype: 'BF16' }, 'ram < 16 or disk < 16 '],
    [{ bytes: 1e9 }, 'ram < 1 or disk < 1 '],
    [{ parameters: 8e9, dtype: 'odd' }, undefined],
    [{ bytes: 9e8 }, undefined],
  ])('checks the size of %j', (model, check) => {
    const { hello } = sources(barePlan({ model: size(model) }));
    expect(/ram < .* or disk < \S+ /.exec(hello!)?.[0]).toBe(check);
  });

  const fit = measureFit(7e9, { gpu: 2, cpu: 4, spread: true }, true);
  const VARIANTS = [undefined, 'colab', 'kaggle', 'vscode'] as const;
  it.each(
    VARIANTS.flatMap((target) =>
      ([false, 'manual'] as const).flatMap((gated) =>
        [['torch'], []].flatMap((install) =>
          [7e9, 1e6].map((parameters) => ({ target, gated, install, parameters })),
        ),
      ),
    ),
  )('has at most 15 short lines: %j', ({ target, gated, install, parameters }) => {
    const model = { ...fullPlan().model, gated, parameters, bytes: 2 * parameters };
    const plan = fullPlan({ model, install, ...(target && { target }) });
    for (const changes of [{}, { fit }, { fit, quantize: '4bit' as const }]) {
      const lines = sources({ ...plan, ...changes }).hello!.split('\n');
      expect(lines.length).toBeLessThanOrEqual(15);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(110);
    }
  });
});

describe('model information', () => {
  it('is one table', () => {
    const html = marked.parse(sources(fullPlan())['model-information']!, { async: false });
    const rows = [...html.matchAll(/<tr>\s*<td>(.*?)<\/td>\s*<td>(.*?)<\/td>\s*<\/tr>/gs)];
    const table = Object.fromEntries(rows.map((row) => [row[1]!, row[2]!]));
    expect(table).toMatchObject({
      Library: 'transformers',
      Parameters: '7.0B (7,000,000,000)',
      'Memory for the weights': 'about 14.0 GB in BF16, and more while it runs',
      Download: 'about 14.1 GB',
      Downloads: '1,234,567',
      Languages: 'en, fr',
      Datasets: '<a href="https://huggingface.co/datasets/acme/data">acme/data</a>, not a link',
      'Base model': '<a href="https://huggingface.co/acme/base">acme/base</a>',
    });
    // Cell 1 has the rest.
    expect(Object.keys(table)).not.toContain('License');
    expect(table['Last modified']).toBe('January 2, 2026');
    expect(table.Tags).toMatch(/^<code>tag-0<\/code>, .*, and 2 more$/);
  });

  it('lists only tags that say more than the other rows', () => {
    const model = { ...fullPlan().model, tags: ['text-generation', 'transformers', 'en', 'safetensors'] };
    expect(sources(fullPlan({ model }))['model-information']).toContain('| Tags | `safetensors` |');
  });

  it('quotes the block that did not become a cell', () => {
    const cell = sources(fullPlan())['model-information']!;
    expect(cell).toContain(
      `The card's [line 30](https://huggingface.co/acme/tiny-7b/blob/${SHA}/README.md?code=true#L30) (bash), shown but not run: a server`,
    );
    expect(cell.endsWith('```bash\nvllm serve acme/tiny-7b\n```')).toBe(true);
  });

  it('has no row for unknown values', () => {
    expect(sources(barePlan())['model-information']).toBe(
      '## Model information\n\nThe Hub has no details about this model.',
    );
  });
});

describe('example and usage', () => {
  it('begin with their origin', () => {
    const { example, usage } = sources(fullPlan());
    expect(example).toMatch(/^# README\.md of acme\/tiny-7b at 0123456, lines 12 to 15\nfrom transformers/);
    expect(usage).toBe("# alacard's template for text-generation\nprint(MODEL_ID, REVISION)");
  });

  it.each([
    [
      ['model', 'out'],
      ['torch'],
      'import gc, torch\nmodel = out = None\ngc.collect()\ntorch.cuda.empty_cache()',
    ],
    [['nlp'], ['spacy'], 'import gc\nnlp = None\ngc.collect()'],
    [[], ['torch>=2'], 'import gc, torch\ngc.collect()\ntorch.cuda.empty_cache()'],
  ])('free %j first, with %j installed', (held, install, lines) => {
    expect(sources(fullPlan({ held, install })).usage).toBe(
      `# Free the memory of the model in cell 5\n${lines}\n\n# alacard's template for text-generation\nprint(MODEL_ID, REVISION)`,
    );
  });

  it('keep a cell magic on the first line', () => {
    const plan = fullPlan({ example: { code: '\n%%bash\necho hi', provenance: 'lines 1 to 2' } });
    expect(sources(plan).example).toBe('%%bash\n# lines 1 to 2\necho hi');
  });

  it('list skipped blocks', () => {
    const reasons = Array.from({ length: 10 }, (_, at) => ({
      strategy: 'readme-python' as const,
      lines: [at + 1, at + 1] as [number, number],
      reason: 'installs only',
    }));
    const { example } = sources(
      barePlan({ reasons: [...reasons, { strategy: 'library', reason: 'has no snippet' }] }),
    );
    expect(example).toContain('The card has no code.');
    expect(example).toContain('- line 8: installs only\n- and 2 more\n');
    expect(example).not.toContain('has no snippet');
  });
});

describe('next steps', () => {
  it.each([
    [fullPlan(), `npx alacard generate acme/tiny-7b@${SHA}`, '**Pinned:**'],
    [barePlan(), 'npx alacard generate tiny`', '**Not pinned:**'],
  ])('say how to regenerate the notebook', (plan, command, pinned) => {
    const cell = sources(plan)['next-steps']!;
    expect(cell).toContain(command);
    expect(cell).toContain(pinned);
    expect(cell).toMatch(/\n\nGenerated by alacard 1\.2\.3 with the `(?:readme-python|task)` strategy\.$/);
  });
});

describe('hostile facts', () => {
  const notebook = composeNotebook(hostilePlan());

  it('do not add any link, element or heading', () => {
    for (const cell of notebook.cells.filter((cell) => cell.cell_type === 'markdown')) {
      const html = marked.parse(cell.source, { async: false });
      expect(html).not.toMatch(/<script|<h1>.*x\]|href="(?!https:\/\/)|<img/i);
      expect(html.match(/<h\d/g)!.length).toBeLessThanOrEqual(2);
    }
  });

  it('do not add any invisible character to the file', () => {
    for (const format of ['ipynb', 'py', 'md'] as const) {
      expect(formatNotebook(notebook, format)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });

  it('are never interpreted as a template', () => {
    expect(JSON.stringify(notebook)).toContain('$1 $&');
    expect(notebook.cells[0]!.source).toContain('\\{\\{sha\\}\\}');
  });
});
