import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { manyModels } from '../../fixtures/fake-hub/many-models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const COUNT = 24;
const MODELS = manyModels(COUNT);
const IDS = MODELS.map(({ id }) => id);
const NAMES = IDS.map((id) => `${id.slice('bulk/'.length)}.ipynb`);

let hub: FakeHub;
let sandbox: Sandbox;
let call: Caller['call'];
beforeAll(async () => {
  hub = await startFakeHub({ models: MODELS, quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  hub.addModel({ id: 'moved/m-0001', readme: '# Moved\n', formerIds: ['bulk/old-name'] });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.clearFaults();
  sandbox = createSandbox(hub.url);
  ({ call } = createCaller(sandbox));
  writeFileSync(join(sandbox.cwd, 'ids.txt'), `${IDS.join('\n')}\n`);
  return () => sandbox.remove();
});

const written = (folder = 'out') =>
  readdirSync(join(sandbox.cwd, folder))
    .filter((name) => !name.startsWith('.'))
    .sort();
const textOf = (name: string) => readFileSync(join(sandbox.cwd, 'out', name), 'utf8');
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** The output of a command for a single model. */
async function alone(id: string): Promise<string> {
  const { code, stdout } = await call(['generate', id, '-o', '-']);
  expect(code).toBe(0);
  return stdout;
}

describe('the list of ids', () => {
  test.each<[string, string[], string | undefined]>([
    ['arguments', IDS, undefined],
    ['a file', ['--from', 'ids.txt'], undefined],
    ['standard input', ['-'], `\ufeff# all of them\r\n\r\n${IDS.join('\r\n')}`],
    ['both, some twice', [IDS[0]!, '-'], `${IDS.join('\n')}\n${IDS[3]}\n`],
  ])('from %s writes the same files as one command per model', async (_name, args, input) => {
    const run = input === undefined ? call : sandbox.run;
    const { code, stdout, stderr } = await run(['generate', ...args, '-o', 'out/'], {}, input);
    expect(code).toBe(0);
    expect(lines(stdout).sort()).toEqual(NAMES.map((name) => join('out', name)));
    expect(lines(stderr).filter((line) => /^\[\d+\/24\] bulk\/m-\d{4}: /.test(line))).toHaveLength(COUNT);
    expect(stderr).toContain('24 notebooks written');
    expect(written()).toEqual(NAMES);
    for (const id of [IDS[0]!, IDS[17]!]) expect(textOf(`${id.slice(5)}.ipynb`)).toBe(await alone(id));
  });

  test.each<[string, string[], string | undefined, number, RegExp]>([
    ['nothing', [], undefined, 2, /missing required argument 'model'/],
    ['an empty list', ['-'], '# none\n', 2, /standard input contains no model ids/],
    ['no such file', ['--from', 'none.txt'], undefined, 3, /--from "none.txt" was not found/],
    [
      'one file for all',
      ['--from', 'ids.txt', '-o', 'a.ipynb'],
      undefined,
      2,
      /cannot write 24 notebooks to one file/,
    ],
    [
      'no number',
      ['--from', 'ids.txt', '--concurrency', 'many'],
      undefined,
      2,
      /--concurrency must be a whole number/,
    ],
    [
      'both ways',
      ['--from', 'ids.txt', '--keep-going', '--fail-fast'],
      undefined,
      2,
      /cannot be used together/,
    ],
    [
      'an existing list of failed models',
      ['--from', 'ids.txt', '--failed-to', 'ids.txt'],
      undefined,
      7,
      /ids\.txt already exists\nhint: Replace it with --force, or choose another path with --failed-to/,
    ],
    [
      'a list of failed models on standard output',
      ['bulk/m-0001', '--failed-to', '-'],
      undefined,
      2,
      /--failed-to must be a file/,
    ],
    [
      'a list of failed models of a plan',
      ['bulk/m-0001', '--failed-to', 'failed.txt', '--dry-run'],
      undefined,
      2,
      /--failed-to and --dry-run cannot be used together/,
    ],
    ['two documents', ['--from', 'ids.txt', '--json', '--jsonl'], undefined, 2, /cannot be used together/],
  ])('refuses %s before anything is written', async (_name, args, input, exitCode, message) => {
    const { code, stdout, stderr } = await call(['generate', ...args], {}, input);
    if (!args.includes('--json')) expect(stdout).toBe('');
    expect(code).toBe(exitCode);
    expect(`${stdout}${stderr}`).toMatch(message);
    expect(readdirSync(sandbox.cwd)).toEqual(['ids.txt']);
  });

  test.each<[string, string[]]>([
    ['popular', ['popular', '--limit', '4', '--category', 'text']],
    ['popular --jsonl', ['popular', '--limit', '4', '--category', 'text', '--jsonl']],
    ['popular --json', ['popular', '--limit', '4', '--category', 'text', '--json']],
    ['search', ['search', 'bulk', '--limit', '4']],
    ['history', ['history']],
    ['history --json', ['history', '--json']],
  ])('reads what alacard %s prints through a pipe', async (_name, args) => {
    const run = args.length > 1 ? sandbox.run : call;
    await run(['generate', ...IDS.slice(0, 4), '-o', 'first/']);
    const { stdout } = await run(args);
    const { code, stderr } = await run(['generate', '-', '-o', 'out/'], {}, stdout);
    expect([code, written()]).toEqual([0, NAMES.slice(0, 4)]);
    expect(stderr).toContain('4 notebooks written');
  });

  test.each<[string, string, string]>([
    ['semicolons', 'models.csv', `likes;model\n1;${IDS[0]}\n2;${IDS[1]}\n`],
    ['tabs', 'models.tsv', `model\tlikes\n${IDS[0]}\t1\n${IDS[1]}\t2\n`],
    ['commas', 'models.txt', `Model,likes\n${IDS[0]},1\n${IDS[1]},2\n`],
  ])('reads a table with %s', async (_name, file, content) => {
    writeFileSync(join(sandbox.cwd, file), content);
    expect((await call(['generate', '--from', file, '-o', 'out/'])).code).toBe(0);
    expect(written()).toEqual(NAMES.slice(0, 2));
  });

  test.each<[string, string, string, string, RegExp]>([
    [
      'text',
      'ids.txt',
      `${IDS[0]}\nnot an id\n${IDS[1]}\n`,
      'not an id',
      /ids\.txt:2: "not an id" is not a model id/,
    ],
    [
      'JSON Lines',
      'a.jsonl',
      `{"id":"${IDS[0]}"}\n{"id":\n{"id":"${IDS[1]}"}\n`,
      '{"id":',
      /a\.jsonl:2: invalid JSON/,
    ],
    ['CSV', 'a.csv', `id,likes\n${IDS[0]},1\n,2\n${IDS[1]},3\n`, ',2', /a\.csv:3: the id column is empty/],
  ])(
    'counts a malformed line of %s as one failed model',
    async (_name, file, content, requested, message) => {
      writeFileSync(join(sandbox.cwd, file), content);
      const { code, stdout } = await call(['generate', '--from', file, '-o', 'out/', '--json']);
      const { results, failed, error } = JSON.parse(stdout);
      expect([code, failed, error.exitCode, written()]).toEqual([6, 1, 6, NAMES.slice(0, 2)]);
      expect(results.map((result: { requested: string }) => result.requested)).toEqual([
        IDS[0],
        requested,
        IDS[1],
      ]);
      expect(results[1].error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
      const text = await call(['generate', '--from', file, '-o', 'out/']);
      expect([text.code, text.stdout]).toEqual([6, '']);
      expect(text.stderr).toMatch(message);
      expect(text.stderr).toContain(
        '0 notebooks written, 2 skipped (the file exists; --force replaces it), 1 failed',
      );
    },
  );

  test('a list from the Hub needs one request per page and produces the same bytes', async () => {
    const args = ['--category', 'text', '--limit', '12', '--sort', 'downloads', '--refresh', '--resume'];
    const { code, stdout } = await call(['generate', ...args, '-o', 'out/']);
    expect([code, lines(stdout).length]).toEqual([0, 12]);
    expect(written()).toEqual(NAMES.slice(0, 12));
    const api = hub.requests.map(({ path }) => path).filter((path) => path.startsWith('/api/models'));
    expect(api).toEqual([expect.stringMatching(/^\/api\/models\?/)]);
    for (const name of NAMES.slice(0, 12)) {
      expect(textOf(name)).toBe(await alone(`bulk/${name.replace('.ipynb', '')}`));
    }
    const again = await call(['generate', ...args, '-o', 'out/']);
    expect(again.stderr).toContain('0 notebooks written, 12 already done');
  });

  test('generates a model with two names only once, and says so', async () => {
    const sameFile = await call(['generate', 'moved/m-0001', 'bulk/old-name', '-o', '{name}@{sha7}.ipynb']);
    expect([sameFile.code, lines(sameFile.stdout)]).toMatchObject([0, [expect.stringMatching(/@/)]]);
    expect(sameFile.stderr).toMatch(
      /(moved\/m-0001|bulk\/old-name): skipped, same model as (bulk\/old-name|moved\/m-0001)/,
    );
  });
});

describe('models of the same name', () => {
  const COLLIDING = ['bulk/m-0001', 'moved/m-0001'];
  const args = (...ids: string[]) => ['generate', ...ids, '-o', 'out/', '--resume'];
  const modelOf = (name: string) => JSON.parse(textOf(name)).metadata.alacard.model;

  test('the second file is named after the owner too, and keeps its name', async () => {
    const first = await sandbox.run(args(...COLLIDING));
    expect([first.code, written()]).toEqual([0, ['m-0001.ipynb', 'moved-m-0001.ipynb']]);
    const expectOwnFiles = () =>
      expect([modelOf('m-0001.ipynb'), modelOf('moved-m-0001.ipynb')]).toEqual(COLLIDING);
    expectOwnFiles();

    hub.requests.length = 0;
    const again = await sandbox.run(args(...COLLIDING.toReversed()));
    expect(again.stderr).toContain('0 notebooks written, 2 already done');
    expect(hub.requests).toEqual([]);

    for (const [ids, more] of [
      [COLLIDING.toReversed(), ['--target', 'vscode']],
      [[COLLIDING[1]!], ['--target', 'colab']],
    ] as const) {
      const { code, stdout } = await call([...args(...ids), ...more]);
      expect([code, lines(stdout).length]).toEqual([0, ids.length]);
      expect(written()).toHaveLength(2);
      expectOwnFiles();
    }
  });

  test('a dry run shows the names that a batch would use', async () => {
    await call(args(...COLLIDING));
    const { stdout } = await call([...args(...COLLIDING.toReversed()), '--dry-run', '--json']);
    expect(JSON.parse(stdout).results.map(({ path }: { path: string }) => path)).toEqual([
      join('out', 'moved-m-0001.ipynb'),
      join('out', 'm-0001.ipynb'),
    ]);
  });
});

describe('output', () => {
  test('--jsonl prints one object per model as it finishes', async () => {
    let answer = () => {};
    hub.setFault(/m-0002/, { kind: 'wait', until: new Promise<void>((resolve) => (answer = resolve)) });
    const args = ['generate', '--from', 'ids.txt', 'bulk/none', '-o', 'out/', '--jsonl'];
    const { child, done } = sandbox.start(args);
    let printed = '';
    child.stdout!.on('data', (text: string) => {
      printed += text;
      if (lines(printed).length === COUNT) answer();
    });
    const { code, stdout } = await done;
    expect(code).toBe(6);
    const rows = lines(stdout).map((line) => JSON.parse(line));
    expect(rows).toHaveLength(COUNT + 1);
    expect(rows.at(-1)).toMatchObject({
      model: 'bulk/m-0002',
      path: join('out', 'm-0002.ipynb'),
      written: true,
    });
    expect(rows.find(({ requested }) => requested === 'bulk/none').error).toMatchObject({ exitCode: 3 });
  });

  test('--json prints one document in input order', async () => {
    const { stdout } = await call(['generate', '--from', 'ids.txt', '-o', 'out/', '--json']);
    const { results, failed } = JSON.parse(stdout);
    expect(failed).toBe(0);
    expect(results.map(({ model }: { model: string }) => model)).toEqual(IDS);
  });

  test('-q prints only the paths', async () => {
    const { stdout, stderr } = await call(['generate', '--from', 'ids.txt', '-o', 'out/', '-q']);
    expect([lines(stdout).length, stderr]).toEqual([COUNT, '']);
  });
});

describe('a model that fails', () => {
  const withNone = () => writeFileSync(join(sandbox.cwd, 'ids.txt'), ['bulk/none', ...IDS].join('\n'));
  test('does not stop the others, and exit code 6 names it', async () => {
    withNone();
    const { code, stderr } = await call(['generate', '--from', 'ids.txt', '-o', 'out/', '--keep-going']);
    expect(code).toBe(6);
    expect(stderr).toMatch(/24 notebooks written, 1 failed\nerror: 1 of 25 models failed: bulk\/none\n/);
    expect(written()).toEqual(NAMES);
  });
  test('prints equal hints once', async () => {
    const { code, stderr } = await call(['generate', 'bulk/none', '-', '-o', 'out/'], {}, 'a b\nc d\ne f\n');
    expect(code).toBe(6);
    expect(stderr.match(/is not a model id/g)).toHaveLength(3);
    const hints = stderr.match(/^hint: .*/gm)!;
    expect(hints.filter((hint) => hint.includes('Use owner/name'))).toHaveLength(1);
    expect(new Set(hints).size).toBe(hints.length);
  });
  test('--failed-to writes the ids that failed, and --from reads them again', async () => {
    const list = join(sandbox.cwd, 'failed.txt');
    const args = ['-o', 'out/', '--failed-to', 'failed.txt'];
    const first = await call(
      ['generate', 'bulk/later', IDS[0]!, '-', ...args],
      {},
      'not an id\nbulk/none@v1\n',
    );
    expect([first.code, readFileSync(list, 'utf8')]).toEqual([6, 'bulk/later\nnot an id\nbulk/none@v1\n']);
    expect(first.stderr).toMatch(
      /hint: See the errors above\. To retry the models that failed, use --from failed\.txt\.$/m,
    );

    hub.addModel({ id: 'bulk/later', readme: '# Later\n' });
    const again = await call(['generate', '--from', 'failed.txt', ...args, '--force']);
    expect([again.code, readFileSync(list, 'utf8')]).toEqual([6, 'not an id\nbulk/none@v1\n']);
    expect(written()).toEqual(['later.ipynb', NAMES[0]]);
    hub.models.delete('bulk/later');

    const fine = await call(['generate', IDS[1]!, ...args, '--force']);
    expect([fine.code, readFileSync(list, 'utf8')]).toEqual([0, '']);
    expect(readdirSync(sandbox.cwd).sort()).toEqual(['failed.txt', 'ids.txt', 'out']);
  });
  test('does not start any more models with --fail-fast', async () => {
    withNone();
    let answer = () => {};
    hub.setFault(/m-00/, { kind: 'wait', until: new Promise<void>((resolve) => (answer = resolve)) });
    const args = ['generate', '--from', 'ids.txt', '-o', 'out/', '--fail-fast', '--concurrency', '2'];
    const { child, done } = sandbox.start(args);
    let told = '';
    child.stderr!.on('data', (text: string) => {
      told += text;
      if (told.includes('bulk/none')) answer();
    });
    const { code, stderr } = await done;
    expect(code).toBe(6);
    expect(stderr).toMatch(/failed, 2\d of 25 not finished/);
    expect(written().length).toBeLessThan(4);
  });
});

describe('--resume', () => {
  const args = ['generate', '--from', 'ids.txt', '-o', 'out/', '--resume'];
  const resume = (...more: string[]) => call([...args, ...more]);

  test('does not repeat finished work: no request, no write', async () => {
    expect((await sandbox.run(args)).code).toBe(0);
    const before = NAMES.map((name) => statSync(join(sandbox.cwd, 'out', name)).mtimeMs);
    const asked = hub.requests.length;
    const { code, stdout, stderr } = await sandbox.run(args);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/0 notebooks written, 24 already done/);
    expect(hub.requests.length).toBe(asked);
    expect(NAMES.map((name) => statSync(join(sandbox.cwd, 'out', name)).mtimeMs)).toEqual(before);
  });

  test('regenerates a deleted file, and reports and keeps an edited one', async () => {
    await resume();
    rmSync(join(sandbox.cwd, 'out', NAMES[2]!));
    writeFileSync(join(sandbox.cwd, 'out', NAMES[5]!), 'my own');
    const { code, stdout, stderr } = await resume();
    expect([code, lines(stdout)]).toEqual([0, [join('out', NAMES[2]!)]]);
    expect(stderr).toContain('bulk/m-0005: already done (your changes to the file are kept)');
    expect(textOf(NAMES[5]!)).toBe('my own');
  });

  test('regenerates with different options, but never replaces a file that it did not write', async () => {
    await resume();
    const first = textOf(NAMES[0]!);
    expect((await resume('--snippets', 'all')).stderr).toContain('already done');
    const { code, stderr } = await resume('--example', 'template');
    expect([code, /24 notebooks written/.test(stderr)]).toEqual([0, true]);
    expect(textOf(NAMES[0]!)).not.toBe(first);

    writeFileSync(join(sandbox.cwd, 'out', NAMES[1]!), 'a stranger');
    const again = await resume('--example', 'library');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`bulk/m-0001: skipped, ${join('out', 'm-0001.ipynb')} already exists`);
    expect(again.stderr).toContain('23 notebooks written, 1 skipped (the file exists; --force replaces it)');
    expect(textOf(NAMES[1]!)).toBe('a stranger');
  });

  test('ignores a cut-off last line and invalid lines', async () => {
    await resume();
    const journal = join(sandbox.cwd, 'out', '.alacard-journal.jsonl');
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, `null\n[]\n{"batch":3}\n${text}{"model":"bulk/m-0003","opt`);
    const { code, stderr } = await resume();
    expect([code, /24 already done/.test(stderr)]).toEqual([0, true]);
    expect((await resume()).stderr).toContain('24 already done');
  });

  test('skips existing files without --resume, and sends no request for them', async () => {
    await resume();
    hub.requests.length = 0;
    writeFileSync(join(sandbox.cwd, 'out', NAMES[0]!), 'mine');
    const { code, stdout } = await sandbox.run(['generate', '--from', 'ids.txt', '-o', 'out/', '--json']);
    const { results, failed } = JSON.parse(stdout);
    expect([code, failed, hub.requests, textOf(NAMES[0]!)]).toEqual([0, 0, [], 'mine']);
    expect(results).toHaveLength(COUNT);
    expect(results[0]).toEqual({
      requested: IDS[0],
      path: join('out', NAMES[0]!),
      written: false,
      skipped: true,
    });
  });
});

