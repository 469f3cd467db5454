import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Findings } from '../../bench/measure-cards/measure.ts';
import { notebookModels } from '../../fixtures/fake-hub/notebook-models.ts';
import type { GenerateRequest } from '../../src/index.ts';
import { type Kitchen, MODEL_IDS, openKitchen } from '../generate/fixture-notebooks.ts';
import { hasPython, PYTHON } from './python.ts';

const REQUESTS: Partial<GenerateRequest>[] = [
  { example: 'auto' },
  { example: 'library' },
  { example: 'template', target: 'kaggle' },
  { quantize: '4bit', target: 'colab' },
];

const OFFICIAL = notebookModels.filter(({ id }) => /\/(?:v4-|own-revision|hostile)/.test(id));

const CHECK = fileURLToPath(new URL('../../bench/measure-cards/check.py', import.meta.url));

describe.skipIf(!hasPython('nbformat', 'IPython', 'pyflakes'))('the notebooks of all fixture models', () => {
  let kitchen: Kitchen;
  let folder: string;
  const models = new Map<string, string>();
  const findings = new Map<string, Findings>();
  const helloLines: number[] = [];

  beforeAll(async () => {
    kitchen = await openKitchen();
    folder = mkdtempSync(join(tmpdir(), 'alacard-validity-'));
    for (const id of MODEL_IDS) {
      for (const [at, request] of REQUESTS.entries()) {
        const file = `${id.replace('/', '__')}.${at}.ipynb`;
        const { content, cells } = await kitchen.make(id, { snippets: 'all', ...request });
        helloLines.push(cells.find((cell) => cell.id.startsWith('hello-'))!.lines);
        writeFileSync(join(folder, file), content);
        models.set(file, `${id} ${JSON.stringify(request)}`);
      }
    }
    for (const { id } of OFFICIAL) {
      const file = `${id.replace('/', '__')}.ipynb`;
      kitchen.server.addModel(notebookModels.find((model) => model.id === id)!);
      writeFileSync(join(folder, file), (await kitchen.make(id, { preferOfficial: true })).content);
      models.set(file, `${id}, its own notebook`);
    }
    const json = execFileSync(PYTHON, [CHECK, folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
    for (const [file, found] of Object.entries(JSON.parse(json) as Record<string, Findings>)) {
      findings.set(models.get(file)!, found);
    }
  }, 280_000);
  afterAll(async () => {
    await kitchen.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const failing = (find: (found: Findings) => unknown[]) =>
    [...findings].flatMap(([name, found]) => find(found).map((what) => `${name}: ${what}`));

  it('have at most 15 lines in cell 3', () => {
    expect(helloLines).toHaveLength(MODEL_IDS.length * REQUESTS.length);
    expect(Math.max(...helloLines)).toBeLessThanOrEqual(15);
  });

  it('are all there', () => expect(findings.size).toBe(MODEL_IDS.length * REQUESTS.length + OFFICIAL.length));
  it('are valid according to nbformat', () =>
    expect(failing(({ valid, problem }) => (valid ? [] : [problem]))).toEqual([]));
  it('are parsed by CPython after IPython has transformed them', () =>
    expect(failing(({ broken }) => broken)).toEqual([]));
  it('use no undefined name', () => expect(failing((found) => found.undefined)).toEqual([]));
  it('install or list what they import', () => expect(failing(({ unlisted }) => unlisted)).toEqual([]));
  it('pin the revision in code', () =>
    expect(failing(({ pinned }) => (pinned ? [] : ['not pinned']))).toEqual(
      // Authors' own notebooks that do not load a model by its id, or that use the name REVISION themselves.
      ['hostile', 'own-revision'].map((name) => `oak-notebooks/${name}, its own notebook: not pinned`),
    ));
});
