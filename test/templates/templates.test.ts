import { readFileSync } from 'node:fs';
import { PIPELINE_DATA } from '@huggingface/tasks';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { reportNames } from '../../src/python/names/names.ts';
import { findPackages } from '../../src/python/packages/packages.ts';
import { isStandardModule } from '../../src/python/packages/stdlib-modules.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';
import { templateFiles } from './template-files.ts';

// transformers 5.23, `SUPPORTED_TASKS` and `TASK_ALIASES` of transformers/pipelines/__init__.py.
const PIPELINES = new Set(
  `any-to-any audio-classification automatic-speech-recognition decision depth-estimation
   document-question-answering feature-extraction fill-mask image-classification image-feature-extraction
   image-segmentation image-text-to-text keypoint-matching mask-generation object-detection
   table-question-answering text-classification text-generation text-to-audio token-classification
   video-classification zero-shot-audio-classification zero-shot-classification
   zero-shot-image-classification zero-shot-object-detection`.split(/\s+/),
);

// Keys of an entry of the Hub's widgetData.
const WIDGET_KEYS = ['text', 'context', 'candidate_labels', 'source_sentence', 'sentences'];

const files = templateFiles();
const samples = JSON.parse(readFileSync(new URL('templates/samples.json', packageRoot()), 'utf8')) as Record<
  string,
  Record<string, unknown>
>;

it('has a template for each pipeline tag, and one for models without a tag', () => {
  const tags = Object.keys(PIPELINE_DATA);
  expect(tags.length).toBeGreaterThan(50);
  const wanted = [...tags, 'basic'].map((tag) => `tasks/${tag}.py`);
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining([...wanted, 'tasks/other.py']));
});

describe.each(files)('$path', ({ path, text, header, code }) => {
  const [folder, name] = path.replace('.py', '').split('/') as [string, string];
  const [task, suffix] = name.split('.');

  it('has a well-formed header', () => {
    const keys = ['task', 'variant', 'libraries', 'packages'];
    expect([...header.keys()]).toEqual(keys.filter((key) => header.has(key)));
    for (const words of header.values()) expect(words.every((word) => /^[\w.-]+$/.test(word))).toBe(true);
    expect(header.get('packages')).toEqual([...new Set(header.get('packages'))]);
    if (folder === 'libraries') expect(header.get('libraries')).toContain(name);
    else expect(header.get('task')).toEqual([task]);
    if (path !== 'tasks/other.py') expect(header.has('libraries')).toBe(true);
    const named = [...(header.get('variant') ?? []), ...(header.get('libraries') ?? [])];
    if (folder === 'tasks' && suffix !== undefined) expect(named).toContain(suffix);
  });

  it('is Python that needs nothing but MODEL_ID and REVISION', () => {
    const file = parsePython(code);
    expect(file.problem).toBeUndefined();
    const missing = reportNames(file).missing.map((entry) => entry.name);
    expect([...new Set(missing)].sort()).toEqual(['MODEL_ID', 'REVISION']);
  });

  it('names the packages of all its imports', () => {
    const { imports } = reportNames(parsePython(code));
    const foreign = imports.filter(({ module }) => !isStandardModule(module.split('.')[0]!));
    const normal = (words: string[]) => words.map((word) => word.toLowerCase().replaceAll('_', '-'));
    const listed = normal(header.get('packages') ?? []);
    for (const { module, names } of foreign) {
      const found = findPackages(module, names);
      expect(found, module).not.toEqual([]);
      expect(listed).toEqual(expect.arrayContaining(normal(found)));
    }
    if (code.includes('device_map="auto"')) expect(listed).toContain('accelerate');
  });

  it('loads the model at its revision, with a pipeline that exists', () => {
    expect(code).toMatch(/revision=REVISION|@\{REVISION\}/);
    for (const [, name] of code.matchAll(/pipeline\(\s*"([^"]+)"/g)) expect(PIPELINES).toContain(name);
    for (const [call] of code.matchAll(/\((?:model=)?MODEL_ID\b[^)]*\)/g)) expect(call).toContain('REVISION');
  });

  it("does not prompt, and does not trust the model's code", () => {
    expect(code).not.toMatch(/\binput\(|login\(|trust_remote_code|https?:|<your|path\/to/);
  });

  it('marks its inputs in lines that a widget can fill in', () => {
    for (const line of code.split('\n').filter((line) => line.includes('# @widget'))) {
      const marker = /^\w+ = (".*"|\[".*"\]) {2}# @widget (\w+)(?: (\w+))?$/.exec(line);
      expect(WIDGET_KEYS, line).toContain(marker?.[2]);
      if (marker?.[3] !== undefined) expect(Object.keys(samples.de!), line).toContain(marker[3]);
    }
  });

  it('shows something, and is short enough to read', () => {
    expect(code).toMatch(/\b(?:print|display)\(/);
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/[\t\r]|[ \t]\n|\n\n\n/);
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(52);
    const long = code.split('\n').filter((line) => line.length > 120 && !line.includes('# @widget'));
    expect(long).toEqual([]);
  });
});

it('records the versions with which each template ran', () => {
  const table = readFileSync(new URL('test/templates/executed.tsv', packageRoot()), 'utf8');
  const [heading, ...rows] = table.trim().split('\n');
  expect(heading).toBe('template\tmodel\tpackages\tdate');
  const executed = new Set(rows.map((row) => row.split('\t')[0]));
  expect([...executed].sort()).toEqual(files.map(({ path }) => path).sort());
});
