import { serveJobs } from '../../../server/workers/serve-jobs.ts';

/** The script of the server's worker processes. */
serveJobs(process, async () => {
  const { jobs, warmUp } = await import('../../../server/workers/run-jobs.ts');
  await warmUp();
  return jobs;
});
