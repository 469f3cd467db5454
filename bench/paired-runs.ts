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
  /** Medians over the pairs, so that what slows the machine for both does not count. */
  ratio: number;
  beyondMs: number;
}

/**
 * Runs `base` and `subject` in turns, the first of each pair changing, after one warm-up of both.
 * `prepare` runs before every run of the subject and is not measured.
 * Throws what `runOnce` throws.
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

/** Milliseconds from spawn to exit. Throws, with what the process said on standard error, where it fails. */
export function runOnce({ node, args, env, cwd }: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const start = performance.now();
    const child = spawn(node, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once('error', reject);
    let ms = 0;
    child.once('exit', () => {
      ms = performance.now() - start;
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve(ms);
      else reject(new Error(`${node} ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${complaint}`));
    });
  });
}
