import type { CommandContext } from '../context/command-context.ts';
import { InterruptedError } from '../context/signals.ts';

/** The context argument of an inquirer prompt. */
export interface AskContext {
  input: NodeJS.ReadStream;
  output: NodeJS.WritableStream;
  signal: AbortSignal;
}

/**
 * Shows one prompt on the terminal. Ctrl-C, Ctrl-D and the end of the input interrupt it, as a signal does.
 * `prompt` can call `fail` to end with an error.
 * @throws InterruptedError, or the error passed to `fail`
 */
export async function ask<T>(
  context: CommandContext,
  prompt: (context: AskContext, fail: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const input = context.keyboard!()!;
  const controller = new AbortController();
  const interrupt = () => controller.abort(new InterruptedError('SIGINT'));
  const onKey = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl && key.name === 'd') interrupt();
  };
  const signal = AbortSignal.any([context.signal, controller.signal]);
  input.on('keypress', onKey).once('end', interrupt);
  try {
    return await prompt(
      { input, output: context.terminal.err.stream as unknown as NodeJS.WritableStream, signal },
      (error) => controller.abort(error),
    );
  } catch (error) {
    signal.throwIfAborted();
    // In the prompt's raw mode, Ctrl-C is a key and not a signal.
    throw error instanceof Error && error.name === 'ExitPromptError' ? new InterruptedError('SIGINT') : error;
  } finally {
    input.removeListener('keypress', onKey).removeListener('end', interrupt);
  }
}
