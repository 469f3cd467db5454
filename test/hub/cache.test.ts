import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cacache from 'cacache';
import { describe, expect, it } from 'vitest';
import { BrokenEntryError, pruneStore, readEntry } from '../../src/hub/cache/cache-store.ts';
import { writeEntry } from '../../src/hub/cache/cache-write.ts';
import { createCache } from '../../src/hub/cache/hub-cache.ts';
import type { HubEvent } from '../../src/hub/hub-event.ts';
import { makeFolder, openHub, SHA, sendJson, serve } from './serve.ts';

const INFO = { id: 'owner/name', sha: SHA, private: false, gated: false, tags: [], siblings: [] };

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = bytes[at]! ^ 1;
  await writeFile(path, bytes);
}

describe('the store', () => {
  it('reads what cacache wrote, and cacache what it wrote', async () => {
    const dir = await makeFolder();
    await cacache.put(dir, 'a key', Buffer.from('old'), { metadata: { n: 1 } });
    await cacache.put(dir, 'a key', Buffer.from('new'), { metadata: { n: 2 } });
    expect(await readEntry(dir, 'a key')).toEqual({ data: Buffer.from('new'), metadata: { n: 2 } });
    await writeEntry(dir, 'other', Buffer.from('text'), { n: 3 });
    expect(await cacache.get(dir, 'other')).toMatchObject({ data: Buffer.from('text'), metadata: { n: 3 } });
    await cacache.rm.entry(dir, 'a key');
    expect(await readEntry(dir, 'a key')).toBeUndefined();
    expect(await readEntry(dir, 'never')).toBeUndefined();
  });

  it('is for its owner only', async () => {
    if (process.platform === 'win32') return;
    const dir = join(await makeFolder(), 'deep', 'cache');
    await writeEntry(dir, 'key', Buffer.from('text'), {});
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const file of await listFiles(dir)) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps an index line short however often it is renewed', async () => {
    const dir = await makeFolder();
    for (let round = 0; round < 20; round++)
      await writeEntry(dir, 'key', Buffer.from(String(round)), { filler: 'x'.repeat(5_000) });
    const [bucket] = await listFiles(join(dir, 'index-v5'));
    expect((await stat(bucket!)).size).toBeLessThan(70_000);
    expect((await readEntry(dir, 'key'))!.data.toString()).toBe('19');
  });

  it('drops what was used least recently', async () => {
    const dir = await makeFolder();
    for (let index = 0; index < 10; index++)
      await writeEntry(dir, `key ${index}`, Buffer.alloc(10_000, index), {});
    const old = Date.now() / 1_000 - 86_400;
    for (const file of await listFiles(dir)) await utimes(file, old, old);
    await readEntry(dir, 'key 3');
    await mkdir(join(dir, 'tmp'), { recursive: true });
    await writeFile(join(dir, 'tmp', 'left behind'), 'x');
    await utimes(join(dir, 'tmp', 'left behind'), old - 86_400, old - 86_400);
    expect(await pruneStore(dir, 1_000_000, Date.now())).toMatchObject({ removedBytes: 0 });
    const { removedBytes } = await pruneStore(dir, 50_000, Date.now());
    expect(removedBytes).toBeGreaterThan(50_000);
    expect((await readEntry(dir, 'key 3'))!.data).toEqual(Buffer.alloc(10_000, 3));
    const total = (
      await Promise.all((await listFiles(dir)).map(async (file) => (await stat(file)).size))
    ).reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(40_000);
    expect(await readdir(join(dir, 'tmp'))).toEqual([]);
  });

  it('finds no entry whose bytes have changed, and lets it be stored again', async () => {
    const dir = await makeFolder();
    await writeEntry(dir, 'key', Buffer.from('some text'), {});
    const [content] = await listFiles(join(dir, 'content-v2'));
    await flipByte(content!);
    await expect(readEntry(dir, 'key')).rejects.toThrow(BrokenEntryError);
    expect(await readEntry(dir, 'key')).toBeUndefined();
    await writeEntry(dir, 'key', Buffer.from('some text'), {});
    expect((await readEntry(dir, 'key'))!.data.toString()).toBe('some text');
    const [bucket] = await listFiles(join(dir, 'index-v5'));
    await writeFile(bucket!, Buffer.from([0, 255, 10, 9, 10, 123]));
    expect(await readEntry(dir, 'key')).toBeUndefined();
  });
});

