import { spawn } from 'node:child_process';
import { median } from './statistics.ts';

export interface Command {
  node: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

export interface Pairs {
  pairs: number;
  /** Medians, in milliseconds of wall time from spawn to exit. */
  baseMs: number;
  subjectMs: number;
  /** Medians over the pairs, so that a slowdown of the machine affects both sides equally. */
  ratio: number;
  beyondMs: number;
}

/**
 * Runs pairs of `base` and `subject`, alternating which comes first, after a warm-up pair.
 * @param prepare runs before each run of the subject and is not measured
 * @throws what `runOnce` throws
 */
export async function measurePairs(
  base: Command,
  subject: Command,
  pairs: number,
  prepare: () => Promise<Command> = async () => subject,
): Promise<Pairs> {
  const runs: { baseMs: number; subjectMs: number }[] = [];
  for (let index = -1; index < pairs; index++) {
    const command = await prepare();
    const first = index % 2 === 0 ? base : command;
    const firstMs = await runOnce(first);
    const secondMs = await runOnce(first === base ? command : base);
    if (index < 0) continue;
    runs.push(
      first === base ? { baseMs: firstMs, subjectMs: secondMs } : { baseMs: secondMs, subjectMs: firstMs },
    );
  }
  return {
    pairs,
    baseMs: median(runs.map(({ baseMs }) => baseMs)),
    subjectMs: median(runs.map(({ subjectMs }) => subjectMs)),
    ratio: median(runs.map(({ baseMs, subjectMs }) => subjectMs / baseMs)),
    beyondMs: median(runs.map(({ baseMs, subjectMs }) => subjectMs - baseMs)),
  };
}

/** @returns milliseconds from spawn to exit @throws Error with the process's standard error if it fails */
export function runOnce({ node, args, env, cwd }: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const start = performance.now();
    const child = spawn(node, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    let ms = 0;
    child.once('exit', () => {
      ms = performance.now() - start;
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve(ms);
      else reject(new Error(`${node} ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${stderr}`));
    });
  });
}
