import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { createHub, generateNotebook, type Hub } from '../../src/index.ts';
import { createTestClock } from '../test-clock.ts';

let server: FakeHub;
let hub: Hub;
beforeAll(async () => {
  server = await startFakeHub({ models: fixtureModels, quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  hub = createHub({ endpoint: server.url, userAgent: 'alacard-test', ...createTestClock() });
});
afterAll(async () => {
  await hub.close();
  await server.close();
});

/** The author of each card wrote the expectations after reading it. */
const cases = fixtureModels.flatMap(({ id, expect: expected, private: isPrivate, note }) =>
  expected === undefined ? [] : [{ id, expected, isPrivate: isPrivate === true, note }],
);

describe('the fallback chain over the fixture cards', () => {
  it.each(cases)('$id: $note', async ({ id, expected, isPrivate }) => {
    const source = isPrivate
      ? createHub({ endpoint: server.url, token: OWNER_TOKEN, userAgent: 'alacard-test' })
      : hub;
    const notebook = await generateNotebook(
      {
        model: { kind: 'hub', id },
        example: 'auto',
        snippets: 'first',
        format: 'ipynb',
        requirePinned: true,
        refresh: false,
      },
      { hub: source, endpoint: server.url, version: '1.2.3' },
    );
    if (isPrivate) await source.close();
    expect({ strategy: notebook.strategy, lines: notebook.lines }).toEqual({
      strategy: expected.strategy,
      lines: expected.lines ?? [],
    });
    for (const name of expected.installs ?? []) {
      expect(notebook.packages.install.join(' ')).toContain(name.replace(/[<>=~!].*$/, '').toLowerCase());
    }
    if (expected.quoted !== undefined) {
      const text = JSON.stringify(JSON.parse(notebook.content).cells[3]);
      expect(text).toContain(`${expected.quoted.lines[0]}`);
      expect(text).toContain(expected.quoted.language);
    }
  });
});
