import { spawn } from '@lydell/node-pty';
import xterm, { type IBufferLine } from '@xterm/headless';
import { expect } from 'vitest';
import { BIN, type Sandbox } from '../e2e/run-alacard.ts';
import { drawEmojiWide } from './draw-emoji-wide.ts';

export const KEYS = { enter: '\r', down: '\u001b[B', up: '\u001b[A', ctrlC: '\u0003', ctrlD: '\u0004' };

export interface PtySession {
  /** The lines of the screen, without trailing spaces. */
  screen(): string;
  /** The lines of the screen, to read by cells: `translateToString(true, from)`. */
  lines(): IBufferLine[];
  /** All output so far. */
  raw(): string;
  /** Resolves once the screen matches. */
  until(pattern: RegExp): Promise<void>;
  type(text: string): void;
  kill(signal: string): void;
  isCursorHidden(): boolean;
  /** The exit code, once it has ended. */
  ended: Promise<number>;
}

/** The real command in a real terminal, with an emulator that keeps its screen. */
export function openPty(
  sandbox: Sandbox,
  args: string[],
  {
    columns = 100,
    rows = 40,
    env = {},
  }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
): PtySession {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  drawEmojiWide(terminal);
  const child = spawn(process.execPath, [BIN, ...args], {
    cols: columns,
    rows,
    cwd: sandbox.cwd,
    env: { ...sandbox.env, TERM: 'xterm-256color', ...env },
  });
  let raw = '';
  child.onData((text) => {
    raw += text;
    terminal.write(text);
  });
  const lines = () => {
    const { active } = terminal.buffer;
    return Array.from({ length: active.length }, (_, at) => active.getLine(at)!);
  };
  const screen = () =>
    lines()
      .map((line) => line.translateToString(true))
      .join('\n')
      .trimEnd();
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) =>
      terminal.write('', () => resolve(signal ? 128 + signal : exitCode)),
    );
  });
  return {
    screen,
    lines,
    raw: () => raw,
    until: (pattern) => expect.poll(screen).toMatch(pattern),
    type: (text) => child.write(text),
    kill: (signal) => child.kill(signal),
    isCursorHidden: () => raw.lastIndexOf('\u001b[?25l') > raw.lastIndexOf('\u001b[?25h'),
    ended,
  };
}
