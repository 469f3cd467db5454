import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DamagedEntryError, readEntry, writeEntry } from '../../src/hub/cache/cache-entry.ts';
import {
  clearCacheFolder,
  describeCacheFolder,
  entriesFolder,
  pruneCacheFolder,
  verifyCacheFolder,
} from '../../src/hub/cache/cache-folder.ts';
import { createCacheStore } from '../../src/hub/cache/cache-store.ts';
import type { HubEvent } from '../../src/hub/hub-event.ts';
import { makeFolder, openHub, SHA, sendJson, serve } from './serve.ts';

const INFO = { id: 'owner/name', sha: SHA, private: false, gated: false, tags: [], siblings: [] };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

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

describe('an entry', () => {
  const ENTRY = { metadata: { n: 1 }, text: 'some text\nof two lines' };
  const folderOf = async () => join(await makeFolder(), 'entries');

  it('is one file, named after its key, that begins with the digest of the rest', async () => {
    const folder = await folderOf();
    const size = writeEntry(folder, 'a key', ENTRY);
    expect(await readdir(folder)).toEqual([sha256('a key')]);
    const bytes = await readFile(join(folder, sha256('a key')));
    const rest = '{"key":"a key","metadata":{"n":1}}\nsome text\nof two lines';
    expect(bytes.toString()).toBe(`${sha256(rest)} ${rest}`);
    expect(bytes.length).toBe(size);
  });

  it.each(['some text', '', '\n', 'ünïcödé 🎉\r\n', '\u0000 \ufeff {"key":"a key"}\n'])(
    'keeps %j',
    async (text) => {
      const folder = await folderOf();
      writeEntry(folder, 'a key', { metadata: null, text });
      expect(readEntry(folder, 'a key')).toMatchObject({ metadata: null, text });
    },
  );

  it('is replaced by the next one of its key, and missing for another key', async () => {
    const folder = await folderOf();
    writeEntry(folder, 'a key', { ...ENTRY, text: 'old' });
    writeEntry(folder, 'a key', { ...ENTRY, text: 'new' });
    expect(readEntry(folder, 'a key')?.text).toBe('new');
    expect(readEntry(folder, 'another key')).toBeUndefined();
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('can be read only by its owner', async () => {
    if (process.platform === 'win32') return;
    const folder = join(await makeFolder(), 'deep', 'cache');
    writeEntry(folder, 'key', ENTRY);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const file of await listFiles(folder)) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is rejected and removed if any bit is flipped', async () => {
    const folder = await folderOf();
    const path = join(folder, sha256('key'));
    writeEntry(folder, 'key', ENTRY);
    const whole = await readFile(path);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(path, bytes);
      expect(() => readEntry(folder, 'key'), `bit ${bit}`).toThrow(DamagedEntryError);
      expect(readEntry(folder, 'key')).toBeUndefined();
    }
    writeEntry(folder, 'key', ENTRY);
    expect(readEntry(folder, 'key')).toMatchObject(ENTRY);
  });

  it('is rejected if it is cut anywhere or has the name of another key', async () => {
    const folder = await folderOf();
    const path = join(folder, sha256('key'));
    writeEntry(folder, 'key', ENTRY);
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      expect(() => readEntry(folder, 'key'), `${length} bytes`).toThrow(DamagedEntryError);
    }
    await writeFile(join(folder, sha256('another')), whole);
    expect(() => readEntry(folder, 'another')).toThrow(DamagedEntryError);
  });
});

