/**
 * A process that runs endless synchronous work within a limit, and prints the outcome.
 * Arguments: the kind of work, and the limit in ms.
 */
import { createLimitSync } from '../../src/cli/context/limit-sync.ts';

const WORK: Record<string, () => unknown> = {
  loop() {
    for (;;);
  },
  regex: () => /^(?:a+)+$/.test(`${'a'.repeat(60)}b`),
  replace: () => `${'a'.repeat(60)}b`.replace(/(?:a+)+$/g, () => ''),
  recursion() {
    const fork = (depth: number): number => (depth === 0 ? 0 : fork(depth - 1) + fork(depth - 1));
    return fork(60);
  },
  quick: () => 'done',
};
const [kind = '', limit = ''] = process.argv.slice(2);
const limitSync = createLimitSync(process);
process.on('SIGINT', () => console.log('SIGINT arrived'));
process.on('SIGTERM', () => console.log('SIGTERM arrived'));
console.log('started');
try {
  console.log(limitSync(() => WORK[kind]!(), Number(limit)));
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
console.log(`listeners: ${process.listenerCount('SIGTERM')}, ${process.listenerCount('SIGINT')}`);
