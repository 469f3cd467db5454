import { describe, expect, it } from 'vitest';
import { chooseGguf, fillPlaceholders } from '../../src/example/strategies/fill-snippet.ts';
import { judgeSnippets } from '../../src/example/strategies/judge-snippets.ts';
import { readLibrarySnippets } from '../../src/example/strategies/library-snippets.ts';
import { repairSyntax } from '../../src/example/strategies/repair-snippet.ts';
import type { ModelInfo } from '../../src/hub/models/model-info.ts';
import { findCalls } from '../../src/python/names/calls.ts';
import { reportNames } from '../../src/python/names/names.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';
import { libraryModels } from './library-models.ts';
import { judgeModel } from './library-table.ts';

const model = (row: Partial<ModelInfo> = {}, files: string[] = []): ModelInfo => ({
  id: 'acme/thing',
  tags: [],
  siblings: files.map((rfilename) => ({ rfilename })),
  ...row,
});
const contextOf = (info: ModelInfo) => ({
  modelIds: [info.id],
  baseModels: [],
  repositoryFiles: new Set(info.siblings.map((file) => file.rfilename)),
});
const judge = (texts: string[], info = model()) => judgeSnippets(texts, info, contextOf(info));

describe('syntax repairs', () => {
  it.each([
    [
      'an id without quotes',
      'load(acme/thing, dir="x")',
      'load("acme/thing", dir="x")  # alacard: added quotes around the model id',
    ],
    ['an id after an escaped quote', "f('\\'(acme/thing,')", "f('\\'(acme/thing,')"],
    ['an id in a string', 'load("(acme/thing, 1)")', 'load("(acme/thing, 1)")'],
    [
      'a comma after an import',
      'from a import B,\nB()',
      'from a import B  # alacard: removed an extra comma\nB()',
    ],
    [
      'a bracket that nothing opened',
      'f(\n  1\n)\n)',
      'f(\n  1\n)\n# alacard: removed an unmatched closing bracket',
    ],
    [
      'a statement further in',
      'import a\n  a.b()\nif a:\n    a.c()\n d = 1',
      'import a\na.b()  # alacard: fixed the indentation\nif a:\n    a.c()\nd = 1',
    ],
    ['what stays broken', 'import a\n  a.b(:)\n', 'import a\n  a.b(:)\n'],
  ])('%s', (_, code, expected) => {
    expect(repairSyntax(parsePython(code), 'acme/thing').code).toBe(expected);
  });
});

