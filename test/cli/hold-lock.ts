import { once } from 'node:events';
import { withLock } from '../../src/process-lock.ts';

/** `hold-lock.ts <lock>`: takes a lock, prints `held`, and keeps the lock until standard input ends or it is killed. */
const context = {
  process: { pid: process.pid, isAlive: () => true },
  signal: new AbortController().signal,
};
await withLock(process.argv[2]!, context, async () => {
  process.stdout.write('held\n');
  process.stdin.resume();
  await once(process.stdin, 'end');
});
