import { confirm } from '@inquirer/prompts';
import type { CommandContext } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';
import { showForeign } from '../../terminal/terminal.ts';

/** Whether a link is wanted too; sent is nothing unless that is said. */
export function askShare(context: CommandContext, server: string): Promise<boolean> {
  const message = `Share it on ${showForeign(new URL(server).host)}, for whoever has the link?`;
  return ask(context, (promptContext) => confirm({ message, default: false }, promptContext));
}