describe('placeholders filled from the metadata', () => {
  it.each([
    [['a-Q8_0.gguf', 'a-Q4_K_M.gguf'], 'a-Q4_K_M.gguf'],
    [['mmproj-a-Q4_K_M.gguf', 'a-F16.gguf'], 'a-F16.gguf'],
    [['a-Q4_K_M-00002-of-00002.gguf', 'a-Q4_K_M-00001-of-00002.gguf'], 'a-Q4_K_M-00001-of-00002.gguf'],
    [['Q5_0/a-q5_0.gguf', 'a-q4_0.gguf'], 'a-q4_0.gguf'],
    [['model.bin'], undefined],
  ])('GGUF file of %j: %s', (files, expected) => expect(chooseGguf(files)).toBe(expected));

  it.each<[string, ModelInfo, string]>([
    ['f = "{MODEL FILENAME}.zip"', model({}, ['a.zip', 'thing.zip']), 'f = "thing.zip"'],
    ['f = "{MODEL FILENAME}.zip"', model({}, ['a.zip', 'b.zip']), 'f = "{MODEL FILENAME}.zip"'],
    [
      'hf_hub_download("acme/thing", "model.bin")',
      model({}, ['x.bin']),
      'hf_hub_download("acme/thing", "x.bin")',
    ],
    [
      'hf_hub_download("acme/thing", "model.bin")',
      model({}, ['model.bin', 'x.bin']),
      'hf_hub_download("acme/thing", "model.bin")',
    ],
    ['m = "fill-in-base-model"', model({ cardData: { base_model: 'acme/base' } }), 'm = "acme/base"'],
    [
      'm = "fill-in-base-model"',
      model({ cardData: { base_model: ['a/b', 'c/d'] } }),
      'm = "fill-in-base-model"',
    ],
    ['t = "Your text here."', model({ widgetData: [{ text: 'Say "hi"\n' }] }), 't = \'Say "hi"\\n\''],
    ['f = "{{GGUF_FILE}}"', model({}, ['a".gguf', 'b\n.gguf']), 'f = "{{GGUF_FILE}}"'],
  ])('%s', (code, info, expected) => {
    expect(fillPlaceholders(code, info).code.replace(/ {2}# alacard:.*$/, '')).toBe(expected);
  });
});

describe('kinds of snippets', () => {
  it.each([
    ['pip install nobg', 'shell', 'only installs packages'],
    ['pip install git+https://example.org/a', 'shell', 'only installs packages'],
    ['git clone https://example.org/a\ncd a\npython run.py', 'shell', 'shell commands'],
    ['tool run FILE --prompt "What is the sum?" \\\n  --port 80', 'shell', 'shell commands'],
    ['# only prose', 'prose', 'only comments'],
    ['Base model is not found.', 'prose', 'a sentence, not code'],
    ["import { pipeline } from 'x';\nawait pipeline();", 'other', 'JavaScript'],
    ['model = load("path/to/file.wav")', 'refused', 'contains a placeholder (line 1 of the block)'],
    ['import a\na.run(<your_image>)', 'refused', 'contains a placeholder'],
    ['import a\na.load("X_ID")', 'refused', 'contains a placeholder (line 2 of the block)'],
    ['import a\na.run(args)', 'refused', 'uses args, which is not defined'],
  ])('%j: %s, %s', (text, kind, reason) => {
    expect(judge([text])[0]).toMatchObject({ kind, reason });
  });

  it('keeps install lines and earlier values', () => {
    const [, , last] = judge([
      'pip install gliner',
      'from gliner import GLiNER\npipeline = GLiNER.from_pretrained("acme/thing")',
      'print(pipeline.predict("x"))',
    ]);
    expect(last?.candidate?.code).toContain('from gliner import GLiNER');
    expect(last?.candidate?.code).not.toContain('transformers');
    expect(last?.candidate?.split.requirements.map(({ name }) => name)).toEqual(['gliner']);
  });

  it("comments out code that needs the reader's input, but never keeps a secret", () => {
    const head = 'from a import B\nm = B.from_pretrained("acme/thing")\n';
    expect(judge([`${head}m.run("path/to/x.png")\nm.end()`])[0]?.candidate?.code).toBe(
      `${head}# alacard: the code below cannot run as is: contains a placeholder\n# m.run("path/to/x.png")\n# m.end()`,
    );
    const token = `hf_${'aBcDeFgHiJ'.repeat(3)}kLmN`;
    expect(judge([`${head}m.run("path/to/x.png", "${token}")`])[0]?.kind).toBe('refused');
  });

  it('assigns an undefined name only if exactly one value is unused', () => {
    const code = 'from a import B\nm = B.from_pretrained("acme/thing")\n';
    expect(judge([`${code}x.run()`])[0]?.candidate?.code).toContain('x = m  # alacard: added');
    expect(judge([`${code}n = B()\nx.run()`])[0]?.candidate?.code).toContain('# x.run()');
  });
});

describe('metadata that tries to break out of a literal', () => {
  const HOSTILE = [
    'a"); import os; os.system("x")  #',
    "a'); import os; os.system('x')  #",
    'a\\',
    'a\nimport os',
    'a"""\nimport os\n"""',
    'a\r\u2028import os',
    "{__import__('os')}",
    'os; import os',
    '"PUT YOUR TEXT HERE", os.system("x")',
    "(acme/thing, os.system('x'))",
  ];
  const cases = [...libraryModels].flatMap(([library, info]) =>
    HOSTILE.map((text) => ({ library, info, text })),
  );

  it.each(HOSTILE)('runs and imports nothing from %j', async (text) => {
    for (const { library, info } of cases.filter((entry) => entry.text === text)) {
      const poisoned: ModelInfo = {
        ...info,
        pipeline_tag: text,
        mask_token: text,
        tags: [...info.tags, text],
        cardData: { base_model: text, instance_prompt: text },
        config: {
          architectures: [text],
          adapter_transformers: { model_name: text },
          sklearn: { model: { file: text }, model_format: text },
          speechbrain: { speechbrain_interface: text },
          peft: { base_model_name_or_path: text, task_type: 'CAUSAL_LM' },
          keras_hub: { tasks: [text] },
        },
        transformersInfo: { auto_model: text, processor: text },
        widgetData: [{ text, source_sentence: text, sentences: [text] }],
        siblings: [...info.siblings, { rfilename: `${text}.gguf` }, { rfilename: `${text}.zip` }],
      };
      const other = ['sklearn', 'multimolecule', 'transformers', 'pruna-ai'].includes(library)
        ? [{ ...poisoned, pipeline_tag: 'fill-mask', tags: ['skops', 'transformers', ...info.tags] }]
        : [];
      for (const variant of [poisoned, ...other]) {
        const texts = await readLibrarySnippets(variant, library);
        const codes = judgeSnippets(texts, variant, contextOf(variant)).flatMap(
          ({ candidate }) => candidate?.code ?? [],
        );
        for (const code of [...texts, ...codes]) {
          const file = parsePython(code);
          if (file.problem !== undefined) continue;
          const callees = findCalls(file).map(({ callee }) => callee);
          expect(callees, library).not.toContain('os.system');
          expect(callees, library).not.toContain('__import__');
          const setsBackend = library === 'keras' || library === 'zeromodels';
          const modules = reportNames(file).imports.map(({ module }) => module);
          if (!setsBackend) expect(modules, library).not.toContain('os');
        }
      }
    }
  });

  it('keeps text with quotes unchanged', async () => {
    const text = `It's "fine": {x} \\ ok`;
    const info = model({
      library_name: 'sentence-transformers',
      widgetData: [{ source_sentence: text, sentences: [text] }],
    });
    const [code = ''] = await readLibrarySnippets(info, 'sentence-transformers');
    expect(code).toContain(JSON.stringify(text));
  });

  it('returns no snippets for an unknown library', async () => {
    for (const name of ['constructor', '__proto__', 'nothing', undefined])
      expect(await readLibrarySnippets(model(), name)).toEqual([]);
  });
});

describe('a snippet that calls generate', () => {
  const info = (autoModel: string | undefined): ModelInfo =>
    model({
      library_name: 'transformers',
      pipeline_tag: 'audio-text-to-text',
      tags: ['transformers', 'conversational'],
      config: { tokenizer_config: { chat_template: '{{ messages }}' } },
      ...(autoModel !== undefined && {
        transformersInfo: { auto_model: autoModel, processor: 'AutoProcessor' },
      }),
    });
  const WITHOUT_HEAD = 'calls generate on an AutoModel, which has no language modeling head';

  it.each([
    ['AutoModel', true],
    ['AutoModelForMultimodalLM', false],
  ])('with %s', async (autoModel, refused) => {
    const { skipped } = await judgeModel(info(autoModel));
    expect(skipped.includes(WITHOUT_HEAD)).toBe(refused);
  });
});

it('rejects names that no release has', async () => {
  const info = model(
    { tags: ['skops'], config: { sklearn: { model: { file: 'model.skops' }, model_format: 'skops' } } },
    ['model.skops', 'config.json'],
  );
  const [judged] = judge(await readLibrarySnippets(info, 'sklearn'), info);
  expect(judged?.reason).toBe('needs skops.hub_utils, which skops no longer has');
});
