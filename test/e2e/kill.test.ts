import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const ID = 'acorn-labs/long-example';
const OLD = `${JSON.stringify({ cells: [], note: 'old '.repeat(200_000) })}\n`;
const PRELOAD = `--import=${pathToFileURL(join(import.meta.dirname, 'die-at-step.mjs'))}`;
/** `npm run torture` also kills the command from outside, at just as many moments. */
const KILLS = process.env.ALACARD_TORTURE === '1' ? 200 : 0;

let hub: FakeHub;
let sandbox: Sandbox;
let folder: string;
let path: string;
let args: string[];
let fresh: string;
beforeAll(async () => {
  hub = await startFakeHub({ quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  // Long shell lines, which cell 4 quotes: writing them takes a while.
  const lines = Array.from({ length: 160 }, (_, line) => `echo ${line} ${'word '.repeat(1_000)}`);
  hub.addModel({
    id: ID,
    readme: `# Long\n\n\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n`,
    info: { pipeline_tag: 'text-generation', library_name: 'transformers' },
  });
  sandbox = createSandbox(hub.url);
  folder = mkdtempSync(join(sandbox.cwd, 'kill-'));
  path = join(folder, 'long.ipynb');
  args = ['generate', ID, '--force', '-o', path];
  expect((await sandbox.run(args)).code).toBe(0);
  fresh = readFileSync(path, 'utf8');
  expect(fresh.length).toBeGreaterThan(250_000);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

const leftovers = () => readdirSync(folder).filter((name) => name !== 'long.ipynb');

/** What the file contains: the old bytes, the new ones, or a mix, which must never happen. */
function findState(): 'old' | 'new' | 'mixed' {
  const text = readFileSync(path, 'utf8');
  return text === OLD ? 'old' : text === fresh ? 'new' : 'mixed';
}

test('contains the old bytes or the new ones after SIGKILL at any step of writing', async () => {
  const states: string[] = [];
  for (let step = 0; ; step++) {
    writeFileSync(path, OLD);
    const { code } = await sandbox.run(args, {
      NODE_OPTIONS: PRELOAD,
      DIE_FOLDER: folder,
      DIE_AT: String(step),
    });
    if (code === 0) break;
    expect(code).not.toBe(1);
    states.push(findState());
  }
  expect(states.length).toBeGreaterThanOrEqual(8);
  // Old until the rename, new from then on.
  expect(states.join(' ')).toMatch(/^(old ){6,}new( new)*$/);
  expect(leftovers().length).toBeGreaterThan(0);
  for (const name of leftovers()) expect(name).toMatch(/^\.alacard-[0-9a-f]{12}-[0-9a-f]{16}\.tmp$/);

  // The next run completes, and removes files that are too old to belong to a running process.
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of leftovers()) utimesSync(join(folder, name), hourAgo, hourAgo);
  expect((await sandbox.run(args)).code).toBe(0);
  expect(findState()).toBe('new');
  expect(leftovers()).toEqual([]);
});

if (KILLS > 0) {
  test(`holds the old bytes or the new ones after SIGKILL at ${KILLS} moments`, {
    timeout: KILLS * 10_000,
  }, async () => {
    const ended = { finished: 0, old: 0, new: 0, mixed: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      writeFileSync(path, OLD);
      const before = new Set(leftovers());
      const { child, done } = sandbox.start(args);
      let isOver = false;
      void done.then(() => {
        isOver = true;
      });
      // Up to a few milliseconds after the temporary file appears.
      const killAfterMs = Math.random() * 8;
      let seenAt: number | undefined;
      while (!isOver) {
        if (leftovers().some((name) => !before.has(name))) seenAt ??= performance.now();
        if (seenAt !== undefined && performance.now() - seenAt >= killAfterMs) child.kill('SIGKILL');
        await new Promise((next) => setImmediate(next));
      }
      const { code } = await done;
      ended[code === 0 ? 'finished' : findState()]++;
    }
    console.info(`${KILLS} kills: ${JSON.stringify(ended)}`);
    expect(ended.mixed).toBe(0);
  });
}
