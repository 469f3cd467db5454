import { toShellWord } from '../../../encode/shell-word.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { loadStyle, toSafeText } from '../../terminal/terminal.ts';
import type { ShareRecord } from './share-record.ts';

/** The link to give to others: the Colab link if there is one. */
export const linkOf = ({ colabUrl, url }: Pick<ShareRecord, 'colabUrl' | 'url'>): string => colabUrl ?? url;

/** Prints who can see a share, for how long, and how to delete it. */
export async function reportShare(
  record: ShareRecord,
  path: string,
  context: Pick<CommandContext, 'terminal'>,
): Promise<void> {
  const { err } = context.terminal;
  const style = await loadStyle(err);
  const { colabUrl, url, isPublic, expiresAt, place } = record;
  const visibility = isPublic ? 'listed publicly' : 'visible to anyone with the link';
  const until = expiresAt === undefined ? '' : `, until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  const where = place === 'gist' && colabUrl !== undefined ? ` at ${url}` : '';
  const lines = [
    `shared${where}, ${visibility}${until}`,
    `${style.cyan('to delete it:')} alacard unshare ${toShellWord(path)}`,
  ];
  await err.write(`${lines.map((line) => toSafeText(line)).join('\n')}\n`);
}
