import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeModel } from '../../fixtures/fake-hub/model.ts';
import type { GenerateRequest } from '../../src/index.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';
import { type Kitchen, openKitchen } from './fixture-notebooks.ts';

const EXAMPLE =
  '```python\nfrom transformers import pipeline\n\npipe = pipeline("text-generation", model="fit/NAME")\nprint(pipe("Hi")[0])\n```\n';

const weights = (dtype: string, count: number) => ({
  safetensors: { parameters: { [dtype]: count }, total: count },
});
const chat = { pipeline_tag: 'text-generation', library_name: 'transformers', tags: ['conversational'] };

const MODELS: [name: string, info: Record<string, unknown>, card?: string][] = [
  ['large', { ...chat, ...weights('BF16', 8_030_261_248) }],
  ['large-with-card', { ...chat, ...weights('BF16', 8_030_261_248) }, EXAMPLE],
  [
    'large-4bit-card',
    { ...chat, ...weights('BF16', 8_030_261_248) },
    EXAMPLE.replace(')\nprint', ', model_kwargs={"load_in_4bit": True})\nprint'),
  ],
  ['small', { ...chat, ...weights('F32', 124_000_000) }],
  ['unknown', chat],
  [
    'seq2seq',
    { pipeline_tag: 'summarization', library_name: 'transformers', ...weights('F32', 11_000_000_000) },
  ],
  [
    'vision',
    { pipeline_tag: 'image-text-to-text', library_name: 'transformers', ...weights('BF16', 11_000_000_000) },
  ],
  [
    'gptq',
    {
      ...chat,
      ...weights('I32', 5_000_000_000),
      config: { model_type: 'llama', quantization_config: { quant_method: 'gptq', bits: 4 } },
    },
  ],
  ['tagged-awq', { ...chat, tags: ['conversational', 'awq'], ...weights('I32', 1_000_000_000) }],
  ['adapter', { pipeline_tag: 'text-generation', library_name: 'peft', ...weights('F32', 4_000_000) }],
  [
    'gguf',
    { pipeline_tag: 'text-generation', library_name: 'gguf', tags: ['gguf'], gguf: { total: 8_030_261_248 } },
  ],
  ['diffusers', { pipeline_tag: 'text-to-image', library_name: 'diffusers' }],
  ['bert', { pipeline_tag: 'fill-mask', library_name: 'transformers', ...weights('F32', 110_000_000) }],
  [
    'depth',
    { pipeline_tag: 'depth-estimation', library_name: 'transformers', ...weights('BF16', 1_000_000_000) },
  ],
  ['sklearn', { pipeline_tag: 'tabular-classification', library_name: 'sklearn' }],
  ['bare', {}],
];

