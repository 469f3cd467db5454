/**
 * The CPU time that `run` takes, in ms. Other programs on the machine do not add to it, so a test can limit the work
 * for hostile input.
 */
export function measureCpuMs(run: () => unknown): number {
  const end = startCpuClock();
  run();
  return end();
}

/** The same across promises. @returns a function that returns the CPU time since the call, in ms */
export function startCpuClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
