import { describe, expect, it } from 'vitest';
import type { HubEvent } from '../../src/hub/hub-event.ts';
import { findNext, toParams } from '../../src/hub/models/list.ts';
import { createTestClock } from '../test-clock.ts';
import { errorOf, openHub, SHA, sendJson, serve } from './serve.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('list', () => {
  it('reads page after page, each model once, up to the limit', async () => {
    const { url, requests } = await serve((request, response) => {
      const page = Number(new URL(request.url!, 'http://x').searchParams.get('cursor') ?? 0);
      const rows = [0, 1, 2].map((row) => ({ id: `m/${page * 2 + row}`, sha: SHA, tags: ['a'] }));
      sendJson(response, [...rows, { id: '../bad' }, 'no row', null], 200, {
        link: `<${url}/api/models?cursor=${page + 1}>; rel="next"`,
      });
    });
    const { hub } = openHub({ endpoint: url });
    const models = await collect(
      hub.list({
        search: 'm',
        author: 'm',
        filter: ['gguf', 'license:mit'],
        pipeline_tag: 'fill-mask',
        sort: 'downloads',
        limit: 6,
      }),
    );
    expect(models.map(({ id }) => id)).toEqual(['m/0', 'm/1', 'm/2', 'm/3', 'm/4', 'm/5']);
    expect(models[0]).toEqual({ id: 'm/0', sha: SHA, tags: ['a'], siblings: [] });
    expect(requests).toHaveLength(3);
    expect(requests[0]!.path).toBe(
      '/api/models?search=m&author=m&pipeline_tag=fill-mask&sort=downloads&filter=gguf&filter=license%3Amit&limit=6&full=true&config=true&cardData=true',
    );
  });

  it('stops at the last page and at a page that links to itself', async () => {
    const { url, requests } = await serve((request, response) =>
      sendJson(response, [{ id: 'm/1' }], 200, { link: `<${url}${request.url}>; rel="next"` }),
    );
    expect(await collect(openHub({ endpoint: url }).hub.list({}))).toHaveLength(1);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, rows: (page: number) => object[], found: number, pages: number]>([
    ['empty pages', () => [], 0, 3],
    ['pages of known models', () => [{ id: 'm/1' }], 1, 4],
    ['empty pages after full ones', (page) => (page < 5 ? [{ id: `m/${page}` }] : []), 5, 8],
    ['one model per page', (page) => [{ id: `m/${page}` }], 12, 12],
  ])('gives up on a list that never ends: %s', async (_, rows, found, pages) => {
    const { url, requests } = await serve((_, response, count) =>
      sendJson(response, rows(count - 1), 200, { link: `</api/models?cursor=${count}>; rel="next"` }),
    );
    const models: string[] = [];
    const walk = async () => {
      for await (const { id } of openHub({ endpoint: url }).hub.list({})) models.push(id);
    };
    expect(await errorOf(walk())).toMatchObject({
      exitCode: 5,
      message: `the model list from ${new URL(url).host} never ends (pages: ${pages}, models: ${found})`,
    });
    expect(models).toHaveLength(found);
    expect(requests).toHaveLength(pages);
  });

  it('skips an empty page', async () => {
    const { url } = await serve((_, response, count) =>
      sendJson(response, count < 3 ? [] : [{ id: 'm/1' }], 200, {
        ...(count < 4 && { link: `</api/models?cursor=${count}>; rel="next"` }),
      }),
    );
    expect(await collect(openHub({ endpoint: url }).hub.list({}))).toHaveLength(1);
  });

  it.each([
    [
      'an error page',
      (response: import('node:http').ServerResponse) => sendJson(response, { error: 'x' }, 400),
      /refused \(400\)/,
    ],
    [
      'no list',
      (response: import('node:http').ServerResponse) => sendJson(response, {}),
      /is not a list of models/,
    ],
  ])('%s', async (_, answer, message) => {
    const { url } = await serve((_, response) => answer(response));
    expect(await errorOf(collect(openHub({ endpoint: url }).hub.list({})))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(message),
    });
  });
});