describe('hardware requirements and 4-bit loading', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await openKitchen();
    for (const [name, info, card = ''] of MODELS) {
      kitchen.server.addModel(
        createFakeModel({
          id: `fit/${name}`,
          readme: `# ${name}\n\n${card.replace('NAME', name)}`,
          info: { tags: [], ...info },
        }),
      );
    }
  });
  afterAll(() => kitchen.close());

  async function cells(name: string, request: Partial<GenerateRequest> = {}) {
    const made = await kitchen.make(`fit/${name}`, request);
    const notebook = JSON.parse(made.content) as {
      cells: { id: string; cell_type: string; source: string[] }[];
      metadata: Record<string, Record<string, unknown>>;
    };
    const named = Object.fromEntries(
      notebook.cells.map(({ id, source }) => [id.replace(/-[0-9a-f]{8}$/, ''), source.join('')]),
    );
    const broken = notebook.cells.filter(
      ({ cell_type: type, source }) =>
        type === 'code' && parsePython(source.join('').replace(/^%pip.*$/m, 'pass')).problem !== undefined,
    );
    expect(broken).toEqual([]);
    return { made, named, metadata: notebook.metadata };
  }

  it.each([
    ['large', '| Colab (free T4) | 15.0 GB | 19.3 GB: **does not fit** | 7.1 GB: fits |'],
    ['large', '| Kaggle (two T4s) | 30.0 GB | 19.3 GB: fits across both GPUs | 7.1 GB: fits |'],
    ['large', '| 16 GB of RAM, no GPU | 14.0 GB | 19.3 GB: **does not fit** | 7.1 GB: fits |'],
    ['small', '| Colab (free T4) | 15.0 GB | 595 MB: fits | 155 MB: fits |'],
    ['seq2seq', '| Kaggle (two T4s) | 30.0 GB | 26.4 GB: fits across both GPUs | 9.7 GB: fits |'],
    // 5 x 4 bytes x 1.2, whatever the dtype that the code names.
    ['gptq', '| Kaggle (two T4s) | 30.0 GB | 24.0 GB: fits across both GPUs |'],
    ['bert', '| Kaggle (one of two T4s) | 15.0 GB | 528 MB: fits |'],
  ])('%s: %s', async (name, row) => {
    expect((await cells(name)).named['model-information']).toContain(`\n${row}\n`);
  });

  it.each(['unknown', 'adapter', 'gguf', 'diffusers', 'sklearn', 'bare'])(
    '%s: no table, since what is loaded is not known',
    async (name) => {
      const { named } = await cells(name, { target: 'colab' });
      expect(named['model-information']).not.toContain('Hardware requirements');
      expect(named['next-steps']).not.toContain('**Hardware:**');
    },
  );

  it('loads large float32 weights in half the memory, and all others as they are stored', async () => {
    const dtypes = ['large', 'small', 'seq2seq', 'vision', 'gptq'].map(async (name) => {
      const { named } = await cells(name);
      return [name, /dtype="(\w+)"/.exec(named.usage!)![1]];
    });
    expect(Object.fromEntries(await Promise.all(dtypes))).toEqual({
      large: 'auto',
      small: 'auto',
      seq2seq: 'bfloat16',
      vision: 'auto',
      gptq: 'auto',
    });
  });

  it('loads in 4-bit precision: packages, sizes, metadata', async () => {
    const { made, named, metadata } = await cells('large', { quantize: '4bit' });
    expect(named.usage).toContain('model_kwargs={"quantization_config": quantization}');
    expect(named.environment).toContain('"bitsandbytes<1"');
    expect(named.environment).toContain('"accelerate>=1,<2"');
    expect(named.hello).toContain('(gpu + ram < 5.9 or disk < 16.1 and not cached)');
    expect(named.hello).toContain('5.9 GB of memory in 4-bit precision and 16.1 GB of disk space');
    expect(named['model-information']).toContain('| Needed | Needed in 4-bit precision (as in cell 6) |');
    expect(named['next-steps']).toContain('--quantize 4bit`');
    expect(metadata.alacard).toMatchObject({ quantize: '4bit' });
    expect(made.warnings).toEqual([]);
  });

  it('counts full weights with the dtype of each device', async () => {
    const { named, metadata } = await cells('large');
    expect(named.hello).toContain('(gpu + ram < 16.1 or ');
    // Without a GPU, cell 6 loads what the checkpoint holds, but for the few tasks that calculate in float32.
    expect((await cells('seq2seq')).named.hello).not.toContain('if gpu else');
    expect((await cells('depth')).named.hello).toContain('(gpu + ram < (2 if gpu else 4) or ');
    expect(metadata.alacard).not.toHaveProperty('quantize');
    expect(metadata.alacard).not.toHaveProperty('target');
    expect(Object.keys(metadata).sort()).toEqual(['alacard', 'kernelspec', 'language_info']);
  });

  it('gives seq2seq models and adapters their own argument', async () => {
    for (const name of ['seq2seq', 'adapter']) {
      const { named } = await cells(name, { quantize: '4bit' });
      expect(named.usage).toMatch(/device_map="auto",\s+quantization_config=quantization/);
    }
  });

  it('quotes an example that loads the full model, and runs one that is quantized itself', async () => {
    const whole = await cells('large-with-card', { quantize: '4bit' });
    expect(whole.made.strategy).toBe('task');
    expect(whole.named.example).toContain(
      'loads the model in full precision, but 4-bit loading was requested',
    );
    expect(whole.named['model-information']).toContain('pipe = pipeline("text-generation"');
    const asked = await cells('large-with-card', { quantize: '4bit', example: 'readme' });
    expect(asked.made.strategy).toBe('readme-python');
    expect(asked.made.warnings).toEqual([
      "Cell 6 loads the model in 4-bit precision. Cell 5 contains the author's example, as you requested, and loads the model as the author does.",
    ]);
    expect((await cells('large-4bit-card', { quantize: '4bit' })).made.strategy).toBe('readme-python');
  });

  it.each([
    ['gptq', /already quantized \(gptq\)/],
    ['tagged-awq', /already quantized \(awq\)/],
    ['gguf', /GGUF files are already quantized/],
    ['diffusers', /a diffusers pipeline consists of several models/],
    ['bert', /tasks\/fill-mask\.py cannot load models in 4-bit precision/],
    ['sklearn', /this one is loaded with sklearn/],
    ['bare', /this one is loaded with an unknown library/],
  ])(
    '%s: warns instead of loading in 4-bit precision, in the notebook and its metadata',
    async (name, reason) => {
      const { made, named, metadata } = await cells(name, { quantize: '4bit' });
      const plain = await cells(name);
      expect(made.warnings.at(-1)).toMatch(/^--quantize 4bit had no effect, because /);
      expect(made.warnings.at(-1)).toMatch(reason);
      expect((metadata.alacard!.warnings as string[]).at(-1)).toBe(made.warnings.at(-1));
      expect(named.title).toContain('quantize 4bit had no effect');
      expect(named.usage).toBe(plain.named.usage);
      expect(metadata.alacard).not.toHaveProperty('quantize');
    },
  );
});
