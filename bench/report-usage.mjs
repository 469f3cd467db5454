import { writeFileSync } from 'node:fs';

// Preloaded into a measured process. Writes its resource usage to the file BENCH_USAGE when it exits.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssKb: maxRSS }),
  );
});
