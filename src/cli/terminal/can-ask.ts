import type { CommandContext } from '../context/command-context.ts';

/** Whether prompts can be shown. They need an interactive standard input, and are written to standard error. */
export function canAsk({
  terminal,
  env,
  keyboard,
}: Pick<CommandContext, 'terminal' | 'env' | 'keyboard'>): boolean {
  return terminal.err.isTTY && env.TERM !== 'dumb' && keyboard?.() !== undefined;
}
