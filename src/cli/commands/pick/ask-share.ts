import { confirm } from '@inquirer/prompts';
import type { CommandContext } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';
import { toSafeText } from '../../terminal/terminal.ts';

/** Asks whether to share the notebook. The default is no. */
export function askShare(context: CommandContext, server: string): Promise<boolean> {
  const message = `Share it on ${toSafeText(new URL(server).host)}? Anyone with the link can see it.`;
  return ask(context, (promptContext) => confirm({ message, default: false }, promptContext));
}
