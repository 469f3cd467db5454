import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createHub,
  type GeneratedNotebook,
  type GenerateRequest,
  generateNotebook,
  type Hub,
} from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';

let folder: string;
let hub: Hub;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alacard-rules-'));
  hub = createHub({ endpoint: 'http://127.0.0.1:9', userAgent: 'alacard-test' });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const fence = (code: string, label = 'python') => `\`\`\`${label}\n${code}\n\`\`\``;
const LOAD = `from transformers import AutoModel, AutoTokenizer
model = AutoModel.from_pretrained("acme/tiny")
tokenizer = AutoTokenizer.from_pretrained("acme/tiny")`;
const USE = 'print(model(**tokenizer("a sentence", return_tensors="pt")))';

/** The notebook of a card, with a model called acme/tiny; line 1 of the card is its title, line 3 the first fence. */
async function notebookOf(
  parts: string[],
  frontMatter = '',
  example: GenerateRequest['example'] = 'auto',
): Promise<GeneratedNotebook & { cell: (at: number) => string }> {
  const path = join(folder, 'README.md');
  await writeFile(path, `${frontMatter}# tiny\n\n${parts.join('\n\n')}\n`);
  const notebook = await generateNotebook(
    {
      model: { kind: 'local', path, id: 'acme/tiny' },
      ...DEFAULT_REQUEST,
      example,
    },
    { hub, endpoint: 'https://huggingface.co', version: '1.2.3' },
  );
  const { cells } = JSON.parse(notebook.content) as { cells: { source: string | string[] }[] };
  return { ...notebook, cell: (at) => [cells[at - 1]!.source].flat().join('') };
}

describe('a card with shell commands only', () => {
  const parts = [fence('$ tiny-cli --help\n$ tiny-cli "a sentence"', 'bash')];

  it('becomes a shell cell if the card was requested', async () => {
    const { strategy, cell } = await notebookOf(parts, '', 'readme');
    expect(strategy).toBe('readme-any');
    expect(cell(5)).toBe('%%bash\n# From the model card, lines 4-5\ntiny-cli --help\ntiny-cli "a sentence"');
  });

  it('is not used as the example otherwise', async () => {
    expect((await notebookOf(parts)).strategy).not.toMatch(/^readme/);
  });
});

describe("code that needs the author's files", () => {
  const load = (path: string) => `from transformers import pipeline
pipe = pipeline("text-classification", model="${path}")
print(pipe("a sentence"))`;

  it.each([
    'models/tiny-tuned',
    'outputs/checkpoint-500',
    './results',
    'final_model',
    'best-checkpoint',
    'acme-runs/2026-01-02/adapters',
    'tuned/final',
    '/srv/models/tiny',
    'saved_model/',
  ])('rejects a model in the folder %s', async (path) => {
    const { strategy, reasons } = await notebookOf([fence(load(path))]);
    expect(strategy).not.toBe('readme-python');
    expect(reasons[0]!.reason).toBe('needs a file or folder that does not exist (line 2 of the block)');
  });

  it.each([
    'acme/tiny',
    'acme/final-answer',
    'gpt2',
    'other/model-output-7b',
    'modelscope/x',
    'acme/lora-v2',
  ])('rejects the id %s', async (id) => {
    expect((await notebookOf([fence(load(id))])).lines).toEqual([[4, 6]]);
  });

  it.each(['model_path = ""\n', 'model_path = " "\n'])('rejects an empty name: %j', async (line) => {
    const code = `${line}${load('acme/tiny').replace('"acme/tiny"', 'model_path')}`;
    const { strategy, reasons } = await notebookOf([fence(code)]);
    expect(strategy).not.toBe('readme-python');
    expect(reasons[0]!.reason).toBe('contains a placeholder (pipeline is called with an empty name)');
  });

  it('accepts a folder that the code creates', async () => {
    const code = `from huggingface_hub import snapshot_download
snapshot_download("acme/tiny", local_dir="models/tiny")
${load('models/tiny')}`;
    expect((await notebookOf([fence(code)])).strategy).toBe('readme-python');
  });

  it.each([
    ['with open("notes") as file:\n    text = file.read()', true],
    ['name = "genome.fasta"\nlines = open(name).readlines()', true],
    ['with open("notes", "w") as file:\n    file.write("x")\nopen("notes").read()', false],
    ['target = "/home/ann/out.png"\nopen(target, "w")', true],
  ])('reads %j', async (code, missing) => {
    const { strategy, reasons } = await notebookOf([fence(`${LOAD}\n${code}\n${USE}`)]);
    expect(strategy === 'readme-python').toBe(!missing);
    if (missing) expect(reasons[0]!.reason).toMatch(/^needs a file or folder that does not exist/);
  });

  it("skips an author's spaCy pipeline and downloads one of spaCy's own", async () => {
    const code = (name: string) => `import spacy
nlp = spacy.load("${name}")
print(nlp("A sentence.").ents)`;
    const own = await notebookOf([fence(code('xx_acme_ner'))]);
    expect(own.reasons[0]!.reason).toBe('loads the spaCy package xx_acme_ner, which it does not install');
    const known = await notebookOf([fence(code('en_core_web_sm'))]);
    expect(known.lines).toEqual([[4, 6]]);
    expect(known.cell(5)).toContain('\nspacy.cli.download("en_core_web_sm")  # alacard: added\n');
  });
});

