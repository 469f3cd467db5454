/** What a process has used: CPU since its start in ms, and memory in MB after a collection. */
export interface Usage {
  cpuMs: number;
  heapMb: number;
  rssMb: number;
}

/** Answers each line of standard input with this process's usage as JSON; `onEnd` when there are no more. */
export function answerUsage(onEnd: () => void): void {
  process.stdin.on('data', () => {
    // Where Node was started with --expose-gc.
    (globalThis as { gc?: () => void }).gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed, external, rss } = process.memoryUsage();
    const usage: Usage = {
      cpuMs: (user + system) / 1_000,
      heapMb: (heapUsed + external) / 1e6,
      rssMb: rss / 1e6,
    };
    console.log(JSON.stringify(usage));
  });
  process.stdin.on('end', onEnd);
}
