import { serveTasks } from '../../../server/workers/serve-tasks.ts';

/** The script of the server's worker processes. */
serveTasks(process, async () => {
  const { tasks, warmUp } = await import('../../../server/workers/run-tasks.ts');
  await warmUp();
  return tasks;
});
