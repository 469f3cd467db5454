import { confirm } from '@inquirer/prompts';
import type { Host } from '../../context/command-context.ts';
import { ask } from '../../terminal/ask.ts';
import { showForeign } from '../../terminal/terminal.ts';

/** Whether a link is wanted too; sent is nothing unless that is said. */
export function askShare(host: Host, server: string): Promise<boolean> {
  const message = `Share it on ${showForeign(new URL(server).host)}, for whoever has the link?`;
  return ask(host, (context) => confirm({ message, default: false }, context));
}
