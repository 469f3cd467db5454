import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../../fixtures/fake-github/server.ts';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { writeProgram } from '../run/notebooks.ts';
import { notebookText } from '../server/open-app.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const MODEL = 'acorn-labs/tiny-poet';
const TOKEN = 'octo-token';
const COLAB = /^https:\/\/colab\.research\.google\.com\/gist\/octo-cat\/([0-9a-f]{32})\/(.+\.ipynb)$/;

let hub: FakeHub;
let github: FakeGitHub;
let sandbox: Sandbox;
let env: Record<string, string>;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(MODEL)] });
});
afterAll(() => hub.close());
beforeEach(async () => {
  github = await startFakeGitHub({
    [TOKEN]: { login: 'octo-cat', scopes: ['gist'] },
    unscoped: { login: 'octo-cat', scopes: [] },
    other: { login: 'mona', scopes: ['gist'] },
  });
  sandbox = createSandbox(hub.url);
  env = { GITHUB_API_URL: github.url, GITHUB_TOKEN: TOKEN, PATH: '' };
  writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookText());
});
afterEach(async () => {
  sandbox.remove();
  await github.close();
});

/** The packed command. */
const run = (args: string[], more: Record<string, string> = {}) => sandbox.run(args, { ...env, ...more });
/** The same in this process, for setup, output and variants. */
const call = (args: string[], more: Record<string, string> = {}) =>
  createCaller(sandbox).call(args, { ...env, ...more });
const onlyGist = () => [...github.gists.values()][0]!;

describe('--gist', () => {
  test('creates a secret gist with the same text and prints its Colab link', async () => {
    const { code, stdout, stderr } = await run(['generate', MODEL, '--gist']);
    const [path, link] = stdout.trim().split('\n');
    expect([code, path]).toEqual([0, 'tiny-poet.ipynb']);
    const gist = onlyGist();
    expect(COLAB.exec(link!)?.slice(1)).toEqual([gist.id, 'tiny-poet.ipynb']);
    expect(stderr).toContain(
      `shared at https://gist.github.com/octo-cat/${gist.id}, visible to anyone with the link\n`,
    );
    expect(gist).toMatchObject({
      isPublic: false,
      owner: 'octo-cat',
      description: expect.stringContaining(MODEL),
    });
    expect(gist.files).toEqual({
      'tiny-poet.ipynb': readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8'),
    });
    expect(github.requests[0]!.headers).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': expect.stringMatching(/^alacard\//),
    });
  });

  test('--public creates a public gist, without asking a configured share server', async () => {
    const args = ['share', 'a.ipynb', '--gist', '--public', '--json'];
    const { code, stdout } = await call(args, { ALACARD_SHARE_URL: 'http://127.0.0.1:9' });
    expect(code).toBe(0);
    const gist = onlyGist();
    expect(gist.isPublic).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      requested: 'a.ipynb',
      model: MODEL,
      id: gist.id,
      url: `https://gist.github.com/octo-cat/${gist.id}`,
      colabUrl: expect.stringMatching(COLAB),
      notebookUrl: expect.stringMatching(/^https:\/\/gist\.githubusercontent\.com\/octo-cat\/.*\/a\.ipynb$/),
      place: 'gist',
      isPublic: true,
    });
  });

  test('unshare deletes it by file, page or Colab link, and the token is stored nowhere', async () => {
    const links: string[] = [];
    for (const name of ['a.ipynb', 'odd "name" 1.ipynb', 'c.ipynb']) {
      writeFileSync(join(sandbox.cwd, name), notebookText());
      links.push((await call(['share', name, '--gist'])).stdout.trim());
    }
    expect(links[1]).toMatch(/\/odd%20-name-%201\.ipynb$/);
    expect((await call(['history'])).stdout).toContain(links[0]!);
    const page = JSON.parse((await call(['history', '--json'])).stdout).entries[0].shares[0].url;
    const ended = [
      await call(['unshare', 'a.ipynb']),
      await call(['unshare', links[1]!]),
      await call(['unshare', page, '--debug']),
    ];
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(github.gists.size).toBe(0);
    for (const { stdout, stderr } of ended) expect(stdout + stderr).not.toContain(TOKEN);
    const config = join(sandbox.cwd, '..', 'home', '.config', 'alacard');
    if (process.platform === 'linux') {
      for (const name of readdirSync(config))
        expect(readFileSync(join(config, name), 'utf8')).not.toContain(TOKEN);
    }
  });

  test('refuses a notebook with a secret before anything is sent', async () => {
    const cell = { cell_type: 'raw', metadata: {}, source: `AKIA${'A1B2'.repeat(4)}` };
    writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookText({ cells: [cell] }));
    const { code, stderr } = await call(['share', 'a.ipynb', '--gist']);
    expect([code, stderr]).toEqual([8, expect.stringMatching(/cell 1 contains what looks like/)]);
    expect(github.requests).toEqual([]);
  });
});

