import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

/** `ALACARD_KILLS=200 npx vitest run --project light test/e2e/kill.test.ts` is the whole experiment. */
const KILLS = Number(process.env.ALACARD_KILLS ?? 30);
const ID = 'acorn-labs/long-example';
const OLD = `${JSON.stringify({ cells: [], note: 'old '.repeat(200_000) })}\n`;

let hub: FakeHub;
let sandbox: Sandbox;
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
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

const leftovers = (folder: string) => readdirSync(folder).filter((name) => name !== 'long.ipynb');

test(`SIGKILL at ${KILLS} moments: the file holds the old bytes or the new ones`, {
  timeout: 60_000 + KILLS * 4_000,
}, async () => {
  const folder = mkdtempSync(join(sandbox.cwd, 'kill-'));
  const path = join(folder, 'long.ipynb');
  const args = ['generate', ID, '--force', '-o', path];
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now();
    expect((await sandbox.run(args)).code).toBe(0);
    times.push(performance.now() - startedAt);
  }
  const fresh = readFileSync(path, 'utf8');
  expect(fresh.length).toBeGreaterThan(250_000);

  // A third anywhere in the process's life, the rest as soon as the temporary file is seen and a moment later.
  const lifeMs = Math.min(...times) * 1.1;
  const landed = { old: 0, new: 0, finished: 0, whileWriting: 0 };
  for (let kill = 0; kill < KILLS; kill++) {
    writeFileSync(path, OLD);
    const before = new Set(leftovers(folder));
    const { child, done } = sandbox.start(args);
    const startedAt = performance.now();
    let over = false;
    done.then(() => {
      over = true;
    });
    const blindMs = kill % 3 === 0 ? Math.random() * lifeMs : lifeMs * 5;
    const extraMs = Math.random() * 8;
    let seenAt: number | undefined;
    while (!over) {
      const now = performance.now();
      if (seenAt === undefined && leftovers(folder).some((name) => !before.has(name))) seenAt = now;
      if (now - startedAt > blindMs || (kill % 3 !== 0 && seenAt !== undefined && now - seenAt >= extraMs)) {
        child.kill('SIGKILL');
        break;
      }
      await new Promise((next) => setImmediate(next));
    }
    const { code } = await done;
    const text = readFileSync(path, 'utf8');
    expect(text === OLD || text === fresh, `kill ${kill}: ${text.length} bytes`).toBe(true);
    if (code === 0) landed.finished++;
    else landed[text === OLD ? 'old' : 'new']++;
    if (code !== 0 && seenAt !== undefined) landed.whileWriting++;
  }
  console.info(`${KILLS} kills: ${JSON.stringify(landed)}, ${leftovers(folder).length} temporary files left`);
  expect(landed.old + landed.new).toBeGreaterThan(KILLS / 2);
  expect(leftovers(folder).length).toBeLessThanOrEqual(KILLS);
  expect(leftovers(folder).every((name) => /^\.alacard-[0-9a-f]{12}-[0-9a-f]{16}\.tmp$/.test(name))).toBe(
    true,
  );

  // A run after them completes, and clears away what is too old to be anybody's work.
  const { utimesSync } = await import('node:fs');
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of leftovers(folder)) utimesSync(join(folder, name), hourAgo, hourAgo);
  expect((await sandbox.run(args)).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(fresh);
  expect(leftovers(folder)).toEqual([]);
});
