import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type SignalSource, watchSignals } from '../../src/cli/context/signals.ts';

function createSource(isTTY: boolean) {
  const exits: number[] = [];
  let written = '';
  const emitter = new EventEmitter();
  const source = Object.assign(emitter, {
    exit: (code: number) => exits.push(code),
    stderr: { isTTY, write: (text: string) => (written += text) },
  }) as unknown as SignalSource;
  return { source, emitter, exits, written: () => written };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s aborts, and exits with %i if the command does not end by itself', (name, exitCode) => {
  const { source, emitter, exits } = createSource(false);
  const { signal } = watchSignals(source);
  emitter.emit(name, name);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ code: 'INTERRUPTED', exitCode });
  expect(exits).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(exits).toEqual([exitCode]);
});

test('a second signal exits immediately and shows the cursor again', () => {
  const { source, emitter, exits, written } = createSource(true);
  watchSignals(source);
  emitter.emit('SIGINT', 'SIGINT');
  emitter.emit('SIGINT', 'SIGINT');
  expect(exits).toEqual([130]);
  expect(written()).toBe('\u001b[?25h');
});

test('stops listening once disposed', () => {
  const { source, emitter } = createSource(false);
  watchSignals(source).dispose();
  expect(emitter.listenerCount('SIGINT') + emitter.listenerCount('SIGTERM')).toBe(0);
});
