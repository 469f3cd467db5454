import { confirm } from '@inquirer/prompts';
import { ask } from './ask.ts';
import type { Host } from './host.ts';
import { showForeign } from './terminal.ts';

/** Whether a link is wanted too; sent is nothing unless that is said. */
export function askShare(host: Host, server: string): Promise<boolean> {
  const message = `Share it on ${showForeign(new URL(server).host)}, for whoever has the link?`;
  return ask(host, (context) => confirm({ message, default: false }, context));
}
