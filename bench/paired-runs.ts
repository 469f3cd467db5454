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
 * @throws the errors of `runOnce`
 */
export async function measurePairs(
  base: Command,
  subject: Command,
  pairs: number,
  prepare: () => Promise<Command> = async () => subject,
): Promise<Pairs> {
  const runs = await runPairs(base, pairs, prepare, runOnce);
  return {
    pairs,
    baseMs: median(runs.map((run) => run.base)),
    subjectMs: median(runs.map((run) => run.subject)),
    ratio: median(runs.map((run) => run.subject / run.base)),
    beyondMs: median(runs.map((run) => run.subject - run.base)),
  };
}

/** @returns the median ratio of CPU time, user and system, over pairs as in `measurePairs` @throws what it throws */
export async function measureCpuRatio(base: Command, subject: Command, pairs: number): Promise<number> {
  const runs = await runPairs(base, pairs, async () => subject, runForCpu);
  return median(runs.map((run) => run.subject / run.base));
}

async function runPairs(
  base: Command,
  pairs: number,
  prepare: () => Promise<Command>,
  run: (command: Command) => Promise<number>,
): Promise<{ base: number; subject: number }[]> {
  const runs: { base: number; subject: number }[] = [];
  for (let index = -1; index < pairs; index++) {
    const subject = await prepare();
    const baseFirst = index % 2 === 0;
    const first = await run(baseFirst ? base : subject);
    const second = await run(baseFirst ? subject : base);
    if (index >= 0)
      runs.push(baseFirst ? { base: first, subject: second } : { base: second, subject: first });
  }
  return runs;
}

/** @returns milliseconds from spawn to exit @throws Error with the process's standard error if it fails */
export async function runOnce({ node, args, env, cwd }: Command): Promise<number> {
  return (await spawnOnce(node, args, env, cwd)).ms;
}

/** Runs a command as a child of bash, which reports the CPU time of its children. @returns milliseconds of CPU time */
async function runForCpu({ node, args, env, cwd }: Command): Promise<number> {
  const script = 'TIMEFORMAT="%3U %3S"; time "$0" "$@"';
  const { stderr } = await spawnOnce('bash', ['-c', script, node, ...args], env, cwd);
  const [user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return (user! + system!) * 1000;
}

function spawnOnce(
  program: string,
  args: string[],
  env: Record<string, string>,
  cwd: string,
): Promise<{ ms: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const start = performance.now();
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    let ms = 0;
    child.once('exit', () => {
      ms = performance.now() - start;
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve({ ms, stderr });
      else reject(new Error(`${program} ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${stderr}`));
    });
  });
}