describe('an interrupted batch', () => {
  test.skipIf(process.platform === 'win32')(
    'exits with 130 on Ctrl-C, keeps finished files, and --resume does the rest',
    async () => {
      // Six cards arrive, and no more.
      let cards = 0;
      hub.setFault(({ path }) => path.includes('/resolve/') && ++cards > 6, { kind: 'hang' });
      const args = ['generate', '--from', 'ids.txt', '-o', 'out/', '--concurrency', '3'];
      const { child, done } = sandbox.start(args);
      const shown = () => (existsSync(join(sandbox.cwd, 'out')) ? written() : []);
      await expect.poll(shown).toHaveLength(6);
      child.kill('SIGINT');
      const { code, stderr } = await done;
      expect(code).toBe(130);
      expect(stderr).toMatch(/18 of 24 not finished \(use --resume to continue\)/);
      const kept = written();
      hub.clearFaults();
      for (const name of kept) expect(JSON.parse(textOf(name)).nbformat).toBe(4);
      const again = await call([...args, '--resume']);
      expect([again.code, lines(again.stdout).length]).toEqual([0, COUNT - kept.length]);
      expect(written()).toEqual(NAMES);
    },
  );

  test('continues if its reader closes the pipe', async () => {
    const { child, done } = sandbox.start(['generate', '--from', 'ids.txt', '-o', 'out/']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { code, stderr } = await done;
    expect([code, stderr.includes('    at ')]).toEqual([0, false]);
    expect(written()).toEqual(NAMES);
  });
});
