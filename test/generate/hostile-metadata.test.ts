import { describe, expect, it } from 'vitest';
import { readReadme } from '../../src/hub/cards/read-readme.ts';
import { toModelInfo } from '../../src/hub/schema.ts';
import { type GenerateRequest, generateNotebook, type Hub } from '../../src/index.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';
import { renderMarkdown } from './render-markdown.ts';

const NAME = 'OWNED';

/** Text that would run, or change the page, outside its string. */
const PAYLOADS = [
  `X; import os; os.${NAME}()`,
  `X\nimport os\nos.${NAME}()\n`,
  `"); os.${NAME}() #`,
  `'); os.${NAME}() #`,
  `'''\nos.${NAME}()\n'''`,
  `"""\nos.${NAME}()\n"""`,
  `X(${NAME}())`,
  `\\`,
  `\u2028os.${NAME}()\r%%bash\r!${NAME}`,
  '](javascript:alert(1)) [x](data:text/html,x) <script>alert(1)</script>',
  '<img src=x onerror=alert(1)> | a | b |\n\n# heading\n```\n',
  '`a` ``b`` $x$ &lt;script&gt; www.evil.example https://evil.example',
  '\u001b]0;x\u0007\u001b[2J\u009b31m\u202egnp\u2066\u0000\ud800\r\n',
  `hf_${'Z'.repeat(34)}`,
  '../../../etc/passwd',
];

const LIBRARIES = [
  'transformers',
  'diffusers',
  'peft',
  'sklearn',
  'timm',
  'paddlenlp',
  'speechbrain',
  'gguf',
];

/** The payload in every field of the Hub's metadata. */
function poisonedInfo(payload: string, library: string): unknown {
  const label = (prefix: string) => `${prefix}:${payload}`;
  return {
    id: 'mallory/poisoned',
    sha: 'a'.repeat(40),
    author: payload,
    pipeline_tag: library === 'transformers' ? payload : 'text-generation',
    library_name: library,
    private: false,
    gated: false,
    tags: [payload, 'custom_code', ...['license', 'dataset', 'base_model', 'language'].map(label)],
    createdAt: payload,
    lastModified: payload,
    cardData: {
      license: payload,
      license_name: payload,
      language: [payload],
      datasets: [payload],
      base_model: [payload],
      tags: [payload],
      instance_prompt: payload,
      [payload]: payload,
    },
    config: {
      architectures: [payload],
      model_type: payload,
      auto_map: { AutoModel: payload },
      tokenizer_config: { chat_template: payload, eos_token: payload },
      diffusers: { _class_name: payload },
      peft: { base_model_name_or_path: payload, task_type: payload },
      sklearn: { model: { file: payload }, model_format: payload },
      speechbrain: { speechbrain_interface: payload },
      id2label: { 0: payload },
    },
    transformersInfo: {
      auto_model: payload,
      processor: payload,
      custom_class: payload,
      pipeline_tag: 'text-generation',
    },
    gguf: { total: 5, architecture: payload, chat_template: payload },
    safetensors: { parameters: { [payload]: 5, F16: 5 }, total: 5 },
    mask_token: payload,
    widgetData: [
      { text: payload, candidate_labels: payload, src: payload, context: payload, prompt: payload },
    ],
    siblings: [payload, `${payload}.gguf`, `${payload}.safetensors`].map((rfilename) => ({ rfilename })),
  };
}

const REQUEST: GenerateRequest = {
  model: { kind: 'hub', id: 'mallory/poisoned' },
  example: 'auto',
  snippets: 'all',
  format: 'ipynb',
  requirePinned: true,
  refresh: false,
};