describe('files and packages from the card', () => {
  it.each([
    ['wget https://example.org/a/speech.wav', '!wget https://example.org/a/speech.wav'],
    ['$ wget -q https://example.org/x -O speech.wav', '!wget -q https://example.org/x -O speech.wav'],
    ['curl -LO https://example.org/speech.wav', '!curl -LO https://example.org/speech.wav'],
    ['curl -L https://example.org/x.wav -o speech.wav', '!curl -L https://example.org/x.wav -o speech.wav'],
  ])('puts %s before the code that reads its file', async (command, line) => {
    const code = `from transformers import pipeline
print(pipeline("automatic-speech-recognition", model="acme/tiny")("speech.wav"))`;
    const notebook = await notebookOf([fence(command, 'bash'), fence(code)]);
    expect(notebook.lines).toEqual([
      [4, 4],
      [8, 9],
    ]);
    expect(notebook.cell(5).split('\n')[1]).toBe(line);
  });

  it.each([
    'wget https://example.org/speech.wav; rm -rf ~',
    'wget $URL/speech.wav',
    'wget file:///speech.wav',
  ])('does not use %s', async (command) => {
    const code = `from transformers import pipeline
print(pipeline("automatic-speech-recognition", model="acme/tiny")("speech.wav"))`;
    const notebook = await notebookOf([fence(command, 'bash'), fence(code)]);
    expect(notebook.strategy).not.toBe('readme-python');
  });

  it('joins a block that loads the model with the unlabeled one that continues it', async () => {
    expect((await notebookOf([fence(LOAD), fence(USE, '')])).lines).toEqual([
      [4, 6],
      [10, 10],
    ]);
  });

  it.each([
    ['## Installation', true],
    ['## Set up', true],
    ['## 安装', true],
    ['## Training', false],
  ])('installs packages under %s: %s', async (heading, installed) => {
    const install = fence('pip install networkx', 'bash');
    const notebook = await notebookOf([heading, install, '## Use', fence(`${LOAD}\n${USE}`)]);
    expect(notebook.packages.install.includes('networkx')).toBe(installed);
  });

  it('matches a module to a repository with another spelling', async () => {
    const install = fence('pip install git+https://example.org/acme/acme-voice.git', 'bash');
    const code = `from acmevoice import Voice
print(Voice.from_pretrained("acme/tiny").speak("hello"))`;
    const notebook = await notebookOf([install, fence(code)]);
    expect(notebook.lines).toEqual([[8, 9]]);
    expect(notebook.packages.listed).toEqual(['acmevoice']);
    expect(notebook.cell(2)).toContain(
      '# Skipped (installs from a URL): pip install git+https://example.org',
    );
  });
});

describe('requirements that pip cannot install', () => {
  const note =
    '# Install manually: flash attention needs flash-attn, which must be built from source: pip install flash-attn';
  const load = LOAD.replace('tiny")', 'tiny", attn_implementation="flash_attention_2")');

  it('lists them below the install line', async () => {
    expect((await notebookOf([fence(`${load}\n${USE}`)])).cell(2)).toContain(`\n${note}`);
  });

  it('does not list what only a comment mentions', async () => {
    const commented = load.replace('", attn', '")\n# attn').replace('2")', '2"');
    expect((await notebookOf([fence(`${commented}\n${USE}`)])).cell(2)).not.toContain('by hand');
  });

  it('lists one only once if the code imports it too', async () => {
    const cell = (await notebookOf([fence(`import flash_attn\n${load}\n${USE}`)])).cell(2);
    expect(cell.match(/flash-attn --no-build-isolation/g)).toHaveLength(1);
  });
});

describe('a card with several usable blocks', () => {
  it('prefers the block that loads this model', async () => {
    const other = `${LOAD}\n${USE}`.replaceAll('acme/tiny', 'acme/large');
    expect((await notebookOf([fence(other), fence(`${LOAD}\n${USE}`)])).lines).toEqual([[11, 14]]);
    expect((await notebookOf([fence(other)])).lines).toEqual([[4, 7]]);
  });

  it('does not choose a block that only downloads files', async () => {
    const code = `from huggingface_hub import hf_hub_download
path = hf_hub_download("acme/tiny", "weights.bin")
print(path)`;
    const { lines, reasons } = await notebookOf([fence(code)]);
    expect(lines).toEqual([]);
    expect(reasons[0]!.reason).toBe('only downloads files');
  });
});

describe('a card without an example', () => {
  it('infers the task from a block that cannot run', async () => {
    const code = `from transformers import pipeline
print(pipeline("automatic-speech-recognition", model="acme/tiny")("my_audio.wav"))`;
    const notebook = await notebookOf([fence(code)]);
    expect(notebook.strategy).toBe('task');
    expect(notebook.cell(6)).toContain('tasks/automatic-speech-recognition.py');
    expect(notebook.cell(1)).toContain(' · automatic speech recognition · ');
    const stranger = await notebookOf([fence(code.replace('acme/tiny', 'acme/other'))]);
    expect(stranger.strategy).toBe('basic');
  });

  it('says that it only shows files', async () => {
    const notebook = await notebookOf(['Words.']);
    expect(notebook.cell(1)).toContain('alacard does not know how to run this model');
    expect(notebook.cell(5)).toMatch(
      /The model card contains no code\.[\s\S]*lists the files in its repository\.$/,
    );
  });

  it.each([
    ['@misc{x,\n  title = {X},\n}', []],
    ['llama-server -m x.gguf -c 4096', ['shell commands']],
  ])('describes an unlabeled block: %j', async (text, expected) => {
    const { reasons } = await notebookOf([fence(text, '')]);
    expect(reasons.flatMap(({ lines, reason }) => (lines ? [reason] : []))).toEqual(expected);
  });
});
