import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../../fixtures/fake-github/server.ts';
import { openGists } from '../../src/share/gists.ts';
import type { ShareTarget } from '../../src/share/share-target.ts';
import { errorOf, sendJson, serve } from '../hub/serve.ts';
import { createTestClock, type TestClock } from '../test-clock.ts';

const NOTEBOOK = { bytes: Buffer.from('{"nbformat":4}'), fileName: 'odd name.ipynb', model: 'owner/name' };
const SECRET = { isPublic: false, key: 'unused' };

let github: FakeGitHub;
let clock: TestClock;
let gists: ShareTarget;
beforeEach(async () => {
  github = await startFakeGitHub({
    token: { login: 'octo-cat', scopes: ['gist'] },
    unscoped: { login: 'octo-cat', scopes: [] },
    other: { login: 'mona', scopes: ['gist'] },
  });
  clock = createTestClock(Date.now());
  gists = await open();
});
afterEach(async () => {
  await gists.close();
  await github.close();
});

const open = (token = 'token', endpoint = github.url) =>
  openGists({
    endpoint,
    token,
    userAgent: 'alacard/test',
    timeoutMs: 60_000,
    maxWaitMs: 90_000,
    onEvent: () => {},
    ...clock,
  });

describe('share', () => {
  test.each([false, true])('creates a gist, public: %s', async (isPublic) => {
    const link = await gists.share(NOTEBOOK, { isPublic, key: 'unused' });
    const [gist] = [...github.gists.values()];
    expect(gist).toEqual({
      id: link.id,
      owner: 'octo-cat',
      description: expect.stringMatching(/^owner\/name: .*alacard/),
      isPublic,
      files: { 'odd name.ipynb': '{"nbformat":4}' },
    });
    expect(link).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      url: `https://gist.github.com/octo-cat/${link.id}`,
      notebookUrl: expect.stringMatching(
        /^https:\/\/gist\.githubusercontent\.com\/octo-cat\/.*odd%20name\.ipynb$/,
      ),
      colabUrl: `https://colab.research.google.com/gist/octo-cat/${link.id}/odd%20name.ipynb`,
    });
    expect(github.requests[0]!.headers).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: 'Bearer token',
      'user-agent': 'alacard/test',
    });
  });

  test('waits for a secondary rate limit, then creates one gist', async () => {
    github.limitNext(1, 'secondary');
    await gists.share(NOTEBOOK, SECRET);
    expect(github.requests.map(({ status }) => status)).toEqual([403, 201]);
    expect(clock.slept).toEqual([1_000]);
    expect(github.gists.size).toBe(1);
  });

  test('does not wait for the hourly rate limit', async () => {
    github.limitNext(1, 'primary');
    expect(await errorOf(gists.share(NOTEBOOK, SECRET))).toMatchObject({ code: 'RATE_LIMITED', exitCode: 8 });
    expect(clock.slept).toEqual([]);
  });

  test.each([
    ['an unknown token', 'gone', /Bad credentials/, /gh auth login/],
    ['a token without the gist scope', 'unscoped', /Not Found/, /gh auth refresh --scopes gist/],
  ])('refuses %s', async (_, token, message, hint) => {
    await gists.close();
    gists = await open(token);
    expect(await errorOf(gists.share(NOTEBOOK, SECRET))).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(github.gists.size).toBe(0);
  });

  test('refuses a notebook that GitHub finds invalid', async () => {
    const empty = { ...NOTEBOOK, bytes: Buffer.from('') };
    expect(await errorOf(gists.share(empty, SECRET))).toMatchObject({
      code: 'NOTEBOOK_INVALID',
      exitCode: 8,
    });
  });

  test.each<[string, number, unknown]>([
    ['no JSON', 201, '<html>'],
    [
      'an id that leads elsewhere',
      201,
      { id: '../../user', html_url: 'https://x', owner: { login: 'o' }, files: {} },
    ],
    [
      'a gist without the file',
      201,
      { id: 'abcde', html_url: 'https://x/y', owner: { login: 'o' }, files: {} },
    ],
    [
      'a link that is a script',
      201,
      {
        id: 'abcde',
        html_url: 'javascript:alert(1)',
        owner: { login: 'o' },
        files: { 'odd name.ipynb': { raw_url: 'https://x/y' } },
      },
    ],
  ])('rejects %s in place of a gist', async (_, status, answer) => {
    const { url } = await serve((_, response) => sendJson(response, answer, status));
    const target = await open('token', url);
    expect(await errorOf(target.share(NOTEBOOK, SECRET))).toMatchObject({ exitCode: 5 });
    await target.close();
  });

  test('prints neither control characters nor the token in a message', async () => {
    const { url } = await serve((_, response) =>
      sendJson(response, { message: '\u001b[31mBad sesame-4711-token\r\n' }, 401),
    );
    const target = await open('sesame-4711-token', url);
    const error = await errorOf(target.share(NOTEBOOK, SECRET));
    expect(error.message).toMatch(/: Bad \.\.\.$/);
    await target.close();
  });

  test('offers no Colab link for a GitHub Enterprise server', async () => {
    const { url } = await serve((_, response) =>
      sendJson(
        response,
        {
          id: 'abcde',
          html_url: 'https://github.example/gist/abcde',
          owner: { login: 'o' },
          files: { 'odd name.ipynb': { raw_url: 'https://github.example/raw/abcde' } },
        },
        201,
      ),
    );
    const target = await open('token', url);
    expect(await target.share(NOTEBOOK, SECRET)).toEqual({
      id: 'abcde',
      url: 'https://github.example/gist/abcde',
      notebookUrl: 'https://github.example/raw/abcde',
    });
    await target.close();
  });
});

describe('unshare', () => {
  test('deletes the gist', async () => {
    const { id } = await gists.share(NOTEBOOK, SECRET);
    expect(await gists.unshare({ id })).toBe('removed');
    expect(github.gists.size).toBe(0);
  });

  test("refuses another account's gist, and one that is gone", async () => {
    const { id } = await gists.share(NOTEBOOK, SECRET);
    const other = await open('other');
    for (const missing of [id, 'abcdef']) {
      expect(await errorOf(other.unshare({ id: missing }))).toMatchObject({
        code: 'SHARE_NOT_FOUND',
        exitCode: 3,
        message: expect.stringContaining(missing),
      });
    }
    await other.close();
    expect(github.gists.size).toBe(1);
  });

  test('keeps a hostile id within the path', async () => {
    expect(await errorOf(gists.unshare({ id: '../user?x' }))).toMatchObject({ exitCode: 3 });
    expect(github.requests[0]!.path).toBe('/gists/..%2Fuser%3Fx');
  });
});
