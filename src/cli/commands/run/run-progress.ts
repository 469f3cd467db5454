import { trimEnd } from '../../../encode/trim-end.ts';
import type { RunEvent } from '../../../run/run-event.ts';
import { type Output, type Style, showForeign } from '../../terminal/terminal.ts';

/** Lines of one cell that are shown; the copy holds them all. */
const SHOWN_LINES = 40;
const SHOWN_LENGTH = 200;

/** Tells on standard error of each cell: its start, what it prints, how it ended. */
export function createRunProgress(
  err: Pick<Output, 'write'>,
  style: Style,
  isQuiet: boolean,
): { onEvent(event: RunEvent): void } {
  let rest = '';
  let shown = 0;
  const say = (line: string) => void err.write(`${line}\n`);
  const sayOutput = (line: string) => {
    // What a progress bar drew last on its line.
    const last = trimEnd(line, '\r').split('\r').at(-1)!;
    const text = showForeign(last);
    if (text.trim() === '') return;
    shown += 1;
    if (shown > SHOWN_LINES) return;
    const short = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text;
    say(`  ${style.dim(short)}`);
  };

  const onEvent = (event: RunEvent) => {
    switch (event.type) {
      case 'runner':
        say(
          `running with ${showForeign(event.program)}${event.version ? ` (Python ${showForeign(event.version)})` : ''}`,
        );
        break;
      case 'warning':
        say(`${style.yellow('warning:')} ${showForeign(event.message)}`);
        break;
      case 'cell-started':
        rest = '';
        shown = 0;
        say(style.bold(`cell ${event.number}`));
        break;
      case 'cell-output': {
        const lines = (rest + event.text).split('\n');
        rest = (lines.pop() ?? '').slice(-10_000);
        for (const line of lines) sayOutput(line);
        break;
      }
      case 'cell-finished': {
        if (rest !== '') sayOutput(rest);
        if (shown > SHOWN_LINES)
          say(style.dim(`  ... ${shown - SHOWN_LINES} more lines, in the executed copy`));
        const paint = event.status === 'failed' ? style.red : style.green;
        say(`cell ${event.number} ${paint(event.status)}, ${event.seconds.toFixed(1)} s`);
      }
    }
  };
  return { onEvent: isQuiet ? () => {} : onEvent };
}
