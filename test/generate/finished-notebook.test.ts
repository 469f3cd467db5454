import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { notebookModels } from '../../fixtures/fake-hub/notebook-models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import {
  createHub,
  type GenerateContext,
  type GeneratedNotebook,
  type GenerateEvent,
  type GenerateRequest,
  generateNotebook,
  type HubOptions,
} from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';

const MODEL = 'acorn-labs/tiny-poet';
const ELEVEN_MINUTES = 11 * 60_000;

let server: FakeHub;
beforeAll(async () => {
  server = await startFakeHub({
    models: [...fixtureModels, ...notebookModels],
    quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
  });
  server.clearFaults();
});
afterAll(() => server.close());

interface Made {
  notebook: GeneratedNotebook;
  /** Whether the notebook came from the cache. */
  isHit: boolean;
  events: GenerateEvent[];
  requests: number;
}

interface Making {
  id?: string;
  request?: Partial<GenerateRequest>;
  context?: Partial<Pick<GenerateContext, 'endpoint' | 'version'>>;
  build?: string;
  hub?: Partial<HubOptions>;
}

/** Generates notebooks in the way that successive processes with this cache folder would. */
function openKitchen(cacheDir = makeFolder()) {
  return {
    cacheDir,
    async make({
      id = MODEL,
      request,
      context,
      build = 'build-1',
      hub: options,
    }: Making = {}): Promise<Made> {
      const events: GenerateEvent[] = [];
      const before = server.requests.length;
      const hub = createHub({
        endpoint: server.url,
        userAgent: 'alacard-test',
        cacheDir,
        onEvent: (event) => events.push(event),
        ...options,
      });
      const notebook = await generateNotebook(
        {
          model: { kind: 'hub', id },
          ...DEFAULT_REQUEST,
          ...request,
        },
        {
          hub,
          endpoint: 'https://huggingface.co',
          version: '1.2.3',
          finished: { store: hub.store!, build },
          onEvent: (event) => events.push(event),
          ...context,
        },
      );
      await hub.close();
      const isHit = events.some(
        (event) => event.type === 'cache' && event.kind === 'generated' && event.status === 'hit',
      );
      return { notebook, isHit, events, requests: server.requests.length - before };
    },
  };
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'alacard-finished-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const entriesOf = (cacheDir: string) => {
  const folder = join(cacheDir, 'entries-v1');
  return readdirSync(folder).map((name) => ({ path: join(folder, name), name }));
};
const finishedEntries = (cacheDir: string) =>
  entriesOf(cacheDir).filter(({ path }) =>
    /^\S+ \{"key":"\[\\"generated\\"/.test(readFileSync(path, 'utf8')),
  );

describe('a finished notebook', () => {
  it('is the same from the cache, for every fixture model', {
    timeout: 120_000,
  }, async () => {
    const { make } = openKitchen();
    const models = fixtureModels.filter(({ disabled }) => !disabled);
    expect(models.length).toBeGreaterThan(50);
    for (const { id } of models) {
      const hub = { token: OWNER_TOKEN };
      const first = await make({ id, hub });
      const second = await make({ id, hub });
      expect([first.isHit, second.isHit, second.requests], id).toEqual([false, true, 0]);
      expect(second.notebook, id).toEqual({ ...first.notebook, source: 'cache' });
      expect(Object.keys(second.notebook).sort(), id).toEqual(Object.keys(first.notebook).sort());
      expect((await make({ id, hub, request: { rebuild: true } })).notebook, id).toEqual(second.notebook);
    }
  });

  it('is regenerated if the metadata has changed, and reused if not', async () => {
    const { make } = openKitchen();
    await make();
    const later = { hub: { now: () => Date.now() + ELEVEN_MINUTES } };
    expect(await make(later)).toMatchObject({ isHit: true, requests: 1, notebook: { source: 'hub' } });
    const { info } = server.models.get(MODEL)!;
    const likes = info.likes as number;
    onTestFinished(() => void Object.assign(info, { likes }));
    info.likes = likes + 1;
    const changed = await make({ hub: { now: () => Date.now() + 2 * ELEVEN_MINUTES } });
    expect(changed).toMatchObject({ isHit: false, notebook: { about: { likes: likes + 1 } } });
  });

  /** Every field that may change the notebook. A new field does not compile without a row. */
  const OTHER: Record<
    Exclude<keyof GenerateRequest, 'refresh' | 'rebuild' | 'preferOfficial' | 'officialPath'>,
    Making
  > = {
    model: { request: { model: { kind: 'hub', id: MODEL, revision: 'main' } } },
    example: { request: { example: 'template' } },
    snippets: { request: { snippets: 'all' } },
    format: { request: { format: 'py' } },
    requirePinned: { request: { requirePinned: true } },
    quantize: { request: { quantize: '4bit' } },
    target: { request: { target: 'colab' } },
    carryEndpoint: { request: { carryEndpoint: true } },
  };

  it.each<[string, Making]>([
    ...Object.entries(OTHER),
    ['model id', { id: 'birch-nlp/fill-robin' }],
    ['endpoint', { context: { endpoint: 'https://hub.example.org' } }],
    ['version', { context: { version: '1.2.4' } }],
    ['build of the same version', { build: 'build-2' }],
  ])('is not reused for another %s', async (_, other) => {
    const { make, cacheDir } = openKitchen();
    await make();
    const made = await make(other);
    expect(made.isHit).toBe(false);
    const alone = await openKitchen().make(other);
    expect(made.notebook.content).toBe(alone.notebook.content);
    expect((await make(other)).isHit).toBe(true);
    expect((await make()).isHit).toBe(true);
    expect(finishedEntries(cacheDir)).toHaveLength(2);
  });

  it("is not reused for the model's former name", async () => {
    const { make } = openKitchen();
    const { id, formerIds } = fixtureModels.find((model) => model.formerIds.length > 0)!;
    await make({ id });
    const byFormerName = await make({ id: formerIds[0]! });
    expect(byFormerName).toMatchObject({
      isHit: false,
      notebook: { modelId: id, requestedId: formerIds[0] },
    });
  });

  it('depends on whether the card is denied, missing, truncated or complete', async () => {
    const gated = { id: 'owner/gated', gated: 'manual' as const, readme: '# Gated\n\nSome text.\n' };
    server.addModel(gated);
    const { make } = openKitchen();
    const denied = await make({ id: gated.id });
    expect(denied.notebook.warnings.join()).toContain('gated');
    expect(denied.notebook.notes).not.toEqual([]);
    const allowed = await make({ id: gated.id, hub: { token: OWNER_TOKEN } });
    expect(allowed.isHit).toBe(false);
    expect(allowed.notebook.content).not.toBe(denied.notebook.content);
    const again = await make({ id: gated.id });
    expect(again.isHit).toBe(true);
    expect(again.notebook).toEqual({ ...denied.notebook, source: 'cache' });

    const heal = server.setFault(new RegExp(`${MODEL}/resolve`), { kind: 'status', status: 404 });
    const missing = await make();
    expect(missing.notebook.warnings).toEqual(['The repository has no model card.']);
    expect((await make()).isHit).toBe(true);
    heal();
    const whole = await make();
    expect([whole.isHit, whole.notebook.strategy]).toEqual([false, 'readme-python']);

    const line = 'Some text of a very long card.\n';
    server.addModel({ id: 'owner/long', readme: `# Long\n\n${line.repeat(5_100_000 / line.length)}` });
    const cut = await make({ id: 'owner/long' });
    expect(cut.notebook.warnings[0]).toContain('only its first 5 MB');
    expect(await make({ id: 'owner/long' })).toMatchObject({
      isHit: true,
      notebook: { warnings: cut.notebook.warnings },
    });
  });

  it.each(['rebuild', 'refresh'] as const)('is regenerated and stored again with %s', async (option) => {
    const { make, cacheDir } = openKitchen();
    await make();
    const [entry] = finishedEntries(cacheDir);
    rmSync(entry!.path);
    const again = await make({ request: { [option]: true } });
    expect(again.isHit).toBe(false);
    expect(again.requests).toBe(option === 'refresh' ? 1 : 0);
    expect(finishedEntries(cacheDir)).toEqual([entry]);
    expect(await make({ request: { [option]: true } })).toMatchObject({ isHit: false });
    expect(await make()).toMatchObject({ isHit: true });
  });

  it('is regenerated if any byte of its file is damaged', { timeout: 60_000 }, async () => {
    const { make, cacheDir } = openKitchen();
    await make();
    const { notebook } = await make();
    const { path } = finishedEntries(cacheDir)[0]!;
    const whole = readFileSync(path);
    const places = [0, 40, 64, 65, 70, 200, 1_000, whole.length >> 1, whole.length - 1];
    for (const at of places) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 4;
      writeFileSync(path, bytes);
      const made = await make();
      expect(made, `byte ${at}`).toMatchObject({ isHit: false, notebook });
      expect(made.events).toContainEqual(expect.objectContaining({ status: 'broken', kind: 'generated' }));
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
    expect((await make()).isHit).toBe(true);
  });

  it.each<[string, Making]>([
    [
      'a local card',
      { request: { model: { kind: 'local', path: 'fixtures/cards/acorn-labs__tiny-poet.md' } } },
    ],
    ["an author's own notebook", { id: 'oak-notebooks/v4-5', request: { preferOfficial: true } }],
    ['built-in metadata', { id: 'openai-community/gpt2', hub: { offline: true } }],
  ])('is never stored for %s', async (_, making) => {
    const { make, cacheDir } = openKitchen();
    mkdirSync(join(cacheDir, 'entries-v1'));
    const first = await make(making);
    expect(await make(making)).toMatchObject({ isHit: false, notebook: { content: first.notebook.content } });
    expect(finishedEntries(cacheDir)).toEqual([]);
  });

  it('is never stored if the Hub was unavailable', async () => {
    const { make, cacheDir } = openKitchen();
    await make();
    const stale = { hub: { now: () => Date.now() + ELEVEN_MINUTES, offline: true } };
    for (const request of [{}, { rebuild: true }]) {
      expect(await make({ ...stale, request })).toMatchObject({
        isHit: false,
        notebook: { source: 'stale-cache', fellBack: true },
      });
    }
    onTestFinished(server.setFault(/birch-nlp\/fill-robin\/resolve/, { kind: 'html' }));
    for (let round = 0; round < 2; round++) {
      const made = await make({ id: 'birch-nlp/fill-robin' });
      expect(made).toMatchObject({ isHit: false, notebook: { fellBack: true } });
    }
    expect(finishedEntries(cacheDir)).toHaveLength(1);
  });

  it('is generated even if the cache folder is unusable', async () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    const { make } = openKitchen(file);
    for (let round = 0; round < 2; round++) {
      const { isHit, events } = await make();
      expect(isHit).toBe(false);
      expect(events.filter((event) => event.type === 'cache').map(({ status }) => status)).toEqual([
        'unusable',
      ]);
    }
  });
});