describe('a cache folder', () => {
  /** This many entries of about 10,000 bytes each, last used a day ago. */
  async function fillFolder(count: number): Promise<{ dir: string; folder: string; dayAgo: number }> {
    const dir = await makeFolder();
    const folder = entriesFolder(dir);
    for (let index = 0; index < count; index++)
      writeEntry(folder, `key ${index}`, { metadata: {}, text: String(index).repeat(10_000) });
    const dayAgo = Date.now() / 1_000 - 86_400;
    for (const file of await listFiles(folder)) await utimes(file, dayAgo, dayAgo);
    return { dir, folder, dayAgo };
  }

  it('removes the least recently used entries and abandoned temporary files', async () => {
    const { dir, folder, dayAgo } = await fillFolder(10);
    readEntry(folder, 'key 3');
    const abandoned = join(folder, `${sha256('key')}.1.tmp`);
    await writeFile(abandoned, 'x');
    await utimes(abandoned, dayAgo - 3_600, dayAgo - 3_600);
    const beingWritten = join(folder, `${sha256('key')}.2.tmp`);
    await writeFile(beingWritten, 'x');

    expect(await pruneCacheFolder(dir, 1_000_000)).toBeGreaterThan(100_000);
    expect((await listFiles(folder)).filter((file) => file.endsWith('.tmp'))).toEqual([beingWritten]);
    expect(await describeCacheFolder(dir)).toMatchObject({ entries: 10 });

    const left = await pruneCacheFolder(dir, 50_000);
    expect(left).toBeGreaterThan(25_000);
    expect(left).toBeLessThanOrEqual(40_000);
    expect(await describeCacheFolder(dir)).toMatchObject({ entries: 3, bytes: left });
    expect(readEntry(folder, 'key 3')?.text).toBe('3'.repeat(10_000));
  });

  it('removes only damaged entries when it is verified', async () => {
    const { dir, folder } = await fillFolder(4);
    const damaged = join(folder, sha256('key 1'));
    const { size } = await stat(damaged);
    await flipByte(damaged);
    expect(await verifyCacheFolder(dir)).toEqual({ intact: 3, removed: 1, reclaimedBytes: size });
    expect(await verifyCacheFolder(dir)).toEqual({ intact: 3, removed: 0, reclaimedBytes: 0 });
    expect(readEntry(folder, 'key 1')).toBeUndefined();
    expect(readEntry(folder, 'key 2')).toBeDefined();
  });

  it('keeps files of earlier versions until it is cleared', async () => {
    const dir = await makeFolder();
    for (const name of ['content-v2', 'index-v5', 'somebody-elses']) {
      await mkdir(join(dir, name));
      await writeFile(join(dir, name, 'file'), 'x');
    }
    writeEntry(entriesFolder(dir), 'key', { metadata: {}, text: 'x' });
    expect(await verifyCacheFolder(dir)).toEqual({ intact: 1, removed: 0, reclaimedBytes: 0 });
    await pruneCacheFolder(dir, 1);
    expect((await readdir(dir)).sort()).toEqual(['content-v2', 'entries-v1', 'index-v5', 'somebody-elses']);
    await clearCacheFolder(dir);
    expect(await readdir(dir)).toEqual(['somebody-elses']);
    expect(await describeCacheFolder(dir)).toEqual({ entries: 0, bytes: 0 });
  });
});

describe('the cache of a hub', () => {
  it('reports damaged entries and fetches them again', async () => {
    const { url, requests } = await serve((request, response) =>
      request.url!.startsWith('/api') ? sendJson(response, INFO) : response.writeHead(200).end('# Card'),
    );
    const cacheDir = await makeFolder();
    const { hub, events } = openHub({ endpoint: url, cacheDir });
    await hub.model('owner/name');
    await hub.readme('owner/name', SHA);
    for (const file of await listFiles(entriesFolder(cacheDir))) await flipByte(file);
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
      'a file where the entries belong',
      async (dir) => {
        await writeFile(entriesFolder(dir), '');
        return dir;
      },
    ],
    ['a device that is full', async (dir) => (process.platform === 'linux' ? '/dev/full' : join(dir, 'x'))],
  ])('%s never fails a run and is reported once', async (_, make) => {
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
    expect(requests).toHaveLength(4);
    expect(complaints).toMatchObject([{ kind: 'folder', reason: expect.stringContaining(cacheDir) }]);
  });

  it.skipIf(process.platform === 'win32')('reads from a read-only folder', async () => {
    const { url } = await serve((_, response) => sendJson(response, INFO));
    const cacheDir = await makeFolder();
    await openHub({ endpoint: url, cacheDir }).hub.model('owner/name');
    await chmod(cacheDir, 0o500);
    expect((await openHub({ endpoint: url, cacheDir }).hub.model('owner/name')).source).toBe('cache');
    await chmod(cacheDir, 0o700);
  });

  it("never shows another token's private or gated text", async () => {
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

  it('keeps the responses of each endpoint separate', async () => {
    const first = await serve((_, response) => sendJson(response, INFO));
    const second = await serve((_, response) => sendJson(response, { ...INFO, likes: 7 }));
    const cacheDir = await makeFolder();
    await openHub({ endpoint: first.url, cacheDir }).hub.model('owner/name');
    expect((await openHub({ endpoint: second.url, cacheDir }).hub.model('owner/name')).info.likes).toBe(7);
  });

  it('cleans up after one write in fifty', async () => {
    const dir = await makeFolder();
    const events: HubEvent[] = [];
    let draw = 0.5;
    const store = createCacheStore({
      dir,
      onEvent: (event) => events.push(event),
      maxBytes: 20_000,
      random: () => draw,
    });
    const save = (index: number) =>
      store.save(String(index), { metadata: {}, text: String(index).repeat(5_000) });
    for (let index = 0; index < 10; index++) save(index);
    await store.settle();
    expect(await describeCacheFolder(dir)).toMatchObject({ entries: 10 });
    draw = 0.01;
    save(10);
    await store.settle();
    expect((await describeCacheFolder(dir)).bytes).toBeLessThanOrEqual(16_000);
    expect(events).toEqual([]);
  });
});

describe('many processes, one cache', () => {
  it('six processes read sixty models correctly while bytes are flipped', async () => {
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
