import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { ATTACK } from '../hostile-output.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
  return () => sandbox.remove();
});

const files = () => readdirSync(sandbox.cwd).sort();
const preview = (args: string[], env: Record<string, string> = {}) => sandbox.run(['preview', ...args], env);

type Data = Record<string, unknown>;
const markdown = (source: string): Data => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: string | string[], outputs: Data[] = []): Data => ({
  cell_type: 'code',
  metadata: {},
  execution_count: 1,
  source,
  outputs,
});

function save(name: string, cells: Data[], rest: Data = { nbformat: 4, nbformat_minor: 5 }): void {
  writeFileSync(join(sandbox.cwd, name), JSON.stringify({ cells, metadata: {}, ...rest }));
}

const rule = (title: string) => `── ${title} `.padEnd(80, '─');

describe('of a model', () => {
  test('shows the notebook that generate would write, and writes nothing', async () => {
    const { code, stdout, stderr } = await preview(['acorn-labs/tiny-poet']);
    expect([code, files()]).toEqual([0, []]);
    expect(stdout.match(/^── cell \d/gm)).toHaveLength(7);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('next: alacard generate acorn-labs/tiny-poet\n');

    const { cells } = JSON.parse((await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', '-'])).stdout);
    const json = await preview(['acorn-labs/tiny-poet', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      model: 'acorn-labs/tiny-poet',
      cells: cells.map(({ cell_type, source }: Data, at: number) => ({
        number: at + 1,
        type: cell_type,
        source: (source as string[]).join(''),
        outputs: [],
      })),
    });
    for (const { cell_type, source } of cells) {
      if (cell_type === 'code') expect(stdout).toContain(source.join(''));
    }
    expect(files()).toEqual([]);
  });

  test('accepts a URL, a local card and the options of generate', async () => {
    const mine =
      'from transformers import pipeline\n\nprint(pipeline("fill-mask", model="me/mine")("A [MASK].")[0])';
    writeFileSync(join(sandbox.cwd, 'README.md'), `# Mine\n\n\`\`\`python\n${mine}\n\`\`\`\n`);
    expect((await preview(['./README.md', '--id', 'me/mine'])).stdout).toContain('"A [MASK]."');
    expect((await preview([`${hub.url}/acorn-labs/tiny-poet`, '-q'])).stderr).toBe('');
    const { stdout } = await preview(['meta-llama/Llama-3.1-8B-Instruct', '--offline', '--quantize', '4bit']);
    expect(stdout).toContain('BitsAndBytesConfig');
    expect(files()).toEqual(['README.md']);
  });

  test('3: a missing model, with similar ids', async () => {
    const { code, stderr } = await preview(['acorn-labs/tiny-poe']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/hint: Did you mean acorn-labs\/tiny-poet/);
  });
});

const DOCUMENT = `# A *small* model

See [the paper](https://example.org/p) or <https://example.org>,
with **bold** \`code\` &amp; \\*stars\\*.

- one
- two
  1. nested
- [x] done

> quoted
> text

| Name | A long title for a column |
|---|---:|
| a | 1 |
| b | ${'many words '.repeat(12)}|

\`\`\`python
print(1)
\`\`\`

![A cat](cat.png)

---

<details>hidden</details>`;

const RENDERED = `# A small model

See the paper (https://example.org/p) or https://example.org, with bold code &
*stars*.

- one
- two
  1. nested
- [x] done

> quoted text

Name                                                   A long title for a column
────  ──────────────────────────────────────────────────────────────────────────
a                                                                              1
b         many words many words many words many words many words many words many
                    words many words many words many words many words many words

    print(1)

[image: A cat]

────────────────────

<details>hidden</details>`;

describe('of a notebook', () => {
  test('renders Markdown: headings, lists, quotes, tables, links, code', async () => {
    save('a.ipynb', [markdown(DOCUMENT)]);
    const { code, stdout, stderr } = await preview(['a.ipynb']);
    expect(stdout).toBe(`${rule('cell 1')}\n${RENDERED}\n\n`);
    expect([code, stderr, files()]).toEqual([0, '', ['a.ipynb']]);
  });

  const OUTPUTS = [
    { output_type: 'stream', name: 'stderr', text: ['  1%\r 50%\r100%\n', 'done\n'] },
    { output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'text/plain': "'a'" } },
    { output_type: 'display_data', metadata: {}, data: { 'text/plain': '<Figure>', 'image/png': 'aWk=' } },
    { output_type: 'display_data', metadata: {}, data: { 'text/html': '<b>x</b>' } },
    { output_type: 'error', ename: 'ValueError', evalue: 'wrong', traceback: [] },
    { output_type: 'stream', text: '' },
  ];

  test('shows code with its text outputs, and names the others', async () => {
    save('a.ipynb', [
      code(['x = 1\n', 'x'], OUTPUTS),
      { cell_type: 'raw', metadata: {}, source: 'raw text' },
    ]);
    expect((await preview(['a.ipynb'])).stdout).toBe(
      `${rule('cell 1: code')}\nx = 1\nx\n│ 100%\n│ done\n│ 'a'\n│ [image/png]\n│ [text/html]\n│ ValueError: wrong\n\n` +
        `${rule('cell 2: raw')}\nraw text\n\n`,
    );
    const { cells, notebook } = JSON.parse((await preview(['a.ipynb', '--json'])).stdout);
    expect(notebook).toBe('a.ipynb');
    expect(cells[0]).toEqual({
      number: 1,
      type: 'code',
      source: 'x = 1\nx',
      outputs: ['100%\ndone\n', "'a'", '[image/png]', '[text/html]', 'ValueError: wrong'],
    });
  });

  test('colors code and Markdown if colors are on, and changes nothing else', async () => {
    save('a.ipynb', [
      markdown(DOCUMENT),
      code('def f():\n    """a\n    b"""\n    return "x"  # why', OUTPUTS),
    ]);
    const plain = await preview(['a.ipynb'], { NO_COLOR: '1' });
    const { stdout } = await preview(['a.ipynb'], { FORCE_COLOR: '1' });
    expect(stdout).toContain('\u001b[36mreturn\u001b[39m \u001b[32m"x"\u001b[39m  \u001b[2m# why\u001b[22m');
    expect(stdout).toContain('\u001b[32m"""a\u001b[39m\n');
    expect(stdout).toContain('\u001b[31mValueError: wrong\u001b[39m');
    expect(stdout).toContain('\u001b[1mbold\u001b[22m');
    expect(stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
  });

  test('a hostile notebook cannot write to the terminal', async () => {
    const hostile = `${ATTACK} [${ATTACK}](https://x.example/${ATTACK}) \`${ATTACK}\` &#27;]0;x&#7;\n\n|${ATTACK}|\n|---|\n|${ATTACK}|`;
    save(`a.ipynb`, [
      markdown(hostile),
      code(`x = "${ATTACK}"  # ${ATTACK}`, [
        { output_type: 'stream', text: ATTACK },
        { output_type: 'display_data', data: { [`image/${ATTACK}`]: '' } },
        { output_type: 'error', ename: ATTACK, evalue: ATTACK },
      ]),
      { cell_type: ATTACK, source: ATTACK },
    ]);
    for (const args of [['a.ipynb'], ['a.ipynb', '--json']]) {
      const { stdout, stderr } = await preview(args, { FORCE_COLOR: '1' });
      const own = /\u001b\[(?:1|2|3|4|2[2-4]|3[1-6]|39)m/g;
      expect(stdout.replace(own, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(stderr).toBe('');
    }
  });

  test('shows a notebook that is too large or too complex in part, and says so', async () => {
    save('a.ipynb', [
      markdown('*_'.repeat(60_000)),
      markdown(`|a|b|\n|-|-|\n${'|1|2|\n'.repeat(8_000)}`),
      code('('.repeat(5_000)),
      code('x', [{ output_type: 'stream', text: 'y'.repeat(1_000_000) }]),
      markdown('The end.'),
    ]);
    const { code: exitCode, stdout, stderr } = await preview(['a.ipynb'], { FORCE_COLOR: '1' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The end.');
    expect(stdout.length).toBeLessThan(400_000);
    expect(stderr).toContain('too large or too complex to show in full');
  });

  test.each<[name: string, content: string, args: string[], exitCode: number, message: RegExp]>([
    ['b.ipynb', '', ['a.ipynb'], 3, /notebook "a.ipynb" not found/],
    ['a.ipynb', '{', ['a.ipynb'], 2, /"a.ipynb" is not a notebook: invalid JSON/],
    ['a.ipynb', '{"nbformat": 3}', ['a.ipynb'], 2, /not an nbformat 4 notebook/],
    ['a.py', 'x = 1', ['./a.py'], 2, /cannot preview ".\/a.py": it is not an .ipynb notebook/],
    ['a.ipynb', ' '.repeat(50_000_001), ['a.ipynb'], 2, /too large to preview: 50 MB/],
    ['a.ipynb', '{}', ['a.ipynb', '--target', 'colab'], 2, /--target is only for models/],
  ])('%s: an error says what is wrong', async (name, content, args, exitCode, message) => {
    writeFileSync(join(sandbox.cwd, name), content);
    const { code, stderr } = await preview(args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^hint: /m);
    expect(code).toBe(exitCode);
  });
});
