import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteError } from '../../src/errors.ts';
import { refuseExistingFile, writeNotebookFile } from '../../src/notebook/write.ts';

const ON_WINDOWS = process.platform === 'win32';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function failure(promise: Promise<unknown>): Promise<WriteError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(WriteError);
  return error as WriteError;
}

/** Undefined if Windows refuses a reader while the file is being replaced. */
function readWhileReplaced(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!ON_WINDOWS) throw error;
    expect(['EPERM', 'EACCES', 'EBUSY']).toContain((error as NodeJS.ErrnoException).code);
    return undefined;
  }
}

describe('without force', () => {
  it('writes a new file, its parent folders, and nothing else', async () => {
    await writeNotebookFile(join(folder, 'a/b/n.ipynb'), 'text\n', { force: false });
    expect(readFileSync(join(folder, 'a/b/n.ipynb'), 'utf8')).toBe('text\n');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['n.ipynb']);
  });

  it('never touches an existing file', async () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, 'mine');
    const error = await failure(writeNotebookFile(path, 'new', { force: false }));
    expect(error).toMatchObject({ code: 'FILE_EXISTS', exitCode: 7 });
    expect(error.message).toContain(path);
    expect(error.hint).toContain('--force');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['n.ipynb']);
    await failure(refuseExistingFile(path));
    await refuseExistingFile(join(folder, 'other.ipynb'));
  });

  it('lets exactly one of many writers win', async () => {
    const path = join(folder, 'n.ipynb');
    const texts = Array.from({ length: 40 }, (_, at) => `${at}\n`.repeat(2000));
    const results = await Promise.allSettled(
      texts.map((text) => writeNotebookFile(path, text, { force: false })),
    );
    const winners = results.flatMap((result, at) => (result.status === 'fulfilled' ? [at] : []));
    expect(winners).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(texts[winners[0]!]);
    expect(readdirSync(folder)).toEqual(['n.ipynb']);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'FILE_EXISTS' });
    }
  });

  it.skipIf(ON_WINDOWS)('does not follow a dangling link', async () => {
    symlinkSync('gone', join(folder, 'link'));
    expect(await failure(writeNotebookFile(join(folder, 'link'), 'x', { force: false }))).toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(existsSync(join(folder, 'gone'))).toBe(false);
  });
});

describe('with force', () => {
  it('replaces the file atomically', async () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, 'old and longer');
    await writeNotebookFile(path, 'new', { force: true });
    await writeNotebookFile(join(folder, 'other'), 'fresh', { force: true });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['n.ipynb', 'other']);
  });

  it('shows readers one complete version while many processes write', async () => {
    const path = join(folder, 'n.ipynb');
    const texts = Array.from({ length: 20 }, (_, at) => `${at}\n`.repeat(50_000));
    writeFileSync(path, texts[0]!);
    let writing = true;
    const writers = Promise.all(texts.map((text) => writeNotebookFile(path, text, { force: true }))).then(
      () => {
        writing = false;
      },
    );
    while (writing) {
      expect(readWhileReplaced(path)).toSatisfy((text) => text === undefined || texts.includes(text));
      await new Promise((done) => setImmediate(done));
    }
    await writers;
    expect(readdirSync(folder)).toEqual(['n.ipynb']);
  });

  it.skipIf(ON_WINDOWS)('keeps the permissions of the file that it replaces', async () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    await writeNotebookFile(path, 'new', { force: true });
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it.skipIf(ON_WINDOWS)('replaces the target of a link, even if it does not exist yet', async () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/n'), 'old');
    symlinkSync('real/n', join(folder, 'link'));
    symlinkSync('link', join(folder, 'second'));
    symlinkSync('real/absent', join(folder, 'dangling'));
    await writeNotebookFile(join(folder, 'second'), 'new', { force: true });
    await writeNotebookFile(join(folder, 'dangling'), 'made', { force: true });
    expect(readFileSync(join(folder, 'real/n'), 'utf8')).toBe('new');
    expect(readFileSync(join(folder, 'real/absent'), 'utf8')).toBe('made');
    expect(
      ['link', 'second', 'dangling'].every((name) => lstatSync(join(folder, name)).isSymbolicLink()),
    ).toBe(true);
    expect(readdirSync(join(folder, 'real')).sort()).toEqual(['absent', 'n']);
  });

  it('leaves the old bytes and no other file if it is stopped', async () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, 'old');
    const stop = new AbortController();
    const writing = writeNotebookFile(path, 'new', { force: true, signal: stop.signal });
    // The write has begun, and is in its first asynchronous step.
    stop.abort(new Error('stopped'));
    await expect(writing).rejects.toThrow('stopped');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['n.ipynb']);
  });
});

