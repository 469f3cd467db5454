import type { CommandContext } from '../context/command-context.ts';
import { InterruptedError } from '../context/signals.ts';

/** What a prompt of inquirer takes beside its own settings. */
export interface AskContext {
  input: NodeJS.ReadStream;
  output: NodeJS.WritableStream;
  signal: AbortSignal;
}

/**
 * Runs one prompt on the terminal. Ctrl-C, Ctrl-D and the end of the input interrupt, as a signal does.
 * @param fail ends the prompt with an error of its own
 * @throws InterruptedError, and what `fail` was given
 */
export async function ask<T>(
  context: CommandContext,
  prompt: (context: AskContext, fail: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const input = context.keyboard!()!;
  const own = new AbortController();
  const interrupt = () => own.abort(new InterruptedError('SIGINT'));
  const onKey = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl && key.name === 'd') interrupt();
  };
  const signal = AbortSignal.any([context.signal, own.signal]);
  input.on('keypress', onKey).once('end', interrupt);
  try {
    return await prompt(
      { input, output: context.terminal.err.stream as unknown as NodeJS.WritableStream, signal },
      (error) => own.abort(error),
    );
  } catch (error) {
    signal.throwIfAborted();
    // Ctrl-C is a key of the prompt's raw mode, and no signal.
    throw error instanceof Error && error.name === 'ExitPromptError' ? new InterruptedError('SIGINT') : error;
  } finally {
    input.removeListener('keypress', onKey).removeListener('end', interrupt);
  }
}