describe('the token', () => {
  test('comes from GITHUB_TOKEN, then from GH_TOKEN', async () => {
    expect((await call(['share', 'a.ipynb', '--gist'], { GH_TOKEN: 'other' })).code).toBe(0);
    expect(onlyGist().owner).toBe('octo-cat');
    expect((await call(['share', 'a.ipynb', '--gist'], { GITHUB_TOKEN: '', GH_TOKEN: 'other' })).code).toBe(
      0,
    );
    expect([...github.gists.values()].map(({ owner }) => owner)).toEqual(['octo-cat', 'mona']);
  });

  test.skipIf(process.platform === 'win32')(
    'comes from gh, for this host, when neither variable is set',
    async () => {
      const bin = join(sandbox.cwd, '..', 'bin');
      mkdirSync(bin);
      writeProgram(join(bin, 'gh'), [
        'echo "a notice of gh" >&2',
        `[ "$*" = "auth token --hostname 127.0.0.1" ] && echo ${TOKEN}`,
      ]);
      const { code, stdout } = await run(['share', 'a.ipynb', '--gist'], { GITHUB_TOKEN: '', PATH: bin });
      expect([code, stdout.trim()]).toEqual([0, expect.stringMatching(COLAB)]);
      writeProgram(join(bin, 'gh'), ['echo "not logged in" >&2', 'exit 4']);
      expect((await call(['share', 'a.ipynb', '--gist'], { GITHUB_TOKEN: '', PATH: bin })).code).toBe(2);
    },
  );

  test.each<[name: string, more: Record<string, string>, exitCode: number, message: RegExp]>([
    ['none', { GITHUB_TOKEN: '' }, 2, /no GitHub token found\nhint: Set GITHUB_TOKEN.*gh auth login/],
    ['one of two lines', { GITHUB_TOKEN: 'a\nb' }, 2, /GITHUB_TOKEN does not contain a valid token/],
    ['one that has run out', { GITHUB_TOKEN: 'gone' }, 4, /Bad credentials\nhint: /],
    [
      'one without the right to gists',
      { GITHUB_TOKEN: 'unscoped' },
      4,
      /hint: .*gh auth refresh --scopes gist/,
    ],
    [
      'to a host by plain http',
      { GITHUB_API_URL: 'http://github.example' },
      2,
      /GITHUB_API_URL must be an https:/,
    ],
    ['to no host', { GITHUB_API_URL: 'github' }, 2, /GITHUB_API_URL must be an https:/],
  ])('%s: fails and keeps the notebook', async (_name, more, exitCode, message) => {
    const { code, stdout, stderr } = await call(['generate', MODEL, '--gist'], more);
    expect([code, stderr]).toEqual([exitCode, expect.stringMatching(message)]);
    expect(stdout).toBe(exitCode === 2 ? '' : 'tiny-poet.ipynb\n');
    expect(github.gists.size).toBe(0);
  });

  test('is not sent to another GitHub, and deletes no gist of another account', async () => {
    await call(['share', 'a.ipynb', '--gist']);
    const foreign = await call(['unshare', 'a.ipynb'], { GITHUB_TOKEN: 'other' });
    expect([foreign.code, foreign.stderr]).toEqual([
      3,
      expect.stringMatching(/no gist .* that this token can delete/),
    ]);
    const asked = github.requests.length;
    const elsewhere = await call(['unshare', 'a.ipynb'], { GITHUB_API_URL: 'https://github.example/api/v3' });
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      2,
      expect.stringContaining(`Set GITHUB_API_URL=${github.url}`),
    ]);
    expect(github.requests).toHaveLength(asked);
    expect(github.gists.size).toBe(1);
  });
});

describe("GitHub's rate limits", () => {
  test('waits for a short rate limit', async () => {
    github.limitNext(1, 'secondary');
    expect((await call(['share', 'a.ipynb', '--gist'])).code).toBe(0);
    expect(github.requests.map(({ status }) => status)).toEqual([403, 201]);
  });

  test('8: does not wait for the hourly rate limit', async () => {
    github.limitNext(1, 'primary');
    const { code, stderr } = await call(['share', 'a.ipynb', '--gist']);
    expect([code, stderr]).toEqual([8, expect.stringMatching(/API rate limit exceeded/)]);
    expect(github.requests).toHaveLength(1);
  });
});

test.each([
  [['share', 'a.ipynb', '--gist', '--ttl', '7d'], /gists do not expire/],
  [['share', 'a.ipynb', '--gist', '--share-url', 'http://x'], /cannot be used together/],
])('2: %j', async (args, message) => {
  const { code, stderr } = await call(args as string[]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message as RegExp)]);
});
