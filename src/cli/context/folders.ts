import { isAbsolute, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** What decides on a person's folders. */
export interface FolderSource {
  env: Env;
  platform: NodeJS.Platform;
  cwd: string;
  homeDir?: string;
}

/** Where a system keeps files of one kind: alacard's own variable, XDG's, Windows's, and the folder below home. */
interface Place {
  own: string;
  xdg: string;
  windows: { variable: string; below: string; folder: string };
  mac: string;
  linux: string;
}

const CACHE: Place = {
  own: 'ALACARD_CACHE_DIR',
  xdg: 'XDG_CACHE_HOME',
  windows: { variable: 'LOCALAPPDATA', below: 'AppData/Local', folder: 'alacard/Cache' },
  mac: 'Library/Caches/alacard',
  linux: '.cache/alacard',
};

const CONFIG: Place = {
  own: 'ALACARD_CONFIG_DIR',
  xdg: 'XDG_CONFIG_HOME',
  windows: { variable: 'APPDATA', below: 'AppData/Roaming', folder: 'alacard/Config' },
  mac: 'Library/Application Support/alacard',
  linux: '.config/alacard',
};

const DATA: Place = {
  own: 'ALACARD_DATA_DIR',
  xdg: 'XDG_DATA_HOME',
  windows: { variable: 'LOCALAPPDATA', below: 'AppData/Local', folder: 'alacard/Data' },
  mac: 'Library/Application Support/alacard/data',
  linux: '.local/share/alacard',
};

/** Of what can be fetched again; undefined where the system knows no home. */
export const findCacheDir = (source: FolderSource): string | undefined => findPlace(CACHE, source);

/** Of settings and history; undefined where the system knows no home. */
export const findConfigDir = (source: FolderSource): string | undefined => findPlace(CONFIG, source);

/** Of what a server keeps; undefined where the system knows no home. */
export const findDataDir = (source: FolderSource): string | undefined => findPlace(DATA, source);

function findPlace(place: Place, { env, platform, cwd, homeDir }: FolderSource): string | undefined {
  const own = nonEmpty(env[place.own]);
  if (own !== undefined) return resolve(cwd, own);
  const xdg = nonEmpty(env[place.xdg]);
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'alacard');
  if (platform === 'win32') {
    const { variable, below, folder } = place.windows;
    const base = nonEmpty(env[variable]) ?? (homeDir === undefined ? undefined : join(homeDir, below));
    return base === undefined ? undefined : join(base, folder);
  }
  return homeDir === undefined ? undefined : join(homeDir, platform === 'darwin' ? place.mac : place.linux);
}

const nonEmpty = (value: string | undefined) =>
  value === undefined || value.trim() === '' ? undefined : value;