async function make(info: unknown, card: string, request: Partial<GenerateRequest>) {
  const hub: Pick<Hub, 'model' | 'readme'> = {
    model: async () => ({ info: toModelInfo(info)!, source: 'hub' }),
    readme: async () => ({
      status: 'ok',
      source: 'hub',
      ...readReadme({ status: 200, headers: {}, bytes: Buffer.from(card), isCut: false }),
    }),
  };
  const context = { hub: hub as Hub, endpoint: 'https://huggingface.co', version: '1.2.3' };
  const { content } = await generateNotebook({ ...REQUEST, ...request }, context);
  const notebook = JSON.parse(content) as { cells: { cell_type: string; source: string[] }[] };
  const sources = (type: string) =>
    notebook.cells.filter((cell) => cell.cell_type === type).map((cell) => cell.source.join(''));
  return { content, code: sources('code'), markdown: sources('markdown') };
}

/** Names outside strings and comments, and lines that IPython would run. */
function liveText(source: string): string {
  const live: string[] = source.split('\n').filter((line) => /^\s*[!%]/.test(line));
  const code = source
    .split('\n')
    .filter((line) => !/^%pip /.test(line))
    .join('\n');
  const file = parsePython(code);
  expect(file.problem, code).toBeUndefined();
  file.tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VariableName' || name === 'PropertyName') live.push(code.slice(from, to));
    },
  });
  return live.join('\n');
}

function expectHarmless({ content, code, markdown }: Awaited<ReturnType<typeof make>>): void {
  for (const source of code) expect(liveText(source)).not.toContain(NAME);
  for (const source of markdown) {
    const { problems, tables } = renderMarkdown(source);
    expect(problems, source).toEqual([]);
    // The facts and the hardware requirements.
    expect(tables[0] ?? 2).toBe(2);
    for (const columns of tables.slice(1)) expect([3, 4]).toContain(columns);
  }
  const text = [...code, ...markdown].join('\n');
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
  expect(content).not.toContain('ZZZZZZZZ');
}

describe('metadata that tries to break out of its string', () => {
  it.each(PAYLOADS.map((payload) => [JSON.stringify(payload), payload]))('%s', async (_name, payload) => {
    for (const library of LIBRARIES) {
      for (const example of ['auto', 'library'] as const) {
        expectHarmless(await make(poisonedInfo(payload, library), '', { example }));
      }
    }
    expectHarmless(await make(poisonedInfo(payload, payload), '', {}));
  });
});

describe('a card that tries to break out of its cell', () => {
  const base = { id: 'mallory/poisoned', sha: 'a'.repeat(40), private: false, gated: false, tags: [] };

  it.each(PAYLOADS.map((payload) => [JSON.stringify(payload), payload]))('%s', async (_name, payload) => {
    const front = `---\n${JSON.stringify({ license: payload, language: payload, tags: [payload] })}\n---\n`;
    const card = `${front}# ${payload}\n\n## ${payload}\n\n~~~~~~bash ${payload}\necho start\n${payload}\n~~~~~~\n\n\`\`\`bash\npip install ${payload.replaceAll('\n', ' ')} einops\n\`\`\`\n`;
    for (const example of ['auto', 'template'] as const) expectHarmless(await make(base, card, { example }));
  });

  it.each([
    ['an escape', '\u001b[31m'],
    ['bidi marks', '\u202e\u2066'],
    ['C1 controls', '\u009b31m'],
    ['a bell', '\u0007'],
  ])('%s in its example', async (_name, hidden) => {
    const card = `\`\`\`python\nfrom transformers import pipeline\nprint(pipeline("text-generation", model="mallory/poisoned")("${hidden}Hi"))  # ${hidden}\n\`\`\`\n`;
    const made = await make(
      { ...base, pipeline_tag: 'text-generation', library_name: 'transformers' },
      card,
      {},
    );
    expectHarmless(made);
    expect(made.code.join('')).toContain('From the model card');
  });

  it('tokens in the example, the prose and the front matter are not copied', async () => {
    const token = `hf_${'Z'.repeat(34)}`;
    const card = `---\ntoken: ${token}\n---\n# ${token}\n\n\`\`\`python\nfrom transformers import pipeline\nprint(pipeline("text-generation", token="${token}")("x"))\n\`\`\`\n\n\`\`\`bash\nexport HF_TOKEN=${token}\n\`\`\`\n`;
    const { content } = await make(base, card, {});
    expect(content).not.toContain('ZZZZ');
  });
});
