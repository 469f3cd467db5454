import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findConfigDir } from '../../src/cli/context/folders.ts';
import { readSettings, withSettings } from '../../src/cli/context/read-settings.ts';
import { findSettingKey, SETTING_KEYS, variableOf } from '../../src/cli/context/setting-keys.ts';
import { writeSetting } from '../../src/cli/context/write-setting.ts';

let folder = '';
let userFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-config-'));
  mkdirSync(join(folder, 'project'));
  mkdirSync(join(folder, 'user'));
  userFile = join(folder, 'user', 'config.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const source = (env: Record<string, string> = {}) => ({
  env: { ALACARD_CONFIG_DIR: join(folder, 'user'), ...env },
  platform: 'linux' as const,
  cwd: join(folder, 'project'),
  homeDir: join(folder, 'home'),
});
const writeUser = (text: string) => writeFileSync(userFile, text);
const writeProject = (text: string) => writeFileSync(join(folder, 'project', 'alacard.config.json'), text);

describe('which value holds', () => {
  const LAYERS: [layers: string[], format: string | undefined][] = [
    [[], undefined],
    [['user'], 'md'],
    [['user', 'project'], 'py'],
    [['user', 'project', 'environment'], 'ipynb'],
    [['project'], 'py'],
    [['user', 'environment'], 'ipynb'],
  ];
  test.each(LAYERS)('%j', (layers, format) => {
    if (layers.includes('user')) writeUser('{"format":"md"}');
    if (layers.includes('project')) writeProject('{"format":"py"}');
    const env: Record<string, string> = layers.includes('environment') ? { ALACARD_FORMAT: 'ipynb' } : {};
    expect(withSettings({}, 'generate', source(env)).format).toBe(format);
    expect(withSettings({ format: 'flag' }, 'generate', source(env)).format).toBe('flag');
  });

  test('each with its origin', () => {
    writeUser('{"format":"md","endpoint":"https://mirror.example"}');
    writeProject('{"example":"library"}');
    const found = readSettings(source({ ALACARD_MAX_WAIT: '5s' }));
    const originOf = Object.fromEntries(found.map(({ key, value, origin }) => [key.name, [value, origin]]));
    expect(originOf).toMatchObject({
      format: ['md', userFile],
      endpoint: ['https://mirror.example', userFile],
      example: ['library', 'alacard.config.json'],
      'max-wait': ['5s', 'ALACARD_MAX_WAIT'],
      snippets: ['first', 'default'],
    });
  });

  test("another tool's variable is left to those who read it, and its value is not shown", () => {
    writeUser('{"endpoint":"https://mirror.example","token-file":"/t"}');
    const env = source({ HF_ENDPOINT: 'https://other.example', HF_TOKEN: 'hf_secret' });
    expect(withSettings({}, 'generate', env)).toEqual({});
    expect(JSON.stringify(readSettings(env))).not.toContain('hf_secret');
  });

  test.each<[command: string, raw: object, expected: object]>([
    ['generate', {}, { format: 'py', example: 'library' }],
    ['generate', { run: true }, { format: 'py', python: '.venv', example: 'library' }],
    ['run', {}, { python: '.venv' }],
    ['run-model', {}, { example: 'library' }],
    ['serve', {}, {}],
    ['history', {}, {}],
    ['config', {}, {}],
  ])('%s %j takes its own', (command, raw, expected) => {
    writeUser('{"format":"py","python":".venv","example":"library"}');
    const { run: _run, ...settings } = withSettings(raw as Record<string, boolean>, command, source());
    expect(settings).toEqual(expected);
  });
});

