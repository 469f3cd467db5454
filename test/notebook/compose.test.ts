import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
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
  it('names the model, the commit, the license, the author and the warnings', () => {
    const { title } = sources(fullPlan());
    expect(title).toContain('# acme/tiny-7b\n');
    expect(title).toContain(`[acme/tiny-7b](https://huggingface.co/acme/tiny-7b/tree/${SHA})`);
    expect(title).toContain('[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)');
    expect(title).toContain(`- **Revision:** \`${SHA}\` (requested as \`v1.0\`), pinned in the code below`);
    expect(title).toContain('[request access](https://huggingface.co/acme/tiny-7b)');
    expect(title).toContain(', by **acme**\n');
    expect(title).toContain(
      `- **Example:** from the model card, [lines 12-15](https://huggingface.co/acme/tiny-7b/blob/${SHA}/README.md?code=true#L12-L15)\n`,
    );
    expect(title).toContain('alacard 1.2.3 with the `readme-python` strategy.');
    expect(title).toContain('> - README cut at 5 MB');
  });

  it('reports what is unknown, and leaves out the rest', () => {
    const { title } = sources(barePlan());
    expect(title).toContain(
      '- **Revision:** not pinned: the code below loads the current state of `main` each time it runs',
    );
    expect(title).toContain("cell 6 is alacard's own code");
    expect(title).not.toMatch(/License|Task|Access|Before you run/);
  });
});

describe('the description of REVISION', () => {
  it.each([
    ['load("acme/tiny-7b", revision=REVISION)', 'pinned in the code below', 'every cell'],
    [
      'load("acme/tiny-7b", revision="v1")',
      "pinned in alacard's own cells; the example does not use `REVISION`",
      "alacard's own cells",
    ],
  ])('is accurate: %s', (code, pinning, cells) => {
    const plan = fullPlan({ example: { code, provenance: 'p' }, moreExamples: [] });
    const { title, 'next-steps': next } = sources(plan);
    expect(title).toMatch(new RegExp(`^- \\*\\*Revision:\\*\\* .*, ${pinning}$`, 'm'));
    expect(next).toContain(`\`REVISION\` keeps ${cells} at \`${SHA}\`.`);
  });
});