describe('findNext', () => {
  const endpoint = new URL('https://hub.example/base/');
  it.each<[string | undefined, string | undefined]>([
    [undefined, undefined],
    ['<https://hub.example/base/api/models?cursor=a>; rel="next"', '/api/models?cursor=a'],
    ['</base/api/models?cursor=a>; rel=next', '/api/models?cursor=a'],
    [
      '<https://hub.example/base/api/models?p=0>; rel="prev", <https://hub.example/base/api/models?p=2>; rel="next"',
      '/api/models?p=2',
    ],
    ['<https://evil.example/base/api/models?cursor=a>; rel="next"', undefined],
    ['<http://hub.example/base/api/models?cursor=a>; rel="next"', undefined],
    ['<https://hub.example/base/settings>; rel="next"', undefined],
    ['nonsense', undefined],
  ])('%s', (link, expected) => {
    expect(findNext(link, endpoint)).toBe(expected);
  });
});

describe('toParams', () => {
  it('requests no more than fits on a page', () => {
    expect(toParams({ full: false }, 5_000).toString()).toBe('limit=1000');
    expect(toParams({}, 5_000).get('limit')).toBe('500');
    expect(toParams({ num_parameters: 'min:6B' }, 0).toString()).toBe(
      'num_parameters=min%3A6B&limit=1&full=true&config=true&cardData=true',
    );
  });
});

describe('nearMatches', () => {
  it('ranks what the search finds', async () => {
    const { url, requests } = await serve((_, response) =>
      sendJson(
        response,
        ['z/Tiny-Chat-GGUF', 'maker/Tiny-Chat', 'y/tiny-chat-2'].map((id) => ({ id })),
      ),
    );
    expect(await openHub({ endpoint: url }).hub.nearMatches('makr/Tiny-Chat')).toEqual([
      'maker/Tiny-Chat',
      'y/tiny-chat-2',
      'z/Tiny-Chat-GGUF',
    ]);
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/models?search=tiny-chat&sort=downloads&limit=20',
    ]);
  });

  it('falls back to the owner', async () => {
    const { url, requests } = await serve((request, response) =>
      sendJson(
        response,
        request.url!.includes('author=maker')
          ? [{ id: 'maker/tiny-chat' }, { id: 'maker/huge-vision-model' }]
          : [],
      ),
    );
    expect(await openHub({ endpoint: url }).hub.nearMatches('maker/tny-chat')).toEqual(['maker/tiny-chat']);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['errors', (response: import('node:http').ServerResponse) => response.writeHead(500).end()],
    [
      'a limit',
      (response: import('node:http').ServerResponse) => response.writeHead(429, { 'retry-after': '2' }).end(),
    ],
  ])('uses only the snapshot after %s, and waits for less than three seconds', async (_, answer) => {
    const { url } = await serve((_, response) => void answer(response));
    const { hub, slept } = openHub({ endpoint: url });
    expect((await hub.nearMatches('gogle-bert/bert-base-uncasd'))[0]).toBe('google-bert/bert-base-uncased');
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(3_000);
  });

  it('uses only the snapshot if the Hub does not respond', async () => {
    const clock = createTestClock();
    const { url } = await serve(() => {});
    let attempts = 0;
    const onEvent = ({ type }: HubEvent) => {
      if (type !== 'request') return;
      attempts++;
      clock.advance(1_400);
    };
    const { hub } = openHub({ endpoint: url, ...clock, onEvent });
    const matches = await hub.nearMatches('gogle-bert/bert-base-uncasd');
    expect(matches[0]).toBe('google-bert/bert-base-uncased');
    expect(matches.length).toBeLessThanOrEqual(5);
    expect(attempts).toBe(1);
  });

  it.each(['no/thing-like-this-anywhere', '', '////', '\0', 'x'.repeat(10_000)])(
    'never throws: %j',
    async (id) => {
      expect(Array.isArray(await openHub({ endpoint: 'http://127.0.0.1:1' }).hub.nearMatches(id))).toBe(true);
    },
  );
});
