import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeModel } from '../../fixtures/fake-hub/model.ts';
import { notebookModels } from '../../fixtures/fake-hub/notebook-models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const LARGE = createFakeModel({
  id: 'fit/large',
  readme: '# large\n',
  info: {
    pipeline_tag: 'text-generation',
    library_name: 'transformers',
    tags: ['conversational'],
    safetensors: { parameters: { BF16: 8_030_261_248 }, total: 8_030_261_248 },
  },
});

const OFFICIAL = notebookModels.find(({ id }) => id === 'oak-notebooks/v4-5')!.files.get('notebook.ipynb')!;
const SEVERAL = createFakeModel({
  id: 'oak-notebooks/several',
  readme: '# several\n',
  files: {
    'a/fine-tune.ipynb': OFFICIAL,
    'docs/zoo/deep.ipynb': OFFICIAL,
    'examples/quick start.ipynb': OFFICIAL,
    'examples/use.ipynb': OFFICIAL,
    '.ipynb_checkpoints/old.ipynb': OFFICIAL,
    'examples/`rm`.ipynb': OFFICIAL,
  },
  info: { pipeline_tag: 'text-generation', library_name: 'transformers', tags: [] },
});

describe("generate for a host, in 4-bit precision, or from the authors' notebook", () => {
  let server: FakeHub;
  let sandbox: Sandbox;
  beforeAll(async () => {
    server = await startFakeHub({ models: [...notebookModels, LARGE, SEVERAL] });
    sandbox = createSandbox(server.url);
  });
  afterAll(async () => {
    sandbox.remove();
    await server.close();
  });

  it('writes a notebook in 4-bit precision for Colab', async () => {
    const { code, stdout, stderr } = await sandbox.run(
      'generate fit/large --quantize 4bit --target colab'.split(' '),
    );
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'large.ipynb\n' });
    const notebook = JSON.parse(readFileSync(join(sandbox.cwd, 'large.ipynb'), 'utf8'));
    expect(notebook.metadata).toMatchObject({
      accelerator: 'GPU',
      alacard: { quantize: '4bit', target: 'colab' },
    });
  });

  it('warns when 4-bit loading is not possible, and still writes', async () => {
    const { code, stderr } = await sandbox.run(
      'generate oak-notebooks/v4-5 --prefer-official --quantize 4bit --dry-run --json'.split(' '),
    );
    expect(code, stderr).toBe(0);
    const ran = await sandbox.run('generate oak-notebooks/v4-5 --prefer-official --quantize 4bit'.split(' '));
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('warning: --quantize 4bit had no effect');
    expect(ran.stderr).toContain("the authors' own notebook.ipynb, pinned to");
  });

  it('--carry-endpoint sets HF_ENDPOINT in cell 2, and says so', async () => {
    const { stdout, stderr } = await sandbox.run(['generate', 'fit/large', '--carry-endpoint', '-o', '-']);
    const [title, setup, , ...rest] = JSON.parse(stdout).cells.map(({ source }: { source: string[] }) =>
      source.join(''),
    );
    expect(setup).toMatch(
      new RegExp(
        `^MODEL_ID = .*\\nREVISION = .*\\nimport os; os\\.environ\\.setdefault\\("HF_ENDPOINT", "${server.url}"\\)  # alacard: `,
      ),
    );
    const warning = `This notebook downloads from ${server.url} unless HF_ENDPOINT is set, and sends your token there.`;
    expect(stderr).toContain(`warning: ${warning}\n`);
    expect(title).toContain('unless HF');
    expect(rest.at(-1)).toContain(`--endpoint ${server.url} --carry-endpoint`);

    const { code, stderr: refusal } = await sandbox.run(
      ['generate', 'fit/large', '--carry-endpoint', '--offline'],
      {
        HF_ENDPOINT: '',
      },
    );
    expect([code, refusal]).toEqual([
      2,
      'error: --carry-endpoint needs a mirror, but the Hub is https://huggingface.co\nhint: Set HF_ENDPOINT or --endpoint, or drop --carry-endpoint.\n',
    ]);
  });

  it('plans with the official notebook, as text and as JSON, including from the cache', async () => {
    const { call } = createCaller(sandbox);
    const args = 'generate oak-notebooks/v4-5 --prefer-official --dry-run'.split(' ');
    const text = await sandbox.run(args);
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).toMatch(/strategy\s+official \(the authors' own notebook\.ipynb\)/);
    const json = await call([...args, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ strategy: 'official', lines: [], written: false });
    const offline = await call([...args, '--json', '--offline']);
    expect(JSON.parse(offline.stdout)).toMatchObject({ strategy: 'official', source: 'cache' });
  });

  it('finds a notebook in any folder, lists the others, and takes another one on request', async () => {
    const { stdout, stderr } = await sandbox.run(
      'generate oak-notebooks/several --prefer-official -o -'.split(' '),
    );
    expect(stderr).toContain("the authors' own examples/quick start.ipynb, pinned to");
    expect(stderr).toContain(
      'warning: The repository has 4 notebooks. This one uses examples/quick start.ipynb; for another, pass ' +
        '--official-notebook <path>: examples/use.ipynb, docs/zoo/deep.ipynb, a/fine-tune.ipynb.',
    );
    expect(stdout).toContain(`/examples/quick%20start.ipynb`);
    expect(stdout).toContain(`--official-notebook 'examples/quick start.ipynb'`);

    const args = [
      'generate',
      'oak-notebooks/several',
      '--official-notebook',
      'docs/zoo/deep.ipynb',
      '--json',
    ];
    const chosen = JSON.parse((await sandbox.run(args)).stdout);
    expect(chosen).toMatchObject({ strategy: 'official', officialPath: 'docs/zoo/deep.ipynb' });
    expect(chosen.warnings.join()).not.toContain('--official-notebook');
  });

  it('3: the requested notebook does not exist, with those that do', async () => {
    const { code, stderr } = await sandbox.run(
      'generate oak-notebooks/several --official-notebook demo.ipynb -n'.split(' '),
    );
    expect(code).toBe(3);
    expect(stderr).toContain(
      'error: the repository of oak-notebooks/several has no notebook "demo.ipynb"\n' +
        'hint: Its notebooks: examples/quick start.ipynb, examples/use.ipynb, docs/zoo/deep.ipynb, a/fine-tune.ipynb.\n',
    );
  });

  it('falls back to the usual notebook when the official one is broken', async () => {
    const { code, stdout, stderr } = await sandbox.run(
      'generate oak-notebooks/not-json --prefer-official'.split(' '),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'not-json.ipynb\n' });
    expect(stderr).toContain(
      "warning: The repository's notebook.ipynb was not used because it is not valid JSON.",
    );
  });

  it.each([
    ['run old.ipynb --target colab', '--target is only for models'],
    ['run old.ipynb --quantize 4bit', '--quantize is only for models'],
    ['run old.ipynb --prefer-official', '--prefer-official is only for models'],
    ['generate fit/large --quantize 3bit', '--quantize must be 4bit, not "3bit"'],
    ['generate fit/large --target cola', '--target must be jupyter, colab, kaggle or vscode'],
  ])('refuses: %s', async (argv, message) => {
    const { code, stderr } = await createCaller(sandbox).call(argv.split(' '));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
