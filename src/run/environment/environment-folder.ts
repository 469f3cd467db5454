import { mkdir, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDead, isOlder, type LockOwner, ownerName, touch } from '../../process-lock.ts';

/** The number changes with the layout of an environment. */
const ENVIRONMENTS = 'environments-v1';
/** Limit for all environments together. Environments in use are kept even if they exceed it. */
export const MAX_ENVIRONMENT_BYTES = 20e9;
/** alacard's own files in an environment. */
const OWN = 'alacard';
const MARKER = 'complete.json';
/** A mark of a process on another host counts for this long. */
const FOREIGN_USE_MS = 86_400_000;

/** What was installed, written once everything is. */
export interface EnvironmentMarker {
  base: string;
  requirements: string[];
  /** Names of the metadata folders of the installed packages. */
  distributions: string[];
  bytes: number;
}

export interface StoredEnvironment extends EnvironmentMarker {
  path: string;
  key: string;
  usedAtMs: number;
}

export const environmentsFolder = (cacheDir: string): string => join(cacheDir, ENVIRONMENTS);
/** The folder of alacard's own files in an environment: caches and settings of the programs that run in it. */
export const ownFolder = (environment: string): string => join(environment, OWN);

/** The complete environments, least recently used first. */
export async function listEnvironments(cacheDir: string): Promise<StoredEnvironment[]> {
  const found = await Promise.all((await listBuilds(cacheDir)).map(readEnvironment));
  return found
    .filter((environment) => environment !== undefined)
    .sort((one, other) => one.usedAtMs - other.usedAtMs);
}

/** Marks an environment as complete. @throws the file system's error */
export async function completeEnvironment(
  path: string,
  base: string,
  requirements: string[],
): Promise<EnvironmentMarker> {
  const marker = {
    base,
    requirements,
    distributions: await listDistributions(path),
    bytes: await sizeOf(path),
  };
  await mkdir(ownFolder(path), { recursive: true });
  await writeFile(join(ownFolder(path), MARKER), `${JSON.stringify(marker)}\n`);
  return marker;
}

/** Whether everything that was installed is still there. A notebook may have replaced or removed packages. */
export async function isUnchanged({ path, distributions }: StoredEnvironment): Promise<boolean> {
  const present = new Set(await listDistributions(path));
  return distributions.every((name) => present.has(name));
}

/**
 * Protects an environment from being removed until the returned function is called.
 * @returns undefined if the environment was removed in the meantime
 */
export async function markInUse(path: string, owner: LockOwner): Promise<(() => Promise<void>) | undefined> {
  const mark = join(ownFolder(path), 'uses', ownerName(owner.process));
  await mkdir(join(ownFolder(path), 'uses'), { recursive: true });
  await writeFile(mark, '');
  try {
    await touch(join(ownFolder(path), MARKER));
  } catch {
    await rm(path, { recursive: true, force: true });
    return undefined;
  }
  return () => unlink(mark).catch(() => {});
}

/**
 * Once the environments take more than `maxBytes`, removes the least recently used ones. Also removes what builds that
 * were interrupted left behind.
 */
export async function pruneEnvironments(cacheDir: string, owner: LockOwner, maxBytes: number): Promise<void> {
  await removeAbandoned(cacheDir, owner);
  const environments = await listEnvironments(cacheDir);
  let bytes = totalBytes(environments);
  for (const environment of environments) {
    if (bytes <= maxBytes) return;
    if (await isInUse(environment.path, owner)) continue;
    await removeEnvironment(environment.path);
    bytes -= environment.bytes;
  }
}

/** Removes every environment that is not in use. @returns those that were removed, and those that are in use */
export async function clearEnvironments(
  cacheDir: string,
  owner: LockOwner,
): Promise<{ removed: StoredEnvironment[]; kept: StoredEnvironment[] }> {
  await removeAbandoned(cacheDir, owner);
  const removed: StoredEnvironment[] = [];
  const kept: StoredEnvironment[] = [];
  for (const environment of await listEnvironments(cacheDir)) {
    const isUsed = await isInUse(environment.path, owner);
    if (!isUsed) await removeEnvironment(environment.path);
    (isUsed ? kept : removed).push(environment);
  }
  return { removed, kept };
}

