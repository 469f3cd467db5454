import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const IDS = [
  'acorn-labs/tiny-poet',
  'birch-nlp/fill-robin',
  'gravel-works/no-readme',
  'mallory/markdown-title',
];

let hub: FakeHub;
let sandbox: Sandbox;
let call: Caller['call'];
beforeAll(async () => {
  hub = await startFakeHub({ models: IDS.map(fixtureModel) });
  sandbox = createSandbox(hub.url);
  ({ call } = createCaller(sandbox));
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

// One format through the packed command is enough.
test.each(['ipynb', 'py', 'md'])(
  'produces the same bytes as %s in a cold, warm, offline, refreshed and reversed run',
  async (format) => {
    const runs: [folder: string, ids: string[], flags: string[], env?: Record<string, string>][] = [
      ['cold', IDS, []],
      ['warm', IDS, []],
      ['offline', IDS, ['--offline']],
      ['refreshed', IDS, ['--refresh']],
      ['reversed', [...IDS].reverse(), [], { ALACARD_CACHE_DIR: join(sandbox.cwd, `cache-${format}`) }],
      ['elsewhere', IDS, [], { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'de_DE.UTF-8' }],
    ];
    const texts: string[][] = [];
    for (const [folder, ids, flags, env] of runs) {
      const pattern = `${format}-${folder}/{owner}-{name}.${format}`;
      const args = ['generate', ...ids, '-o', pattern, ...flags];
      const { code, stderr } = await (format === 'ipynb' ? sandbox.run(args, env) : call(args, env));
      expect([code, stderr.match(/^error:.*/m)?.[0]]).toEqual([0, undefined]);
      const path = (id: string) => `${pattern.split('/')[0]}/${id.replace('/', '-')}.${format}`;
      texts.push(IDS.map((id) => readFileSync(join(sandbox.cwd, path(id)), 'utf8')));
    }
    for (const [at, [folder]] of runs.entries()) expect(texts[at], folder).toEqual(texts[0]);
  },
);
