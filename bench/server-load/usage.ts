/** Resource usage of a process: CPU time since its start, and memory after a garbage collection. */
export interface Usage {
  cpuMs: number;
  heapMb: number;
  rssMb: number;
}

/** Prints this process's usage as JSON for each line on standard input. Calls `onEnd` when the input ends. */
export function reportUsage(onEnd: () => void): void {
  process.stdin.on('data', () => {
    // Available if Node was started with --expose-gc.
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
