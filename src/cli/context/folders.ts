import { isAbsolute, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** The inputs that determine the locations of the user's folders. */
export interface FolderSource {
  env: Env;
  platform: NodeJS.Platform;
  cwd: string;
  homeDir?: string;
}

/** Where each operating system stores one kind of file. */
interface Location {
  /** alacard's own environment variable. */
  variable: string;
  xdg: string;
  windows: { variable: string; below: string; folder: string };
  mac: string;
  linux: string;
}

const CACHE: Location = {
  variable: 'ALACARD_CACHE_DIR',
  xdg: 'XDG_CACHE_HOME',
  windows: { variable: 'LOCALAPPDATA', below: 'AppData/Local', folder: 'alacard/Cache' },
  mac: 'Library/Caches/alacard',
  linux: '.cache/alacard',
};

const CONFIG: Location = {
  variable: 'ALACARD_CONFIG_DIR',
  xdg: 'XDG_CONFIG_HOME',
  windows: { variable: 'APPDATA', below: 'AppData/Roaming', folder: 'alacard/Config' },
  mac: 'Library/Application Support/alacard',
  linux: '.config/alacard',
};

const DATA: Location = {
  variable: 'ALACARD_DATA_DIR',
  xdg: 'XDG_DATA_HOME',
  windows: { variable: 'LOCALAPPDATA', below: 'AppData/Local', folder: 'alacard/Data' },
  mac: 'Library/Application Support/alacard/data',
  linux: '.local/share/alacard',
};

/** The cache folder. Undefined if the home folder is unknown. */
export const findCacheDir = (source: FolderSource): string | undefined => findFolder(CACHE, source);

/** The folder for settings and history. Undefined if the home folder is unknown. */
export const findConfigDir = (source: FolderSource): string | undefined => findFolder(CONFIG, source);

/** The folder for the server's data. Undefined if the home folder is unknown. */
export const findDataDir = (source: FolderSource): string | undefined => findFolder(DATA, source);

function findFolder(location: Location, { env, platform, cwd, homeDir }: FolderSource): string | undefined {
  const own = nonEmpty(env[location.variable]);
  if (own !== undefined) return resolve(cwd, own);
  const xdg = nonEmpty(env[location.xdg]);
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'alacard');
  if (platform === 'win32') {
    const { variable, below, folder } = location.windows;
    const base = nonEmpty(env[variable]) ?? (homeDir === undefined ? undefined : join(homeDir, below));
    return base === undefined ? undefined : join(base, folder);
  }
  return homeDir === undefined
    ? undefined
    : join(homeDir, platform === 'darwin' ? location.mac : location.linux);
}

const nonEmpty = (value: string | undefined) =>
  value === undefined || value.trim() === '' ? undefined : value;
