import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface CardResults {
  cases: number;
  generated: number;
  /** Number of errors that a user would see, by code. */
  refused: Record<string, number>;
  /** Case and message. */
  failures: string[];
  slowestMs: number;
}

/** Maximum CPU time per card, and the time without output after which its process is killed, in ms. */
const MAX_CPU_MS = 5_000;
const MAX_SILENCE_MS = 30_000;
const MAX_FAILURES = 50;

/** Generates notebooks from mutated cards in a child process, until the signal is aborted. */
export async function fuzzCards(seed: number, folder: string, signal: AbortSignal): Promise<CardResults> {
  const results: CardResults = { cases: 0, generated: 0, refused: {}, failures: [], slowestMs: 0 };
  let next = 0;
  while (!signal.aborted && results.failures.length < MAX_FAILURES)
    next = await runWorker(seed, next, folder, signal, results);
  return results;
}

/** @returns the case with which to go on after the process has ended */
function runWorker(
  seed: number,
  first: number,
  folder: string,
  signal: AbortSignal,
  results: CardResults,
): Promise<number> {
  const file = fileURLToPath(new URL('card-worker.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--max-old-space-size=300', file, String(seed), String(first), folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let current = first;
  let started = false;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-2_000);
  });
  const silence = setTimeout(() => child.kill('SIGKILL'), MAX_SILENCE_MS);
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  createInterface({ input: child.stdout }).on('line', (line) => {
    silence.refresh();
    const [, status, index, rest = ''] = /^(\w+) (\d+) ?(.*)$/.exec(line)!;
    current = Number(index);
    started = status === 'start';
    if (started) return;
    results.cases++;
    if (status === 'refused') results.refused[rest] = (results.refused[rest] ?? 0) + 1;
    else if (status === 'failed') results.failures.push(`card ${current}: ${rest}`);
    else {
      results.generated++;
      results.slowestMs = Math.max(results.slowestMs, Number(rest));
      if (Number(rest) > MAX_CPU_MS) results.failures.push(`card ${current}: ${rest} ms of CPU time`);
    }
  });
  return new Promise((resolve) => {
    child.once('close', (code, killedBy) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      if (!signal.aborted) {
        const how =
          killedBy === 'SIGKILL'
            ? `no answer in ${MAX_SILENCE_MS / 1000} s`
            : `${killedBy ?? code}: ${stderr}`;
        results.failures.push(`card ${current}${started ? '' : ' (after it)'}: ${how}`);
      }
      resolve(current + 1);
    });
  });
}