describe('the cache of a hub', () => {
  it('fetches again what was damaged, and says so', async () => {
    const { url, requests } = await serve((request, response) =>
      request.url!.startsWith('/api') ? sendJson(response, INFO) : response.writeHead(200).end('# Card'),
    );
    const cacheDir = await makeFolder();
    const { hub, events } = openHub({ endpoint: url, cacheDir });
    await hub.model('owner/name');
    await hub.readme('owner/name', SHA);
    for (const file of await listFiles(join(cacheDir, 'content-v2'))) await flipByte(file);
    expect(await hub.model('owner/name')).toEqual({ info: INFO, source: 'hub' });
    expect(await hub.readme('owner/name', SHA)).toMatchObject({ text: '# Card', source: 'hub' });
    expect(
      events.filter((event) => event.type === 'cache').map(({ status, kind }) => [status, kind]),
    ).toEqual([
      ['broken', 'info'],
      ['broken', 'readme'],
    ]);
    expect((await hub.model('owner/name')).source).toBe('cache');
    expect(requests).toHaveLength(4);
  });

  it.each<[string, (dir: string) => Promise<string>]>([
    [
      'a file in its place',
      async (dir) => {
        await writeFile(join(dir, 'file'), '');
        return join(dir, 'file');
      },
    ],
    [
      'a file on its way',
      async (dir) => {
        await writeFile(join(dir, 'file'), '');
        return join(dir, 'file', 'cache');
      },
    ],
    [
      'a file where the index belongs',
      async (dir) => {
        await writeFile(join(dir, 'index-v5'), '');
        return dir;
      },
    ],
    ['a device that is full', async (dir) => (process.platform === 'linux' ? '/dev/full' : join(dir, 'x'))],
  ])('%s fails no run and is told once', async (_, make) => {
    const { url, requests } = await serve((request, response) =>
      request.url!.startsWith('/api') ? sendJson(response, INFO) : response.writeHead(200).end('# Card'),
    );
    const cacheDir = await make(await makeFolder());
    const { hub, events } = openHub({ endpoint: url, cacheDir });
    for (let round = 0; round < 2; round++) {
      expect(await hub.model('owner/name')).toMatchObject({ info: INFO });
      expect(await hub.readme('owner/name', SHA)).toMatchObject({ text: '# Card' });
    }
    const complaints = events.filter((event) => event.type === 'cache' && event.status === 'unusable');
    if (requests.length === 4)
      expect(complaints).toMatchObject([{ kind: 'folder', reason: expect.stringContaining(cacheDir) }]);
    else expect(complaints).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('a read-only folder is read', async () => {
    const { url } = await serve((_, response) => sendJson(response, INFO));
    const cacheDir = await makeFolder();
    await openHub({ endpoint: url, cacheDir }).hub.model('owner/name');
    await chmod(cacheDir, 0o500);
    expect((await openHub({ endpoint: url, cacheDir }).hub.model('owner/name')).source).toBe('cache');
    await chmod(cacheDir, 0o700);
  });

  it("shows nobody another token's private or gated text", async () => {
    const served = await serve((request, response) => {
      const mayRead = request.headers.authorization === 'Bearer own';
      const kind = request.url!.includes('public')
        ? 'public'
        : request.url!.includes('gated')
          ? 'gated'
          : 'private';
      if (kind === 'private' && !mayRead)
        return void sendJson(response, {}, 401, { 'x-error-code': 'RepoNotFound' });
      if (request.url!.startsWith('/api')) {
        return void sendJson(response, {
          ...INFO,
          id: `owner/${kind}`,
          private: kind === 'private',
          gated: kind === 'gated' ? 'manual' : false,
        });
      }
      if (kind === 'gated' && !mayRead)
        return void sendJson(response, {}, 401, { 'x-error-code': 'GatedRepo' });
      response.writeHead(200).end(`# ${kind}`);
    });
    const cacheDir = await makeFolder();
    const open = (token?: string) =>
      openHub({ endpoint: served.url, cacheDir, ...(token !== undefined && { token }) }).hub;
    const own = open('own');
    for (const id of ['owner/public', 'owner/gated', 'owner/private']) {
      await own.model(id);
      expect((await own.readme(id, SHA)).status).toBe('ok');
      expect((await own.model(id)).source).toBe('cache');
      expect(await own.readme(id, SHA)).toMatchObject({ source: 'cache' });
    }
    for (const other of [open(), open('another')]) {
      expect((await other.model('owner/public')).source).toBe('cache');
      expect(await other.readme('owner/public', SHA)).toMatchObject({ source: 'cache' });
      expect((await other.model('owner/gated')).source).toBe('cache');
      expect((await other.readme('owner/gated', SHA)).status).toBe('denied');
      await expect(other.model('owner/private')).rejects.toMatchObject({ exitCode: 3 });
      expect((await other.readme('owner/private', SHA)).status).toBe('denied');
    }
    for (const file of await listFiles(cacheDir))
      expect(await readFile(file, 'utf8')).not.toContain('Bearer');
  });

  it('another endpoint has its own entries', async () => {
    const first = await serve((_, response) => sendJson(response, INFO));
    const second = await serve((_, response) => sendJson(response, { ...INFO, likes: 7 }));
    const cacheDir = await makeFolder();
    await openHub({ endpoint: first.url, cacheDir }).hub.model('owner/name');
    expect((await openHub({ endpoint: second.url, cacheDir }).hub.model('owner/name')).info.likes).toBe(7);
  });

  it('is tidied once in fifty writes, to its limit', async () => {
    const dir = await makeFolder();
    const events: HubEvent[] = [];
    let draw = 0.5;
    const cache = createCache({
      dir,
      endpoint: new URL('http://hub.example'),
      now: Date.now,
      onEvent: (event) => events.push(event),
      maxBytes: 20_000,
      random: () => draw,
    });
    for (let index = 0; index < 10; index++)
      await cache.saveText(
        'readme',
        'owner/name',
        String(index),
        { status: 'ok', text: String(index).repeat(5_000), truncated: false },
        true,
      );
    await cache.settle();
    expect((await cache.findText('readme', 'owner/name', '0'))?.status).toBe('ok');
    draw = 0.01;
    await cache.saveText('readme', 'owner/name', 'last', { status: 'missing' }, true);
    await cache.settle();
    const left = (
      await Promise.all(
        [...Array(10).keys()].map((index) => cache.findText('readme', 'owner/name', String(index))),
      )
    ).filter(Boolean);
    expect(left.length).toBeLessThan(4);
    expect(events).toEqual([]);
  });
});

describe('many processes, one cache', () => {
  it('six of them, sixty models, bytes flipped all the while: no corrupt read', async () => {
    const count = 60;
    const { url } = await serve((request, response) => {
      const id = /(m\/\d+)/.exec(request.url!)![1]!;
      if (request.url!.startsWith('/api')) sendJson(response, { ...INFO, id });
      else response.writeHead(200).end(`# ${id}\n`.repeat(200));
    });
    const cacheDir = await makeFolder();
    const script = fileURLToPath(new URL('./many-readers.ts', import.meta.url));
    let isOver = false;
    const flipping = (async () => {
      while (!isOver) {
        const files = await listFiles(cacheDir).catch(() => []);
        for (let round = 0; round < 5 && files.length > 0; round++)
          await flipByte(files[Math.floor(Math.random() * files.length)]!).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const outputs = await Promise.all(
      [...Array(6).keys()].map(
        (seed) =>
          new Promise<{ reads: number; wrong: string[]; broken: number }>((resolve, reject) => {
            const child = spawn(
              process.execPath,
              ['--import', 'tsx', script, url, cacheDir, String(count), String(seed)],
              { stdio: ['ignore', 'pipe', 'inherit'] },
            );
            let text = '';
            child.stdout.on('data', (chunk) => {
              text += chunk;
            });
            child.on('close', (code) =>
              code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`exit ${code}: ${text}`)),
            );
          }),
      ),
    );
    isOver = true;
    await flipping;
    expect(outputs.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(outputs.some(({ broken }) => broken > 0)).toBe(true);
    expect(outputs.reduce((sum, { reads }) => sum + reads, 0)).toBe(6 * count * 2);
  }, 60_000);
});
