import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub, generateNotebook } from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { hasPython, PYTHON } from './python.ts';

const EXAMPLE = `import json
from huggingface_hub import hf_hub_download

path = hf_hub_download("acorn/poet", "words.json")
print("example:", json.load(open(path))["words"])`;

describe.skipIf(!hasPython('papermill', 'ipykernel', 'huggingface_hub'))('papermill', () => {
  let server: FakeHub;
  let folder: string;
  let notebook: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alacard-papermill-'));
    server = await startFakeHub();
    const readme = `# Poet\n\n\`\`\`python\n${EXAMPLE}\n\`\`\`\n`;
    server.addModel({ id: 'acorn/poet', readme, files: { 'words.json': '{"words": "of the poet"}' } });
    server.addModel({ id: 'acorn/bard', files: { 'words.json': '{"words": "of the bard"}' } });
    const hub = createHub({ endpoint: server.url, userAgent: 'test' });
    const { content } = await generateNotebook(
      { model: { kind: 'hub', id: 'acorn/poet' }, ...DEFAULT_REQUEST },
      { hub, endpoint: server.url, version: '0.0.0' },
    );
    await hub.close();
    notebook = join(folder, 'poet.ipynb');
    writeFileSync(notebook, content);
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the notebook, and returns what its cells printed. */
  async function run(...parameters: string[]): Promise<string> {
    const output = join(folder, 'executed.ipynb');
    const args = ['-m', 'papermill', notebook, output, '-k', 'python3', '--no-progress-bar', ...parameters];
    const env = {
      ...process.env,
      HF_ENDPOINT: server.url,
      HF_HOME: folder,
      HF_HUB_DISABLE_PROGRESS_BARS: '1',
    };
    await promisify(execFile)(PYTHON, args, { env }).catch(() => undefined);
    const { cells } = JSON.parse(readFileSync(output, 'utf8')) as {
      cells: { outputs?: { text?: string[]; traceback?: string[] }[] }[];
    };
    return cells
      .flatMap(({ outputs = [] }) => outputs)
      .flatMap(({ text = [], traceback = [] }) => [...text, ...traceback])
      .join('');
  }

  it('runs the notebook as it is', async () => {
    const text = await run();
    expect(text).toContain('acorn/poet: found');
    expect(text).toContain('example: of the poet');
  });

  it('runs another model, in every cell', async () => {
    const text = await run('-p', 'MODEL_ID', 'acorn/bard', '-p', 'REVISION', 'main');
    expect(text).toContain('acorn/bard: found');
    expect(text).toContain('example: of the bard');
    // Cell 6 lists the files of the repository.
    expect(text).not.toContain('poet');
  });

  it('stops at cell 3 if the injected model does not exist', async () => {
    const text = await run('-p', 'MODEL_ID', 'acorn/gone', '-p', 'REVISION', 'main');
    expect(text).toContain('Not ready: ');
    expect(text).toContain('acorn/gone');
    expect(text).not.toContain('example:');
  });
});
