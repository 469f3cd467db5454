import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from './gated-model.ts';
import { preparePython } from './python.ts';
import type { Alacard } from './run-alacard.ts';

/** Models of ten tasks, with the files that their scripts save. CI runs the first ones. */
const MODELS: readonly [name: string, saved: string[]][] = [
  ['text-to-speech', ['wav']],
  ['image-classification', ['png']],
  ['text-generation.chat', []],
  ['table-question-answering', []],
  ['text-to-image', ['png']],
  ['automatic-speech-recognition', ['wav']],
  ['zero-shot-classification', []],
  ['feature-extraction.sentence-transformers', []],
  ['object-detection', ['png']],
  ['tabular-regression', []],
];
const MAGIC_NUMBERS: Record<string, string> = { png: '\x89PNG', wav: 'RIFF' };
const TIMEOUT_MS = 15 * 60_000;

const exec = promisify(execFile);

/**
 * Generates scripts and runs each with `uv run`, which installs what the script's header lists.
 * @param count the number of models
 */
export async function runScripts(
  count: number,
  {
    alacard,
    root,
    folder,
    env,
    log,
  }: {
    alacard: Alacard;
    root: string;
    folder: string;
    env: Record<string, string>;
    log(text: string): void;
  },
): Promise<Check[]> {
  if (count === 0) return [];
  const uv = join(dirname(await preparePython(root, 'uv')), process.platform === 'win32' ? 'uv.exe' : 'uv');
  const checks: Check[] = [];
  for (const [name, saved] of MODELS.slice(0, count)) {
    const fault = await runScript(name, saved).catch((error: Error) => error.message.slice(-1_000));
    log(`${fault === undefined ? 'ok' : 'NOT OK'}  ${name}, as a script`);
    checks.push({ name: `the script of ${name}`, ...(fault !== undefined && { fault }) });
  }
  return checks;

  async function runScript(name: string, saved: string[]): Promise<string | undefined> {
    const script = `${name}.py`;
    const isSaved = (file: string) => file.startsWith(`${name}-`);
    for (const file of (await readdir(folder)).filter(isSaved)) await rm(join(folder, file));
    const generated = await alacard([
      'generate',
      `tiny/${name}`,
      '--format',
      'script',
      '--force',
      '-o',
      script,
    ]);
    if (generated.exitCode !== 0) return generated.stderr;
    const cache = join(root, '.cache', 'uv');
    const options = {
      cwd: folder,
      env: { ...process.env, ...env, UV_CACHE_DIR: cache },
      timeout: TIMEOUT_MS,
      maxBuffer: 1 << 28,
    };
    const { stdout } = await exec(uv, ['run', script], options);
    const [check = '', ...shown] = stdout.trim().split('\n');
    if (!check.startsWith(`tiny/${name}: found`)) return `cell 3 printed: ${check}`;
    if (shown.length === 0) return 'the script shows no result';
    const files = (await readdir(folder)).filter(isSaved);
    for (const kind of saved) {
      const file = files.find((found) => found.endsWith(`.${kind}`));
      if (file === undefined) return `no .${kind} file was saved`;
      const start = (await readFile(join(folder, file), 'latin1')).slice(0, 4);
      if (start !== MAGIC_NUMBERS[kind]) return `${file} is not a .${kind} file`;
      if (!shown.some((line) => line.startsWith('saved ') && line.endsWith(file)))
        return `${file} was not reported`;
    }
    return undefined;
  }
}
