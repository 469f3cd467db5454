import type { CommandContext } from '../../context/command-context.ts';
import { toShellWord } from '../../terminal/report.ts';
import { loadStyle, showForeign } from '../../terminal/terminal.ts';
import type { ShareRecord } from './share-record.ts';

/** The link to give to others: Colab's, where it was shared for that. */
export const linkOf = ({ colabUrl, url }: Pick<ShareRecord, 'colabUrl' | 'url'>): string => colabUrl ?? url;

/** On standard error: who sees a share, for how long, and what takes it back. */
export async function reportShare(
  record: ShareRecord,
  path: string,
  context: Pick<CommandContext, 'terminal'>,
): Promise<void> {
  const { err } = context.terminal;
  const style = await loadStyle(err);
  const { colabUrl, url, isPublic, expiresAt, place } = record;
  const who = isPublic ? 'for everybody to find' : 'for whoever has the link';
  const until = expiresAt === undefined ? '' : `, until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  const where = place === 'gist' && colabUrl !== undefined ? ` at ${url}` : '';
  const lines = [
    `shared${where}, ${who}${until}`,
    `${style.cyan('to take it back:')} alacard unshare ${toShellWord(path)}`,
  ];
  await err.write(`${lines.map((line) => showForeign(line)).join('\n')}\n`);
}
