import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { startLockHolder } from '../cli/start-lock-holder.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const MODEL = 'acorn-labs/tiny-poet';
let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(MODEL)] });
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
});
afterEach(() => sandbox.remove());

const at = (...path: string[]) => join(sandbox.cwd, ...path);
/** alacard in this process, for setup, output and variants. */
const call: Caller['call'] = (...given) => createCaller(sandbox).call(...given);

describe('settings', () => {
  test('precedence: option, variable, project, user setting', async () => {
    expect((await sandbox.run(['config', 'set', 'format', 'py'])).code).toBe(0);
    expect((await sandbox.run(['generate', MODEL])).stdout).toBe('tiny-poet.py\n');
    writeFileSync(at('alacard.config.json'), '{"format":"md","output":"made/"}');
    expect((await sandbox.run(['generate', MODEL])).stdout).toBe(`${join('made', 'tiny-poet.md')}\n`);
    const env = { ALACARD_FORMAT: 'ipynb', ALACARD_OUTPUT: '{owner}-{name}.{ext}' };
    expect((await sandbox.run(['generate', MODEL], env)).stdout).toBe('acorn-labs-tiny-poet.ipynb\n');
    expect((await call(['generate', MODEL, '-o', 'flag.py', '--format', 'py'], env)).stdout).toBe(
      'flag.py\n',
    );
    expect((await sandbox.run(['config', 'unset', 'format'])).code).toBe(0);
    expect((await call(['config', 'get', 'format'])).stdout).toBe('md\n');
  });

  test('list shows each value and its origin, as a table and as JSON', async () => {
    await sandbox.run(['config', 'set', 'example', 'library']);
    const table = await sandbox.run(['config', 'list']);
    expect(table.stdout).toMatch(/^example +library +.*config\.json$/m);
    expect(table.stdout).toMatch(/^format +ipynb +default$/m);
    const { settings } = JSON.parse((await call(['config', 'list', '--json'])).stdout);
    expect(settings).toContainEqual(
      expect.objectContaining({ key: 'endpoint', origin: 'HF_ENDPOINT', variable: 'ALACARD_ENDPOINT' }),
    );
  });

  test('path prints the file that set writes', async () => {
    const path = (await sandbox.run(['config', 'path'])).stdout.trim();
    expect(existsSync(path)).toBe(false);
    await sandbox.run(['config', 'set', 'snippets', 'all']);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ snippets: 'all' });
  });

  test.each<[args: string[], message: RegExp]>([
    [['config'], /missing required argument/],
    [['config', 'lst'], /Did you mean alacard config list/],
    [['config', 'get'], /config get requires a setting/],
    [['config', 'get', 'formt'], /Did you mean format/],
    [['config', 'set', 'format'], /config set requires a setting and a value/],
    [['config', 'set', 'format', 'docx'], /ipynb, py, md or script/],
    [['config', 'list', 'format'], /config list does not accept arguments/],
    [['cache', 'inf'], /Did you mean alacard cache info/],
    [['completion', 'tcsh'], /bash, zsh, fish or powershell/],
    [['history', '--limit', 'many'], /--limit must be a whole number/],
    [['help', 'atuh'], /Did you mean alacard help auth/],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, stdout, stderr } = await call(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    const asJson = await call([...args, '--json']);
    expect(JSON.parse(asJson.stdout).error).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  test('an untrusted project file cannot redirect requests', async () => {
    const other = await startFakeHub({ models: [fixtureModel(MODEL)] });
    writeFileSync(at('alacard.config.json'), JSON.stringify({ endpoint: other.url }));
    const { code, stderr } = await sandbox.run(['generate', MODEL], {
      HF_TOKEN: 'hf_abcdefghijklmnopqrstuvwxyz',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('alacard config set endpoint');
    expect(other.requests).toEqual([]);
    expect(readdirSync(sandbox.cwd)).toEqual(['alacard.config.json']);
    await other.close();
  });
});

describe.skipIf(process.platform === 'win32')('the output of an untrusted project', () => {
  beforeEach(() => {
    for (const folder of ['.git/hooks', '../outside']) mkdirSync(at(folder), { recursive: true });
    symlinkSync('../outside', at('notebooks'));
    symlinkSync('../outside/later', at('dangling'));
    symlinkSync('loop', at('loop'));
    symlinkSync('.git/hooks', at('hooks'));
    mkdirSync(at('plain'));
    symlinkSync('../../outside/file.py', at('plain', 'file.py'));
  });
  afterEach(() => rmSync(at('../outside'), { recursive: true, force: true }));
  const filesOutside = () => [...readdirSync(at('../outside')), ...readdirSync(at('.git/hooks'))];

  test.each<[output: string, why: RegExp, args?: string[]]>([
    [
      'notebooks/00-start.py',
      /resolves to a path outside the project folder: notebooks\/00-start\.py points to .*\/outside\//,
    ],
    ['notebooks/', /resolves to a path outside the project folder/],
    ['notebooks/a/b/', /resolves to a path outside the project folder/],
    ['notebooks/{owner}/{name}.ipynb', /resolves to a path outside the project folder/],
    ['notebooks/{sha}.ipynb', /resolves to a path outside the project folder/],
    ['notebooks/', /resolves to a path outside the project folder/, ['--dry-run']],
    ['notebooks/', /resolves to a path outside the project folder/, [`${MODEL}@main`, '--jsonl']],
    ['dangling/x.ipynb', /resolves to a path outside the project folder/],
    ['plain/file.py', /resolves to a path outside the project folder/, ['--force']],
    ['loop/x.ipynb', /follows too many symbolic links/],
    [
      'hooks/{name}.py',
      /resolves to a path in a hidden folder: hooks\/tiny-poet\.py points to .*\/\.git\/hooks\//,
    ],
    ['.git/hooks/', /must stay inside the project folder and out of hidden folders/],
    ['plain/.{name}.py', /must stay inside the project folder and out of hidden folders/],
  ])('%s is refused', async (output, why, args = []) => {
    writeFileSync(at('alacard.config.json'), JSON.stringify({ output }));
    const { code, stderr } = await call(['generate', MODEL, ...args]);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/alacard\.config\.json[\s\S]*--output/);
    expect(code).toBe(2);
    expect(filesOutside()).toEqual([]);
  });

  test('is accepted inside the project, including through a link', async () => {
    symlinkSync('plain', at('inner'));
    writeFileSync(at('alacard.config.json'), '{"output":"./inner/new/{name}.py"}');
    expect((await call(['generate', MODEL])).code).toBe(0);
    expect(readdirSync(at('plain', 'new'))).toEqual(['tiny-poet.py']);
  });

  test('does not limit the options and settings of the user', async () => {
    writeFileSync(at('alacard.config.json'), '{"output":"notebooks/"}');
    expect((await call(['generate', MODEL, '-o', 'notebooks/'])).code).toBe(0);
    expect((await call(['generate', MODEL], { ALACARD_OUTPUT: 'hooks/a.ipynb' })).code).toBe(0);
    expect(filesOutside()).toEqual(['tiny-poet.ipynb', 'a.ipynb']);
  });
});

describe('settings written by several processes', () => {
  const VALUES = {
    format: 'py',
    output: 'notebooks/{name}.ipynb',
    example: 'library',
    snippets: 'all',
    target: 'colab',
    timeout: '50s',
    'max-wait': '70s',
    endpoint: 'https://hub.example.org',
  };
  const pathOfFile = async () => (await sandbox.run(['config', 'path'])).stdout.trim();
  const readFile = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  test('eight processes that each set a different key do not lose any', async () => {
    const path = await pathOfFile();
    const runs = Object.entries(VALUES).map((pair) => sandbox.run(['config', 'set', ...pair]));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(new Array(8).fill(0));
    expect(readFile(path)).toEqual(VALUES);
    const unset = Object.keys(VALUES).map((key) => sandbox.run(['config', 'unset', key]));
    expect((await Promise.all(unset)).map(({ code }) => code)).toEqual(new Array(8).fill(0));
    expect(readFile(path)).toEqual({});
    expect(readdirSync(dirname(path))).toEqual(['config.json']);
  });

  test('every command names a broken settings file and leaves it unchanged', async () => {
    const path = await pathOfFile();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"format": "py"');
    for (const args of [
      ['config', 'set', 'format', 'md'],
      ['config', 'list'],
      ['generate', MODEL],
    ]) {
      const { code, stdout, stderr } = await sandbox.run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(`error: ${path} is not valid JSON`);
      expect(stderr).toMatch(/hint: Fix or delete the file/);
    }
    expect(readFileSync(path, 'utf8')).toBe('{"format": "py"');
    expect(readdirSync(dirname(path))).toEqual(['config.json']);
  });

  test('a writer that was killed does not block the next one', async () => {
    const path = await pathOfFile();
    mkdirSync(dirname(path), { recursive: true });
    const holder = await startLockHolder(`${path}.lock`);
    const exited = once(holder, 'exit');
    holder.kill('SIGKILL');
    await exited;
    expect(readdirSync(`${path}.lock`)).toHaveLength(1);
    expect((await sandbox.run(['config', 'set', 'format', 'py'])).code).toBe(0);
    expect(readFile(path)).toEqual({ format: 'py' });
    expect(readdirSync(dirname(path))).toEqual(['config.json']);
  });

  test('a writer waits for another one to finish', async () => {
    const path = await pathOfFile();
    mkdirSync(dirname(path), { recursive: true });
    const holder = await startLockHolder(`${path}.lock`);
    const { child, done } = sandbox.start(['config', 'set', 'format', 'py']);
    const isWaiting = () =>
      readdirSync(dirname(path)).some((name) => name.startsWith(`config.json.lock.${child.pid}@`));
    await expect.poll(isWaiting).toBe(true);
    expect(existsSync(path)).toBe(false);
    holder.stdin!.end();
    expect((await done).code).toBe(0);
    expect(readFile(path)).toEqual({ format: 'py' });
  });
});

describe('history', () => {
  const history = async (...args: string[]) =>
    JSON.parse((await call(['history', '--json', ...args])).stdout);

  test('lists written notebooks, newest first, without plans and standard output', async () => {
    expect(await history()).toEqual({ entries: [], total: 0 });
    await sandbox.run(['generate', MODEL]);
    await call(['generate', MODEL, '-o', 'second.py', '--format', 'py']);
    await call(['generate', MODEL, '--dry-run']);
    await call(['generate', MODEL, '-o', '-']);
    await call(['generate', MODEL]); // exists: exit 7
    const { entries, total } = await history();
    expect(total).toBe(2);
    expect(entries.map(({ file }: { file: string }) => file)).toEqual([
      at('second.py'),
      at('tiny-poet.ipynb'),
    ]);
    expect(entries[0]).toMatchObject({
      model: MODEL,
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      strategy: 'readme-python',
    });
    expect(await history('--limit', '1')).toMatchObject({ entries: [entries[0]], total: 2 });
  });

  test('lists a batch, --clear forgets it, and off records nothing', async () => {
    await call(['generate', MODEL, `${MODEL}@main`, '-o', '{name}@{sha7}.ipynb']);
    await call(['generate', MODEL, '--force'], { ALACARD_HISTORY: 'off' });
    const { total } = await history();
    expect(total).toBeGreaterThanOrEqual(1);
    expect(JSON.parse((await call(['history', '--clear', '--json'])).stdout)).toEqual({
      forgotten: total,
    });
    expect((await call(['history'])).stderr).toContain('No notebooks generated yet.');
    expect(readdirSync(sandbox.cwd)).toContain('tiny-poet.ipynb');
  });

  test.skipIf(process.platform === 'win32')('does not stop generate when it cannot be written', async () => {
    const file = at('file');
    writeFileSync(file, '');
    const { code, stdout } = await call(['generate', MODEL], { ALACARD_CONFIG_DIR: join(file, 'x') });
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
  });
});

describe('cache', () => {
  const info = async () => JSON.parse((await call(['cache', 'info', '--json'])).stdout);

  test('info, verify after a flipped byte, clear', async () => {
    expect(await info()).toMatchObject({ path: sandbox.cacheDir, entries: 0, bytes: 0 });
    await sandbox.run(['generate', MODEL]);
    const full = await info();
    // The metadata, the card and the finished notebook.
    expect(full).toMatchObject({ entries: 3 });
    expect(full.bytes).toBeGreaterThan(500);

    const entries = join(sandbox.cacheDir, 'entries-v1');
    const path = join(entries, readdirSync(entries)[0]!);
    const bytes = readFileSync(path);
    bytes[0]! ^= 1;
    writeFileSync(path, bytes);
    const verified = await sandbox.run(['cache', 'verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ intact: 2, removed: 1 });
    expect((await sandbox.run(['generate', MODEL, '--force'])).code).toBe(0);

    writeFileSync(join(sandbox.cacheDir, 'not-ours.txt'), 'keep');
    expect((await call(['cache', 'clear'])).stdout).toMatch(/^removed 3 entries/);
    expect(await info()).toMatchObject({ entries: 0, bytes: 0 });
    expect(readdirSync(sandbox.cacheDir)).toContain('not-ours.txt');
  });

  test('reports an empty cache when its path is a file', async () => {
    const file = at('file');
    writeFileSync(file, '');
    const { code, stdout } = await call(['cache', 'info'], { ALACARD_CACHE_DIR: file });
    expect([code, stdout]).toEqual([0, `${file}: 0 entries, 0.0 MB of at most 500 MB\n`]);
  });

  test('uses XDG_CACHE_HOME', async () => {
    const xdg = at('xdg');
    mkdirSync(xdg);
    const { stdout } = await call(['cache', 'info'], { ALACARD_CACHE_DIR: '', XDG_CACHE_HOME: xdg });
    expect(stdout).toContain(join(xdg, 'alacard'));
  });
});

describe('help', () => {
  test('prints the list of topics, a topic and a command', async () => {
    const topics = (await sandbox.run(['help', 'topics'])).stdout;
    for (const topic of ['auth', 'offline', 'proxies', 'exit-codes']) {
      expect(topics).toContain(`alacard help ${topic}`);
      const { code, stdout, stderr } = await call(['help', topic]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.length).toBeGreaterThan(200);
    }
    expect((await call(['help', 'generate'])).stdout).toBe((await call(['generate', '--help'])).stdout);
    expect((await call(['help'])).stdout).toBe((await call(['--help'])).stdout);
  });
});
