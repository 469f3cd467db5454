import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './paired-runs.ts';

export interface Workspace {
  folder: string;
  /** A `node` command with these arguments in the workspace's environment. */
  command(args: string[], env?: Record<string, string>): Command;
  remove(): Promise<void>;
}

export const binFile = fileURLToPath(new URL('../bin/alacard.js', import.meta.url));

/**
 * Creates a temporary home, cache and TMPDIR. Child processes inherit only PATH: NODE_EXTRA_CA_CERTS adds about 40 ms to
 * every Node process, and a proxy or a token would change the run.
 */
export async function createWorkspace(node: string): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'alacard-bench-'));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const baseEnv = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TMPDIR: temporary,
    ALACARD_CACHE_DIR: join(folder, 'cache'),
  };
  return {
    folder,
    command: (args, env = {}) => ({ node, args, env: { ...baseEnv, ...env }, cwd: folder }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