describe('the example in the title', () => {
  const code = { code: 'x', provenance: 'p' };
  const { sha: _, ...unpinned } = fullPlan().model;
  const card = `https://huggingface.co/acme/tiny-7b/blob/${SHA}/README.md?code=true`;
  it.each([
    [
      fullPlan({ example: { ...code, lines: [[3, 3], [12, 15]] } }), // biome-ignore format: a row
      `from the model card, [line 3](${card}#L3), [lines 12-15](${card}#L12-L15)`,
    ],
    [fullPlan({ model: unpinned }), 'from the model card, lines 12-15'],
    [fullPlan({ example: code, strategy: 'library' }), "the Hub's snippet for transformers"],
    [barePlan(), "none from the authors; cell 6 is alacard's own code for the model's task"],
  ])('is one line (%#)', (plan, text) => {
    const { title } = sources(plan);
    expect(title!.match(/Example:.*/g)).toEqual([`Example:** ${text}`]);
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
    expect(sources(barePlan({ install })).environment!.split('\n')[1]).toBe(line);
  });

  it('says so if there is nothing to install', () => {
    expect(sources(barePlan()).environment).toContain('# The code below needs only the Hub client');
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
    const lines = sources(barePlan({ install: [requirement, 'ok'] })).environment!.split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual(['%pip install -q "ok" "huggingface_hub"']);
    expect(lines.at(-1)).toMatch(/^# Skipped \(not a simple requirement\): /);
  });
});

describe('hello', () => {
  it('pins the revision and knows what the model needs', () => {
    const { hello } = sources(fullPlan());
    expect(hello).toContain('MODEL_ID = "acme/tiny-7b"\n');
    expect(hello).toContain(`REVISION = "${SHA}"  # requested as v1.0\n`);
    expect(hello).toContain('MEMORY_GB = 14  # memory for the weights\nDOWNLOAD_GB = 14.1\n');
    expect(hello).toMatch(/trust_remote_code.*CHECK_FIT and/s);
    expect(hello).toContain('auth_check');
    expect(hello!.split('\n').length).toBeLessThanOrEqual(70);
    expect(hello).not.toMatch(/@fill|@if|@end/);
  });

  it('leaves out what does not apply', () => {
    const model = { ...fullPlan().model, gated: false as const, trustRemoteCode: false, parameters: 1e6 };
    const { hello } = sources(fullPlan({ model: { ...model, bytes: 2e6 } }));
    expect(hello).not.toMatch(/trust_remote_code|auth_check|_GB|CHECK_FIT|disk|@if|@end/);
    expect(hello!.split('\n').length).toBeLessThanOrEqual(45);
  });

  it.each([
    [{ parameters: 8e9, dtype: 'BF16' }, 'MEMORY_GB = 16  # memory for the weights\nDOWNLOAD_GB = 16\n'],
    [{ bytes: 1e9 }, 'MEMORY_GB = 1  # memory for the weights\nDOWNLOAD_GB = 1\n'],
    [{ parameters: 8e9, dtype: 'odd' }, undefined],
    [{ bytes: 9e8 }, undefined],
  ])('states the size of %j', (size, lines) => {
    const { hello } = sources(barePlan({ model: { ...barePlan().model, ...size } }));
    expect(/MEMORY_GB = .*\nDOWNLOAD.*\n/.exec(hello!)?.[0]).toBe(lines);
  });

  it('says that it is not pinned', () => {
    const { hello } = sources(barePlan());
    expect(hello).toContain('REVISION = "main"  # not pinned: ');
    expect(sources(barePlan({ requestedRevision: 'v2"' })).hello).toContain(
      `REVISION = 'v2"'  # not pinned: `,
    );
  });
});

describe('model information', () => {
  it('is one table', () => {
    const html = marked.parse(sources(fullPlan())['model-information']!, { async: false });
    const rows = [...html.matchAll(/<tr>\s*<td>(.*?)<\/td>\s*<td>(.*?)<\/td>\s*<\/tr>/gs)];
    const table = Object.fromEntries(rows.map((row) => [row[1]!, row[2]!]));
    expect(table).toMatchObject({
      Task: 'text-generation',
      Parameters: '7.0B (7,000,000,000)',
      'Memory for the weights': 'about 14.0 GB in BF16, and more while it runs',
      Download: 'about 14.1 GB',
      Downloads: '1,234,567',
      Languages: 'en, fr',
      Datasets: '<a href="https://huggingface.co/datasets/acme/data">acme/data</a>, not a link',
      'Base model': '<a href="https://huggingface.co/acme/base">acme/base</a>',
    });
    expect(table.Tags).toMatch(/^<code>tag-0<\/code>, .*, and 2 more$/);
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
      '## Model information\n\n| | |\n|---|---|\n| Model | [tiny](https://huggingface.co/tiny) |',
    );
  });
});

describe('example and usage', () => {
  it('begin with their origin', () => {
    const { example, usage } = sources(fullPlan());
    expect(example).toMatch(/^# README\.md of acme\/tiny-7b at 0123456, lines 12 to 15\nfrom transformers/);
    expect(usage).toMatch(/^# Free the memory of the example's model/);
    expect(usage).toMatch(/\n\n# alacard's template for text-generation\nprint\(MODEL_ID, REVISION\)$/);
  });

  it('release the example in a few lines', () => {
    const [release] = sources(fullPlan()).usage!.split('\n\n# alacard');
    expect(release!.split('\n').length).toBeLessThanOrEqual(20);
  });

  it('release nothing if there was no example', () => {
    expect(sources(barePlan()).usage).toBe(
      "# alacard's template for text-generation\nprint(MODEL_ID, REVISION)",
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
