import type { CommandContext } from '../../src/cli/context/command-context.ts';
import { createTerminal, type WritableStream } from '../../src/cli/terminal/terminal.ts';
import { type Clock, systemClock } from '../../src/hub/client/clock.ts';

interface MemoryStream extends WritableStream {
  text: string;
}

function memoryStream({ isTTY = false, columns = 0 }: FakeHostOptions): MemoryStream {
  return {
    isTTY,
    columns,
    text: '',
    write(text, done) {
      this.text += text;
      done();
    },
    on: () => undefined,
  };
}

export interface FakeHostOptions {
  env?: Record<string, string>;
  cwd?: string;
  homeDir?: string;
  isTTY?: boolean;
  columns?: number;
  signal?: AbortSignal;
  clock?: Clock;
  input?: string;
}

/** A host whose output is kept in memory. */
export function createFakeHost(
  options: FakeHostOptions = {},
): CommandContext & { out: () => string; err: () => string } {
  const stdout = memoryStream(options);
  const stderr = memoryStream(options);
  const env = options.env ?? {};
  return {
    env,
    cwd: options.cwd ?? '/nowhere',
    platform: 'linux',
    homeDir: options.homeDir ?? '/home/someone',
    terminal: createTerminal({ stdout, stderr }, env),
    signal: options.signal ?? new AbortController().signal,
    readInput: async () => Buffer.from(options.input ?? ''),
    process: { pid: 1, isAlive: () => false },
    setGrace: () => {},
    clock: options.clock ?? systemClock,
    version: '1.2.3',
    out: () => stdout.text,
    err: () => stderr.text,
  };
}
