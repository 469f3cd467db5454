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

/** Lines that a cell may have, with the line that names its template and without those that free memory; others 25. */
const LONGER: Record<string, [lines: number, reason: string]> = {
  'tasks/audio-to-audio.py': [26, 'SpeechT5 needs a second model to turn its spectrogram into sound'],
  'tasks/graph-ml.py': [31, 'no library runs it, so it shows the configuration and the weights'],
  'tasks/image-text-to-video.py': [29, 'a picture, a prompt, a size for each device and a clip'],
  'tasks/image-to-video.py': [29, 'a picture, a prompt, a size for each device and a clip'],
  'tasks/reinforcement-learning.py': [
    38,
    'no library runs it, so it shows the settings, a network and the weights',
  ],
  'tasks/robotics.py': [36, 'no library runs it, so it shows the inputs, the outputs and the weights'],
  'tasks/tabular-classification.py': [
    42,
    'the file, its format and the columns are only known when it is loaded',
  ],
  'tasks/tabular-regression.py': [
    40,
    'the file, its format and the columns are only known when it is loaded',
  ],
  'tasks/time-series-forecasting.py': [27, 'a time series transformer takes six inputs'],
  'tasks/video-to-video.py': [31, 'a video, and pipelines that take different arguments'],
  'libraries/open_clip.py': [
    30,
    'a picture and texts, and a revision that the library cannot load by itself',
  ],
  'libraries/sklearn.py': [40, 'the file, its format and the columns are only known when it is loaded'],
  'libraries/stable-baselines3.py': [43, 'the algorithm and the environment are only known from names'],
};

/** Lines for downloading the picture or the sound of the model's page instead of making one. */
const downloadLines = (variant: string) =>
  variant.includes('input image') ? 3 : variant.includes('input audio') ? 9 : 0;

describe.each(files)('$path', ({ path, text, header, variants, packages }) => {
  const codes = variants.map(([, code]) => code);
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
    for (const code of codes) {
      const file = parsePython(code);
      expect(file.problem).toBeUndefined();
      const missing = reportNames(file).missing.map((entry) => entry.name);
      expect([...new Set(missing)].sort()).toEqual(['MODEL_ID', 'REVISION']);
    }
  });

  it('names the packages of all its imports', () => {
    const imports = codes.flatMap((code) => reportNames(parsePython(code)).imports);
    const foreign = imports.filter(({ module }) => !isStandardModule(module.split('.')[0]!));
    const normal = (words: string[]) => words.map((word) => word.toLowerCase().replaceAll('_', '-'));
    const listed = normal(packages);
    for (const { module, names } of foreign) {
      const found = findPackages(module, names);
      expect(found, module).not.toEqual([]);
      expect(listed).toEqual(expect.arrayContaining(normal(found)));
    }
    if (text.includes('device_map="auto"')) expect(listed).toContain('accelerate');
  });

  it('loads the model at its revision, with a pipeline that exists', () => {
    const code = codes.join('\n');
    for (const variant of codes) expect(variant).toMatch(/revision=REVISION|@\{REVISION\}/);
    for (const [, name] of code.matchAll(/pipeline\(\s*"([^"]+)"/g)) expect(PIPELINES).toContain(name);
    for (const [call] of code.matchAll(/\((?:model=)?MODEL_ID\b[^)]*\)/g)) expect(call).toContain('REVISION');
  });

  it("does not prompt, and does not trust the model's code", () => {
    expect(text).not.toMatch(/\binput\(|login\(|trust_remote_code|https?:|<your|path\/to/);
  });

  it('marks its inputs in lines that a widget can fill in', () => {
    for (const code of codes) expect(code).not.toContain('# @');
    for (const line of text
      .split('\n')
      .filter((line) => line.includes('# @widget') && !line.startsWith('#'))) {
      const marker = /^\w+ = (".*"|\[".*"\]) {2}# @widget (\w+)(?: (\w+))?$/.exec(line);
      expect(WIDGET_KEYS, line).toContain(marker?.[2]);
      if (marker?.[3] !== undefined) expect(Object.keys(samples.de!), line).toContain(marker[3]);
    }
  });

  it('shows something, and is short enough to read', () => {
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/[\t\r]|[ \t]\n|\n\n\n/);
    const [limit] = LONGER[path] ?? [25];
    for (const [name, code] of variants) {
      expect(code).toMatch(/\b(?:print|display)\(/);
      expect(1 + code.split('\n').length, name).toBeLessThanOrEqual(limit + downloadLines(name));
      const texts = /^(?:text|documents|prompt) = /;
      expect(code.split('\n').filter((line) => line.length > 120 && !texts.test(line))).toEqual([]);
    }
  });
});

it('allows more lines only where they are needed', () => {
  for (const [path, [limit]] of Object.entries(LONGER)) {
    const { variants } = files.find((file) => file.path === path)!;
    const lengths = variants.map(([name, code]) => 1 + code.split('\n').length - downloadLines(name));
    expect(Math.max(...lengths), path).toBe(limit);
  }
});

it('records the versions with which each template ran', () => {
  const table = readFileSync(new URL('test/templates/executed.tsv', packageRoot()), 'utf8');
  const [heading, ...rows] = table.trim().split('\n');
  expect(heading).toBe('template\tmodel\tpackages\tdate');
  const executed = new Set(rows.map((row) => row.split('\t')[0]));
  expect([...executed].sort()).toEqual(files.map(({ path }) => path).sort());
});