describe('a file that is no good', () => {
  test.each<[text: string, message: RegExp]>([
    ['', /config\.json is no valid JSON/],
    ['{"format":', /config\.json is no valid JSON/],
    ['[]', /holds no settings/],
    ['null', /holds no settings/],
    ['{"format":"docx"}', /config\.json: --format takes ipynb, py or md, not "docx"/],
    ['{"formt":"py"}', /sets "formt", which alacard doesn't know/],
    ['{"format":["py"]}', /"format" in .*config\.json is no text/],
    ['{"__proto__":{"format":"py"},"format":"py","constructor":"x"}', /"__proto__"|"constructor"/],
    ['{"endpoint":"ftp://x"}', /must begin with https/],
    ['{"timeout":"soon"}', /--timeout/],
  ])('%s', (text, message) => {
    writeUser(text);
    expect(() => readSettings(source())).toThrow(message);
  });

  test('is told as the user sees it', () => {
    writeUser('{"formt":"py"}');
    expect(() => readSettings(source())).toThrow(
      expect.objectContaining({ exitCode: 2, hint: 'Did you mean "format"?' }),
    );
  });

  test('a byte order mark and a schema are no fault', () => {
    writeUser('\ufeff{"$schema":"https://x","format":"py"}');
    expect(withSettings({}, 'generate', source()).format).toBe('py');
  });

  test('a variable is named', () => {
    expect(() => readSettings(source({ ALACARD_FORMAT: 'docx' }))).toThrow(/^ALACARD_FORMAT: --format takes/);
  });
});

describe("a project's file", () => {
  test.each(SETTING_KEYS.filter((key) => !key.inProject).map(({ name }) => name))(
    'may not set %s',
    (name) => {
      writeProject(JSON.stringify({ [name]: 'https://evil.example' }));
      expect(() => readSettings(source())).toThrow(new RegExp(`may not set "${name}"`));
    },
  );
  test('decides on no request, token or program', () => {
    const allowed = SETTING_KEYS.filter((key) => key.inProject).map(({ name }) => name);
    expect(allowed).not.toEqual(expect.arrayContaining(['endpoint']));
    for (const name of ['endpoint', 'token-file', 'python']) expect(allowed).not.toContain(name);
  });
  test.each(['../x/', '/etc/{name}.ipynb', '~/x/', 'a/../../b/', 'C:\\x\\', '..\\x\\'])(
    'output %s leads out',
    (output) => {
      writeProject(JSON.stringify({ output }));
      expect(() => readSettings(source())).toThrow(/leads out of the folder/);
    },
  );
  test.each(['notebooks/', '{owner}/{name}.ipynb', 'a..b/'])('output %s stays inside', (output) => {
    writeProject(JSON.stringify({ output }));
    expect(withSettings({}, 'generate', source()).output).toBe(output);
  });
});

describe('writing', () => {
  test('set, set another, unset', async () => {
    rmSync(join(folder, 'user'), { recursive: true });
    await writeSetting(userFile, findSettingKey('format'), 'py');
    await writeSetting(userFile, findSettingKey('output'), 'x/');
    expect(JSON.parse(readFileSync(userFile, 'utf8'))).toEqual({ format: 'py', output: 'x/' });
    await writeSetting(userFile, findSettingKey('format'), undefined);
    expect(JSON.parse(readFileSync(userFile, 'utf8'))).toEqual({ output: 'x/' });
  });
  test('a value that no command would take is refused, and the file stays', async () => {
    writeUser('{"format":"py"}');
    await expect(writeSetting(userFile, findSettingKey('format'), 'docx')).rejects.toThrow(/--format takes/);
    expect(readFileSync(userFile, 'utf8')).toBe('{"format":"py"}');
  });
  test('a broken file is not overwritten', async () => {
    writeUser('{"format":');
    await expect(writeSetting(userFile, findSettingKey('format'), 'py')).rejects.toThrow(/no valid JSON/);
    expect(readFileSync(userFile, 'utf8')).toBe('{"format":');
  });
});

describe('names', () => {
  test('of variables', () => expect(variableOf(findSettingKey('max-wait'))).toBe('ALACARD_MAX_WAIT'));
  test('that are wrong', () => expect(() => findSettingKey('formt')).toThrow(/no setting "formt"/));
  const FOLDERS: [
    platform: NodeJS.Platform,
    env: Record<string, string>,
    home: string | undefined,
    expected: string | undefined,
  ][] = [
    ['linux', {}, '/h', '/h/.config/alacard'],
    ['darwin', {}, '/h', '/h/Library/Application Support/alacard'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/h', '/x/alacard'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/h', '/h/.config/alacard'],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/h', '/x/alacard'],
    ['linux', { XDG_CONFIG_HOME: '/x', ALACARD_CONFIG_DIR: '/own' }, '/h', '/own'],
    ['win32', { APPDATA: '/roaming' }, '/h', '/roaming/alacard/Config'],
    ['win32', {}, '/h', '/h/AppData/Roaming/alacard/Config'],
    ['linux', {}, undefined, undefined],
  ];
  test.each(FOLDERS)('of the folder: %s %j %s', (platform, env, homeDir, expected) => {
    const found = findConfigDir({ env, platform, cwd: '/', ...(homeDir !== undefined && { homeDir }) });
    expect(found?.replaceAll('\\', '/').replace(/^[A-Z]:/, '')).toBe(expected);
  });
});
