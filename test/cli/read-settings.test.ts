import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findConfigDir } from '../../src/cli/context/folders.ts';
import { readSettings, withSettings } from '../../src/cli/context/read-settings.ts';
import { findSettingKey, SETTING_KEYS, variableOf } from '../../src/cli/context/setting-keys.ts';
import { writeSetting } from '../../src/cli/context/write-setting.ts';
import { createFakeHost } from './fake-host.ts';

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

describe('the value of a setting', () => {
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

  test("another tool's variable is not checked, and its value is not shown", () => {
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
    ['preview', {}, {}],
    ['preview-model', {}, { example: 'library' }],
    ['serve', {}, {}],
    ['history', {}, {}],
    ['config', {}, {}],
  ])('%s %j uses only its own settings', (command, raw, expected) => {
    writeUser('{"format":"py","python":".venv","example":"library"}');
    const { run: _run, ...settings } = withSettings(raw as Record<string, boolean>, command, source());
    expect(settings).toEqual(expected);
  });
});

describe('a broken file', () => {
  test.each<[text: string, message: RegExp]>([
    ['', /config\.json is not valid JSON/],
    ['{"format":', /config\.json is not valid JSON/],
    ['[]', /config\.json must be a JSON object/],
    ['null', /config\.json must be a JSON object/],
    ['{"format":"docx"}', /config\.json: --format must be ipynb, py, md or script, not "docx"/],
    ['{"formt":"py"}', /unknown setting "formt" in .*config\.json/],
    ['{"format":["py"]}', /"format" must be a string \(in .*config\.json\)/],
    ['{"__proto__":{"format":"py"},"format":"py","constructor":"x"}', /"__proto__"|"constructor"/],
    ['{"endpoint":"ftp://x"}', /must start with https/],
    ['{"timeout":"soon"}', /--timeout/],
  ])('%s', (text, message) => {
    writeUser(text);
    expect(() => readSettings(source())).toThrow(message);
  });

  test('is reported with a hint', () => {
    writeUser('{"formt":"py"}');
    expect(() => readSettings(source())).toThrow(
      expect.objectContaining({ exitCode: 2, hint: 'Did you mean "format"?' }),
    );
  });

  test('can have a byte order mark and a schema', () => {
    writeUser('\ufeff{"$schema":"https://x","format":"py"}');
    expect(withSettings({}, 'generate', source()).format).toBe('py');
  });

  test('is not the only source: errors in a variable name the variable', () => {
    expect(() => readSettings(source({ ALACARD_FORMAT: 'docx' }))).toThrow(
      /^ALACARD_FORMAT: --format must be/,
    );
  });
});

describe("a project's file", () => {
  test.each(SETTING_KEYS.filter((key) => !key.inProject).map(({ name }) => name))('cannot set %s', (name) => {
    writeProject(JSON.stringify({ [name]: 'https://evil.example' }));
    expect(() => readSettings(source())).toThrow(new RegExp(`cannot set "${name}"`));
  });
  test('cannot choose a request, token or program', () => {
    const allowed = SETTING_KEYS.filter((key) => key.inProject).map(({ name }) => name);
    expect(allowed).not.toEqual(expect.arrayContaining(['endpoint']));
    for (const name of ['endpoint', 'token-file', 'python']) expect(allowed).not.toContain(name);
  });
  test.each([
    '../x/',
    '/etc/{name}.ipynb',
    '~/x/',
    'a/../../b/',
    'C:\\x\\',
    '..\\x\\',
    '.git/hooks/',
    './.ssh/',
  ])('output %s must stay inside', (output) => {
    writeProject(JSON.stringify({ output }));
    expect(() => readSettings(source())).toThrow(/must stay inside the project folder/);
  });
  test.each(['notebooks/', './notebooks/', '{owner}/{name}.ipynb', 'a..b/'])(
    'output %s stays inside',
    (output) => {
      writeProject(JSON.stringify({ output }));
      expect(withSettings({}, 'generate', source()).output).toBe(output);
    },
  );
});

describe('writing', () => {
  const context = createFakeHost();
  const set = (name: string, value: string | undefined) =>
    writeSetting(userFile, findSettingKey(name), value, context);

  test('set, set another, unset', async () => {
    rmSync(join(folder, 'user'), { recursive: true });
    await set('format', 'py');
    await set('output', 'x/');
    expect(JSON.parse(readFileSync(userFile, 'utf8'))).toEqual({ format: 'py', output: 'x/' });
    await set('format', undefined);
    expect(JSON.parse(readFileSync(userFile, 'utf8'))).toEqual({ output: 'x/' });
  });

  test.skipIf(process.platform === 'win32')('only the user can read the file and its folder', async () => {
    rmSync(join(folder, 'user'), { recursive: true });
    await set('format', 'py');
    expect(statSync(userFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'user')).mode & 0o777).toBe(0o700);
  });

  test('leaves no other files behind, and removes those of a killed process', async () => {
    writeFileSync(`${userFile}.tmp-1795000000000abcdef`, '{"form');
    await set('format', 'py');
    expect(readdirSync(join(folder, 'user'))).toEqual(['config.json']);
  });

  test('keeps a schema, and reads a byte order mark', async () => {
    writeUser('\ufeff{"$schema":"https://x","format":"md"}');
    await set('output', 'x/');
    expect(JSON.parse(readFileSync(userFile, 'utf8'))).toEqual({
      $schema: 'https://x',
      format: 'md',
      output: 'x/',
    });
  });

  test('a value that no command accepts is refused, and the file is unchanged', async () => {
    writeUser('{"format":"py"}');
    await expect(set('format', 'docx')).rejects.toThrow(/--format must be/);
    expect(readFileSync(userFile, 'utf8')).toBe('{"format":"py"}');
  });

  test('a broken file is named and not overwritten', async () => {
    writeUser('{"format":');
    await expect(set('format', 'py')).rejects.toThrow(`${userFile} is not valid JSON`);
    expect(readFileSync(userFile, 'utf8')).toBe('{"format":');
  });

  test('a folder that cannot be created is an error that names the file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'config.json');
    await expect(writeSetting(path, findSettingKey('format'), 'py', context)).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringContaining(`could not save settings to ${path}`),
    });
  });
});

describe('names', () => {
  test('of variables', () => expect(variableOf(findSettingKey('max-wait'))).toBe('ALACARD_MAX_WAIT'));
  test('that are wrong', () => expect(() => findSettingKey('formt')).toThrow(/unknown setting "formt"/));
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
