import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve as fullPath, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveHubSettings } from '../../src/cli/context/settings.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-settings-'));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('home/.cache/huggingface/token', 'from-home\n');
  write('hf-home/token', 'from-hf-home\n');
  write('xdg/huggingface/token', 'from-xdg\n');
  write('token-path', '  from-token-path \n');
  write('token-file', 'from-token-file\n');
  write('blank', ' \n');
  write('two-lines', 'one\ntwo\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const resolve = (env: Record<string, string> = {}, flags: object = {}, source: object = {}) =>
  resolveHubSettings(
    { offline: false, ...flags },
    { env, platform: 'linux', cwd: folder, homeDir: join(folder, 'home'), ...source },
  );

describe('token', () => {
  const all = () => ({
    HF_TOKEN: 'from-HF_TOKEN',
    HUGGING_FACE_HUB_TOKEN: 'from-old-name',
    HF_TOKEN_PATH: join(folder, 'token-path'),
    HF_HOME: join(folder, 'hf-home'),
    XDG_CACHE_HOME: join(folder, 'xdg'),
  });
  const ORDER: [without: string[], expected: string][] = [
    [[], 'from-HF_TOKEN'],
    [['HF_TOKEN'], 'from-old-name'],
    [['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'], 'from-token-path'],
    [['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_TOKEN_PATH'], 'from-hf-home'],
    [['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_TOKEN_PATH', 'HF_HOME'], 'from-xdg'],
    [['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_TOKEN_PATH', 'HF_HOME', 'XDG_CACHE_HOME'], 'from-home'],
  ];
  test.each(ORDER)('without %j: %s', (without, expected) => {
    const env = Object.fromEntries(Object.entries(all()).filter(([name]) => !without.includes(name)));
    expect(resolve(env).token).toBe(expected);
  });

  test('--token-file comes first', () => {
    expect(resolve(all(), { tokenFile: 'token-file' }).token).toBe('from-token-file');
  });

  test('an empty variable does not count', () => {
    expect(resolve({ HF_TOKEN: ' ', HUGGING_FACE_HUB_TOKEN: 'x' }).token).toBe('x');
  });

  test('no file, no token', () => {
    expect(resolve({ HF_HOME: join(folder, 'missing') })).not.toHaveProperty('token');
    expect(resolve({ HF_TOKEN_PATH: join(folder, 'blank') })).not.toHaveProperty('token');
    expect(resolve({}, {}, { homeDir: undefined })).not.toHaveProperty('token');
  });

  test.each<[object, Record<string, string>, RegExp]>([
    [{ tokenFile: 'missing' }, {}, /cannot read --token-file "missing"/],
    [{ tokenFile: 'blank' }, {}, /--token-file "blank" is empty/],
    [{ tokenFile: 'two-lines' }, {}, /--token-file does not contain a valid token/],
    [{}, { HF_TOKEN: 'abc\ndef' }, /HF_TOKEN does not contain a valid token/],
    [{}, { HF_TOKEN: 'ключ' }, /HF_TOKEN does not contain a valid token/],
  ])('%j %j', (flags, env, message) => {
    expect(() => resolve(env, flags)).toThrow(message);
    expect(() => resolve(env, flags)).not.toThrow(/abc|ключ|two$/);
  });
});

describe('endpoint', () => {
  test.each<[object, Record<string, string>, string]>([
    [{}, {}, 'https://huggingface.co'],
    [{}, { HF_ENDPOINT: 'https://hf-mirror.example/' }, 'https://hf-mirror.example'],
    [{}, { HF_ENDPOINT: '' }, 'https://huggingface.co'],
    [
      { endpoint: 'http://127.0.0.1:8080' },
      { HF_ENDPOINT: 'https://other.example' },
      'http://127.0.0.1:8080',
    ],
    [{ endpoint: 'https://host.example/hub/' }, {}, 'https://host.example/hub'],
    [{ endpoint: 'HTTPS://Host.Example' }, {}, 'https://host.example'],
  ])('%j %j', (flags, env, expected) => {
    expect(resolve(env, flags).endpoint).toBe(expected);
  });

  test.each<[object, Record<string, string>, RegExp]>([
    [{ endpoint: 'hub.example' }, {}, /^--endpoint must be a URL/],
    [{ endpoint: 'file:///etc/passwd' }, {}, /^--endpoint must start with https/],
    [
      {},
      { HF_ENDPOINT: 'https://me:secret@hub.example' },
      /^HF_ENDPOINT must not contain a user name or password/,
    ],
    [{ endpoint: 'https://hub.example?x=1' }, {}, /query or fragment/],
  ])('refuses %j %j', (flags, env, message) => {
    expect(() => resolve(env, flags)).toThrow(message);
    expect(() => resolve(env, flags)).not.toThrow(/secret/);
  });
});

describe('network', () => {
  test.each(['1', 'true', 'ON', 'Yes'])('HF_HUB_OFFLINE=%s', (value) => {
    expect(resolve({ HF_HUB_OFFLINE: value }).offline).toBe(true);
  });
  test.each(['', '0', 'false', 'off'])('HF_HUB_OFFLINE=%s is off', (value) => {
    expect(resolve({ HF_HUB_OFFLINE: value }).offline).toBe(false);
  });
  test('--offline', () => {
    expect(resolve({}, { offline: true }).offline).toBe(true);
  });
  test('--refresh needs the network', () => {
    expect(() => resolve({}, { offline: true, refresh: true })).toThrow(
      /--refresh and --offline cannot be used together/,
    );
    expect(() => resolve({ HF_HUB_OFFLINE: '1' }, { refresh: true })).toThrow(
      /--refresh and HF_HUB_OFFLINE cannot be used together/,
    );
  });

  test.each<[Record<string, string>, object | undefined]>([
    [{}, undefined],
    [{ NO_PROXY: 'x' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1' }, { https: 'http://p:1/' }],
    [{ HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, { https: 'http://q:2/' }],
    [
      { HTTP_PROXY: 'p:1', no_proxy: '.corp' },
      { http: 'http://p:1/', no: '.corp' },
    ],
    [
      { https_proxy: 'http://me:pw@p:1', NO_PROXY: '*' },
      { https: 'http://me:pw@p:1/', no: '*' },
    ],
  ])('%j', (env, expected) => {
    expect(resolve(env).proxy).toEqual(expected);
  });
  test('a proxy of another kind, without its password', () => {
    expect(() => resolve({ HTTPS_PROXY: 'socks5://me:pw@p:1' })).toThrow(
      /^HTTPS_PROXY must be the URL of an HTTP proxy/,
    );
    expect(() => resolve({ HTTPS_PROXY: 'socks5://me:pw@p:1' })).not.toThrow(/pw/);
  });

  test.each<[Record<string, string>, string | undefined]>([
    [{}, undefined],
    [{ SSL_CERT_FILE: '/c' }, '/c'],
    [{ SSL_CERT_FILE: '/c', CURL_CA_BUNDLE: '/b' }, '/b'],
    [{ SSL_CERT_FILE: '/c', CURL_CA_BUNDLE: '/b', REQUESTS_CA_BUNDLE: '/a' }, '/a'],
  ])('%j', (env, expected) => {
    expect(resolve(env).caFile).toBe(expected && fullPath(folder, expected));
  });

  test('times', () => {
    expect(resolve({}, { timeoutMs: 5, maxWaitMs: 7 })).toMatchObject({ timeoutMs: 5, maxWaitMs: 7 });
    expect(resolve()).not.toHaveProperty('timeoutMs');
  });
});

test.each<[NodeJS.Platform, Record<string, string>, string | undefined, string | undefined]>([
  ['linux', {}, '/h', '/h/.cache/alacard'],
  ['linux', { XDG_CACHE_HOME: '/x' }, '/h', '/x/alacard'],
  ['linux', { XDG_CACHE_HOME: 'relative' }, '/h', '/h/.cache/alacard'],
  ['linux', { XDG_CACHE_HOME: '/x', ALACARD_CACHE_DIR: '/own' }, '/h', '/own'],
  ['darwin', {}, '/h', '/h/Library/Caches/alacard'],
  ['win32', { LOCALAPPDATA: '/local' }, '/h', '/local/alacard/Cache'],
  ['win32', {}, '/h', '/h/AppData/Local/alacard/Cache'],
  ['linux', {}, undefined, undefined],
])('cache on %s with %j', (platform, env, homeDir, expected) => {
  const { cacheDir } = resolve(env, {}, { platform, homeDir });
  expect(cacheDir?.replaceAll('\\', '/').replace(/^[A-Z]:/, '')).toBe(expected);
});
