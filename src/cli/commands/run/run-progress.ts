import { afterRedraws } from '../../../encode/terminal-text.ts';
import type { RunEvent } from '../../../run/run-event.ts';
import type { GlobalOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { type Style, toSafeText } from '../../terminal/terminal.ts';
import { createInstallProgress } from './install-progress.ts';

/** Limits for the output of one cell. The executed copy contains all of it. */
const MAX_LINES = 40;
const MAX_LINE_LENGTH = 200;

export interface RunProgress {
  onEvent(event: RunEvent): void;
  /** Call this before printing anything else. */
  stop(): void;
}

/** Prints what is installed, and the start, the output and the result of each cell, to standard error. */
export function createRunProgress(context: CommandContext, style: Style, global: GlobalOptions): RunProgress {
  if (global.quiet || global.json) return { onEvent: () => {}, stop: () => {} };
  const { err } = context.terminal;
  const install = createInstallProgress(context, global);
  let rest = '';
  let shown = 0;
  const print = (line: string) => void err.write(`${line}\n`);
  const printOutput = (line: string) => {
    const text = toSafeText(afterRedraws(line));
    if (text.trim() === '') return;
    shown += 1;
    if (shown > MAX_LINES) return;
    const short = text.length > MAX_LINE_LENGTH ? `${text.slice(0, MAX_LINE_LENGTH)}...` : text;
    print(`  ${style.dim(short)}`);
  };

  const onEvent = (event: RunEvent) => {
    switch (event.type) {
      case 'runner':
        print(
          `running with ${toSafeText(event.program)}${event.version ? ` (Python ${toSafeText(event.version)})` : ''}`,
        );
        break;
      case 'warning':
        print(`${style.yellow('warning:')} ${toSafeText(event.message)}`);
        break;
      case 'cell-started':
        rest = '';
        shown = 0;
        print(style.bold(`cell ${event.number}`));
        break;
      case 'cell-output': {
        const lines = (rest + event.text).split('\n');
        rest = (lines.pop() ?? '').slice(-10_000);
        for (const line of lines) printOutput(line);
        break;
      }
      case 'cell-finished': {
        if (rest !== '') printOutput(rest);
        if (shown > MAX_LINES) print(style.dim(`  ... ${shown - MAX_LINES} more lines in the executed copy`));
        const paint = event.status === 'failed' ? style.red : style.green;
        print(`cell ${event.number} ${paint(event.status)}, ${event.seconds.toFixed(1)} s`);
        break;
      }
      default:
        install.onEvent(event);
    }
  };
  return { onEvent, stop: install.stop };
}
