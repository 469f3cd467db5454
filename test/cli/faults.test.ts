import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../fixtures/fake-hub/faults.ts';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createInProcess } from './call-alacard.ts';

const ID = 'acorn-labs/tiny-poet';
const INFO = `/api/models/${ID}`;
const README = /README\.md/;

let hub: FakeHub;
let alacard: ReturnType<typeof createInProcess>;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(ID)] });
});
afterAll(() => hub.close());
beforeEach(() => {
  alacard = createInProcess(hub.url);
  return () => alacard.remove();
});
afterEach(() => hub.clearFaults());

const generate = (...flags: string[]) => alacard.call(['generate', ID, ...flags]);
const nbformat = () => JSON.parse(readFileSync(join(alacard.cwd, 'tiny-poet.ipynb'), 'utf8')).nbformat;

test.each<[string, string | RegExp, Fault, waitedMs: number]>([
  ['a 429 with Retry-After', INFO, { kind: 'rate-limit', retryAfter: '7', times: 1 }, 7_000],
  ['a 429 with RateLimit', INFO, { kind: 'rate-limit', resetS: 4, times: 1 }, 5_000],
  ['a 429 for the card', README, { kind: 'rate-limit', retryAfter: '3', times: 1 }, 3_000],
  ['two answers of 500', INFO, { kind: 'status', status: 500, pattern: 'xx.' }, 750],
  ['two cut connections', INFO, { kind: 'reset', times: 2 }, 750],
  ['half an answer', INFO, { kind: 'truncate', keep: 100, times: 1 }, 250],
  ['half a card', README, { kind: 'truncate', times: 1 }, 250],
])('waits and tries again after %s', async (_name, match, fault, waitedMs) => {
  hub.setFault(match, fault);
  const { code, stdout, stderr } = await generate();
  expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
  expect(stderr).toMatch(/the model card's example/);
  const waited = alacard.clock.slept.reduce((sum, ms) => sum + ms, 0);
  expect(waited).toBeGreaterThanOrEqual(waitedMs);
  expect(waited).toBeLessThanOrEqual(fault.kind === 'rate-limit' ? waitedMs : 2 * waitedMs);
  expect(nbformat()).toBe(4);
});

test.each<[string, Fault, RegExp, string[]]>([
  ['429 for an hour', { kind: 'rate-limit', retryAfter: '3600' }, /rate limit exceeded \(429\)/, []],
  ['429 and --max-wait 0', { kind: 'rate-limit', retryAfter: '1' }, /429/, ['--max-wait', '0']],
  ['nothing but 500', { kind: 'status', status: 500 }, /server responded with 500/, []],
  ['a byte a second', { kind: 'drip' }, /tiny-poet/, ['--timeout', '1s']],
  ['silence', { kind: 'hang' }, /tiny-poet/, ['--timeout', '1s']],
  ['silence after half an answer', { kind: 'hang', at: 'body' }, /tiny-poet/, ['--timeout', '1s']],
  ['nothing but half answers', { kind: 'truncate', keep: 100 }, /tiny-poet/, []],
  ['HTML', { kind: 'html' }, /tiny-poet/, []],
  ['broken JSON', { kind: 'broken-json' }, /JSON/, []],
  ['100,000 brackets', { kind: 'deep-json' }, /JSON/, []],
  ['a gigabyte in a megabyte', { kind: 'gzip-bomb' }, /larger than/, []],
  ['stacked encodings', { kind: 'gzip-bomb', bytes: 1000, layers: 1000 }, /tiny-poet/, []],
  ['an endless redirect', { kind: 'redirect-loop' }, /redirect/, []],
  ['a redirect to a file', { kind: 'redirect', to: 'file:///etc/passwd' }, /redirect/, []],
])('exits with 5 and writes no file after %s', async (_name, fault, error, flags) => {
  // Each request advances the clock by one second.
  const match = ({ path }: { path: string }) => {
    if (!path.startsWith(INFO)) return false;
    alacard.clock.advance(1_000);
    return true;
  };
  hub.setFault(match, fault);
  const { code, stdout, stderr } = await generate(...flags);
  expect([code, stdout]).toEqual([5, '']);
  expect(stderr).toMatch(error);
  expect(stderr).toMatch(/^hint: \S/m);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(readdirSync(alacard.cwd)).toEqual([]);
});

describe('a card that cannot be read', () => {
  test.each<[string, Fault]>([
    ['HTML', { kind: 'html' }],
    ['nothing but 500', { kind: 'status', status: 500 }],
    ['invalid UTF-8', { kind: 'bad-utf8' }],
    ['a gigabyte in a megabyte', { kind: 'gzip-bomb' }],
  ])('is left out after %s, and read again the next time', async (_name, fault) => {
    hub.setFault(README, fault);
    const { code, stdout } = await generate();
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
    expect(nbformat()).toBe(4);
    hub.clearFaults();
    expect((await generate('--force')).code).toBe(0);
  });

  test('is left out once --timeout is over', async () => {
    hub.setFault(README, { kind: 'hang' });
    const { code, stderr } = await generate('--timeout', '2s');
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: /);
  });
});
