/**
 * The CPU time that `run` takes, in ms. Other programs on the machine do not add to it, so a test may bound the work
 * that hostile input causes.
 */
export function measureCpuMs(run: () => unknown): number {
  const end = startCpuClock();
  run();
  return end();
}

/** The same across promises. @returns the CPU time since, in ms */
export function startCpuClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