describe('a path that cannot be written', () => {
  it.each([
    ['a path under a file', 'file/n.ipynb', /part of the path is a file/],
    ['a path two under a file', 'file/x/n.ipynb', /part of the path is a file/],
    ['a folder', 'folder', /it is a folder \(EISDIR\)/],
    ['a name too long', 'x'.repeat(300), /name is too long|ENOENT|could not write/],
  ])('%s', async (_, name, message) => {
    writeFileSync(join(folder, 'file'), 'mine');
    mkdirSync(join(folder, 'folder'));
    for (const force of [true, false]) {
      const error = await failure(writeNotebookFile(join(folder, name), 'x', { force }));
      expect(error).toMatchObject({ code: 'WRITE', exitCode: 7 });
      expect(error.message).toMatch(message);
      expect(error.hint).toBeTruthy();
    }
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
  });

  it.skipIf(ON_WINDOWS)('a loop of links', async () => {
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    const error = await failure(writeNotebookFile(join(folder, 'a'), 'x', { force: true }));
    expect(error.message).toContain('symbolic link loop');
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
    const error = await failure(writeNotebookFile('/dev/full', 'x', { force: true }));
    expect(error.message).toContain('the disk is full (ENOSPC)');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it.skipIf(ON_WINDOWS)('a folder and a file that are read-only', () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, 'old');
    for (const name of [folder, path]) chownSync(name, ORDINARY_USER, -1);
    chmodSync(path, 0o444);
    expect(writeAsOrdinaryUser(path, 'force')).toContain('permission denied');
    chmodSync(folder, 0o555);
    expect(writeAsOrdinaryUser(join(folder, 'm'))).toContain('permission denied');
    chmodSync(folder, 0o755);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

it.skipIf(!existsSync('/dev/null'))('does not replace a device', async () => {
  await writeNotebookFile('/dev/null', 'x', { force: true });
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

it('removes old temporary files of the same target only', async () => {
  const script = fileURLToPath(new URL('keep-writing.ts', import.meta.url));
  const path = join(folder, 'n.ipynb');
  await killWhile(script, path, (names) => names.some((name) => name.endsWith('.tmp')));
  const left = readdirSync(folder).find((name) => name.endsWith('.tmp'));
  expect(left).toMatch(/^\.alacard-[0-9a-f]{12}-[0-9a-f]{16}\.tmp$/);
  const prefix = left!.slice(0, -20);
  const hourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(join(folder, left!), hourAgo, hourAgo);
  writeFileSync(join(folder, `${prefix}0000000000000000.tmp`), 'of a writer at work');
  writeFileSync(join(folder, '.alacard-other.tmp'), '');
  utimesSync(join(folder, '.alacard-other.tmp'), hourAgo, hourAgo);
  await writeNotebookFile(path, 'new', { force: true });
  expect(readdirSync(folder).sort()).toEqual(
    [`${prefix}0000000000000000.tmp`, '.alacard-other.tmp', 'n.ipynb'].sort(),
  );
});

it('contains the old or the new bytes after each of five kills', async () => {
  const script = fileURLToPath(new URL('keep-writing.ts', import.meta.url));
  const path = join(folder, 'n.ipynb');
  writeFileSync(path, 'old');
  for (let kill = 0; kill < 5; kill++) {
    // During the first write, the second write and so on.
    const begun = new Set<string>();
    await killWhile(script, path, (names) => {
      for (const name of names) if (name.endsWith('.tmp')) begun.add(name);
      return begun.size > kill;
    });
    const text = readFileSync(path, 'utf8');
    expect((text === 'old' && kill === 0) || isWhole(text)).toBe(true);
  }
});

function isWhole(text: string): boolean {
  return text.length === 8_000_000 && text === text[0]!.repeat(8_000_000);
}

/** Runs the script, which writes repeatedly, and kills it once the folder contains the given new names. */
function killWhile(script: string, path: string, isTime: (names: string[]) => boolean): Promise<void> {
  const before = new Set(readdirSync(folder));
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done, fail) => {
    const timer = setInterval(() => {
      if (isTime(readdirSync(folder).filter((name) => !before.has(name)))) child.kill('SIGKILL');
    }, 1);
    child.on('error', fail);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === null) done();
      else fail(new Error(`The writer ended by itself with ${code}`));
    });
  });
}

/** Root may write everywhere: its tests write as nobody. */
const ORDINARY_USER = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);

function writeAsOrdinaryUser(path: string, force = ''): string {
  const script = fileURLToPath(new URL('write-once.ts', import.meta.url));
  const args = ['--import', 'tsx', script, path, `${ORDINARY_USER}`, force];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return stdout + stderr;
}