/** Removes the environments from which packages are missing. @returns how many are intact */
export async function verifyEnvironments(
  cacheDir: string,
  owner: LockOwner,
): Promise<{ intact: number; removed: number }> {
  await removeAbandoned(cacheDir, owner);
  const environments = await listEnvironments(cacheDir);
  const damaged: StoredEnvironment[] = [];
  for (const environment of environments) if (!(await isUnchanged(environment))) damaged.push(environment);
  for (const { path } of damaged) await removeEnvironment(path);
  return { intact: environments.length - damaged.length, removed: damaged.length };
}

export async function removeEnvironment(path: string): Promise<void> {
  await unlink(join(ownFolder(path), MARKER)).catch(() => {});
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

export const totalBytes = (environments: readonly EnvironmentMarker[]): number =>
  environments.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Removes builds without a marker whose process no longer holds their lock. Errors are ignored, because its installer
 * may still be writing.
 */
async function removeAbandoned(cacheDir: string, { process }: LockOwner): Promise<void> {
  for (const path of await listBuilds(cacheDir)) {
    if ((await readEnvironment(path)) !== undefined) continue;
    const holders = await list(lockOf(path));
    if (holders.some((name) => !isDead(name, process))) continue;
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

/**
 * Removes what a new build with this key replaces: interrupted builds, and environments that notebooks have changed.
 * The caller holds the lock of the key.
 */
export async function removeReplaced(cacheDir: string, key: string, owner: LockOwner): Promise<void> {
  for (const path of await listBuilds(cacheDir)) {
    if (keyOf(path) !== key) continue;
    const environment = await readEnvironment(path);
    if (environment !== undefined && ((await isUnchanged(environment)) || (await isInUse(path, owner))))
      continue;
    await removeEnvironment(path).catch(() => {});
  }
}

async function isInUse(path: string, { process }: LockOwner): Promise<boolean> {
  const folder = join(ownFolder(path), 'uses');
  for (const name of await list(folder)) {
    if (!isDead(name, process) && !(await isOlder(join(folder, name), FOREIGN_USE_MS))) return true;
  }
  return false;
}

/** Environments and unfinished builds: `<key>-<random>`. */
async function listBuilds(cacheDir: string): Promise<string[]> {
  const folder = environmentsFolder(cacheDir);
  return (await list(folder)).filter((name) => BUILD.test(name)).map((name) => join(folder, name));
}

const BUILD = /[\\/]?([0-9a-f]{16})-[0-9a-f]{8}$/;
const keyOf = (path: string) => BUILD.exec(path)![1]!;

/** The lock held while an environment with this path is built. */
export const lockOf = (path: string): string => path.replace(/-[0-9a-f]{8}$/, '.lock');

async function readEnvironment(path: string): Promise<StoredEnvironment | undefined> {
  const file = join(ownFolder(path), MARKER);
  try {
    const marker = JSON.parse(await readFile(file, 'utf8')) as EnvironmentMarker;
    return { ...marker, path, key: keyOf(path), usedAtMs: (await stat(file)).mtimeMs };
  } catch {
    return undefined;
  }
}

async function listDistributions(path: string): Promise<string[]> {
  const folders = await Promise.all(
    [join(path, 'lib'), join(path, 'Lib')].map(async (lib) =>
      ['.', ...(await list(lib))].map((name) => join(lib, name, 'site-packages')),
    ),
  );
  const names = await Promise.all([...new Set(folders.flat())].map(list));
  return [...new Set(names.flat())].filter((name) => name.endsWith('.dist-info')).sort();
}

async function sizeOf(path: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isFile())
      bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}

const list = (folder: string) => readdir(folder).catch((): string[] => []);
