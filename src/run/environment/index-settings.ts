import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Settings of pip and uv that do not change what they install. */
const WITHOUT_EFFECT =
  /^(?:PIP|UV)_(?:CACHE_DIR|NO_CACHE(?:_DIR)?|(?:DEFAULT_|HTTP_)?TIMEOUT|(?:HTTP_)?RETRIES|QUIET|VERBOSE|NO_COLOR|PROGRESS_BAR|NO_PROGRESS|DISABLE_PIP_VERSION_CHECK|NO_INPUT|LOG|CERT|CLIENT_CERT|PROXY|OFFLINE|LINK_MODE|COMPILE_BYTECODE|CONCURRENT_\w+|REQUIRE_VIRTUALENV|RUN_RECURSION_DEPTH)$/;

/** Everything that decides where pip and uv look for packages and which versions they choose. */
export async function readIndexSettings(env: Env, homeDir?: string): Promise<unknown> {
  const variables = Object.entries(env)
    .filter(([name, value]) => value && /^(?:PIP|UV)_/.test(name) && !WITHOUT_EFFECT.test(name))
    .sort();
  return [variables, await readFiles([...pipFiles(env, homeDir), ...uvFiles(env, homeDir)])];
}

/** Whether only pip has its own package index configured. uv does not read the settings of pip. */
export async function hasOwnPipIndex(env: Env, homeDir?: string): Promise<boolean> {
  const names = Object.keys(env).filter((name) => env[name]);
  if (names.some((name) => name.startsWith('UV_') && /INDEX|^UV_CONFIG_FILE$/.test(name))) return false;
  if (names.some((name) => /^PIP_(?:(?:EXTRA_)?INDEX_URL|NO_INDEX)$/.test(name))) return true;
  const [pip, uv] = await Promise.all([hasIndex(pipFiles(env, homeDir)), hasIndex(uvFiles(env, homeDir))]);
  return pip && !uv;
}

async function hasIndex(paths: readonly string[]): Promise<boolean> {
  const text = (await readFiles(paths)).join('\n');
  return /^[ \t[]*(?:default-|extra-|no-)?index/m.test(text);
}

/** The text of each file, or nothing if it does not exist. */
const readFiles = (paths: readonly string[]) =>
  Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));

function pipFiles(env: Env, homeDir?: string): string[] {
  const own = env.PIP_CONFIG_FILE;
  const inHome =
    homeDir === undefined
      ? []
      : [
          join(env.XDG_CONFIG_HOME || join(homeDir, '.config'), 'pip/pip.conf'),
          join(homeDir, '.pip/pip.conf'),
          join(homeDir, 'Library/Application Support/pip/pip.conf'),
          join(env.APPDATA || join(homeDir, 'AppData/Roaming'), 'pip/pip.ini'),
          join(homeDir, 'pip/pip.ini'),
        ];
  return [...(own ? [own] : []), '/etc/pip.conf', '/etc/xdg/pip/pip.conf', ...inHome];
}

function uvFiles(env: Env, homeDir?: string): string[] {
  const own = env.UV_CONFIG_FILE;
  const inHome =
    homeDir === undefined
      ? []
      : [
          join(env.XDG_CONFIG_HOME || join(homeDir, '.config'), 'uv/uv.toml'),
          join(env.APPDATA || join(homeDir, 'AppData/Roaming'), 'uv/uv.toml'),
        ];
  return [...(own ? [own] : []), '/etc/uv/uv.toml', '/etc/xdg/uv/uv.toml', ...inHome];
}
