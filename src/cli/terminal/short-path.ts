import { sep } from 'node:path';
import type { CommandContext } from '../context/command-context.ts';

/** Shortens a path in the current folder or the home folder, for people to read. */
export function shortPath(path: string, { cwd, homeDir }: Pick<CommandContext, 'cwd' | 'homeDir'>): string {
  if (path.startsWith(cwd + sep)) return path.slice(cwd.length + 1);
  if (homeDir !== undefined && path.startsWith(homeDir + sep)) return `~${path.slice(homeDir.length)}`;
  return path;
}
