import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const MODEL = 'acorn-labs/tiny-poet';
let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(MODEL)] });
  for (const name of ['con/AUX', 'con/nul.txt', 'acorn-labs/trailing-dot.', 'acorn-labs/COM1']) {
    hub.addModel({ id: name, readme: '' });
  }
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
});
afterEach(() => sandbox.remove());

const at = (...path: string[]) => join(sandbox.cwd, ...path);
/** alacard in this process, for the variants. */
const call: Caller['call'] = (...given) => createCaller(sandbox).call(...given);
const filesBelow = (folder: string) => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : []);

describe('folders', () => {
  test('XDG_CACHE_HOME and XDG_CONFIG_HOME contain everything that is stored', async () => {
    const env = { ALACARD_CACHE_DIR: '', XDG_CACHE_HOME: at('xdg-cache'), XDG_CONFIG_HOME: at('xdg-config') };
    expect((await sandbox.run(['generate', MODEL], env)).code).toBe(0);
    expect(filesBelow(at('xdg-cache', 'alacard')).length).toBeGreaterThan(2);
    expect(filesBelow(at('xdg-config', 'alacard'))).toEqual(['history.jsonl']);
    expect(filesBelow(join(sandbox.cwd, '..', 'home'))).toEqual([]);
  });

  test('a read-only home does not stop generate', async () => {
    const file = at('file');
    writeFileSync(file, '');
    const { code, stdout } = await sandbox.run(['generate', MODEL], {
      ALACARD_CACHE_DIR: join(file, 'cache'),
      ALACARD_CONFIG_DIR: join(file, 'config'),
    });
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
  });
});

describe('the token', () => {
  const sent = () => new Set(hub.requests.map(({ headers }) => headers.authorization));
  beforeEach(() => {
    hub.requests.length = 0;
  });

  test('comes from --token-file, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH or HF_HOME, in this order', async () => {
    mkdirSync(at('hf-home'));
    const token = (name: string) => `hf_${name.padEnd(30, 'x')}`;
    writeFileSync(at('file'), token('file'));
    writeFileSync(at('path'), token('path'));
    writeFileSync(at('hf-home', 'token'), token('home'));
    const env: Record<string, string> = {
      HF_TOKEN: token('first'),
      HUGGING_FACE_HUB_TOKEN: token('second'),
      HF_TOKEN_PATH: at('path'),
      HF_HOME: at('hf-home'),
    };
    const run = async (...args: string[]) => {
      hub.requests.length = 0;
      const command = ['generate', MODEL, '--force', '--refresh', '--debug', ...args];
      const found = await (args.length > 0 ? sandbox.run : call)(command, env);
      expect(found.stdout + found.stderr).not.toMatch(/hf_(?:file|first|second|path|home)x/);
      return [...sent()];
    };
    expect(await run('--token-file', 'file')).toEqual([`Bearer ${token('file')}`]);
    for (const [variable, name] of [
      ['HF_TOKEN', 'first'],
      ['HUGGING_FACE_HUB_TOKEN', 'second'],
      ['HF_TOKEN_PATH', 'path'],
      ['HF_HOME', 'home'],
    ] as const) {
      expect(await run()).toEqual([`Bearer ${token(name)}`]);
      delete env[variable];
    }
    expect(await run()).toEqual([undefined]);
  });
});

describe('the network', () => {
  test('HTTP_PROXY carries every request, unless NO_PROXY excludes the host', async () => {
    const asked: string[] = [];
    const proxy = createServer((incoming, answer) => {
      asked.push(incoming.url!);
      const target = new URL(incoming.url!);
      const { port } = new URL(hub.url);
      const passed = httpRequest(
        { host: '127.0.0.1', port, path: target.pathname + target.search, headers: incoming.headers },
        (response) => {
          answer.writeHead(response.statusCode!, response.headers);
          response.pipe(answer);
        },
      );
      passed.end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const env = {
      HF_ENDPOINT: 'http://hub.example',
      HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    };
    expect((await sandbox.run(['generate', MODEL], env)).stdout).toBe('tiny-poet.ipynb\n');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.every((url) => url.startsWith('http://hub.example/'))).toBe(true);

    const before = asked.length;
    const direct = { ...env, HF_ENDPOINT: hub.url, NO_PROXY: '127.0.0.1' };
    expect((await sandbox.run(['generate', MODEL, '--force', '--refresh'], direct)).code).toBe(0);
    expect(asked.length).toBe(before);
    proxy.closeAllConnections();
    proxy.close();
  });

  test('--offline and HF_HUB_OFFLINE open no socket and look up no name', async () => {
    // Loaded into the process before alacard. Records the name of every function that opens a connection.
    const watch = at('watch.mjs');
    writeFileSync(
      watch,
      `import dgram from 'node:dgram'; import dns from 'node:dns'; import net from 'node:net';
       const tell = (what) => process.stderr.write('OPENED ' + what + '\\n');
       for (const [owner, name] of [[net.Socket.prototype, 'connect'], [dns, 'lookup'], [dns.promises, 'lookup'], [dgram, 'createSocket']]) {
         const original = owner[name];
         owner[name] = function (...args) { tell(name); return original.apply(this, args); };
       }`,
    );
    const NODE_OPTIONS = `--import=${pathToFileURL(watch).href}`;
    const online = await sandbox.run(['generate', MODEL], { NODE_OPTIONS });
    expect(online.stderr).toContain('OPENED connect');
    for (const [args, env] of [
      [[MODEL, '--offline'], {}],
      [['openai-community/gpt2', '--offline'], {}],
      [['no/such', '--offline'], {}],
      [[MODEL], { HF_HUB_OFFLINE: '1' }],
    ] as const) {
      const { stderr } = await sandbox.run(['generate', '--force', ...args], { ...env, NODE_OPTIONS });
      expect(stderr).not.toContain('OPENED');
    }
  });
});

describe('reserved Windows names', () => {
  test.each([
    ['con/AUX', '_AUX.ipynb'],
    ['con/nul.txt', '_nul.txt.ipynb'],
    ['acorn-labs/COM1', '_COM1.ipynb'],
  ])('%s becomes %s', async (model, file) => {
    const run = model === 'con/AUX' ? sandbox.run : call;
    expect((await run(['generate', model])).stdout).toBe(`${file}\n`);
    expect(existsSync(at(file))).toBe(true);
  });
});
