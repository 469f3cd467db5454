import type { CommandContext } from '../context/command-context.ts';

/** Whether a person sits at a terminal that can be asked: prompts go to standard error, results to standard output. */
export function canAsk({
  terminal,
  env,
  keyboard,
}: Pick<CommandContext, 'terminal' | 'env' | 'keyboard'>): boolean {
  return terminal.err.isTTY && env.TERM !== 'dumb' && keyboard?.() !== undefined;
}
