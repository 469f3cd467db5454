import { createHash } from 'node:crypto';
import type { BasePython } from './base-python.ts';
import { readIndexSettings } from './index-settings.ts';
import type { Installer } from './installer.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What decides the content of an environment, except its requirements. */
export interface KeyInputs {
  python: Pick<BasePython, 'identity'>;
  installer: Pick<Installer, 'name'>;
  env: Env;
  homeDir?: string;
}

export interface EnvironmentKey {
  /** The same for environments that differ only in their requirements. */
  base: string;
  /** Identifies the environment. */
  key: string;
}

/** A change of any input gives another key. */
export async function environmentKey(
  requirements: readonly string[],
  { python, installer, env, homeDir }: KeyInputs,
): Promise<EnvironmentKey> {
  const settings = await readIndexSettings(env, homeDir);
  const base = digest([python.identity, installer.name, settings]);
  return { base, key: digest([base, ...requirements]) };
}

const digest = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
