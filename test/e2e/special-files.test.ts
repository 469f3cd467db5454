import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from './run-alacard.ts';

/** A named pipe without a reader or writer blocks the process that opens it, and no signal ends a blocked thread. */
describe.skipIf(process.platform === 'win32')('named pipes', () => {
  let sandbox: Sandbox;
  const run = (...args: string[]) => sandbox.run(args, args[0] === 'share' ? {} : { HF_HUB_OFFLINE: '1' });
  beforeAll(() => {
    sandbox = createSandbox('http://127.0.0.1:9');
    const names = ['out.ipynb', 'token', 'ids.txt', 'in.ipynb', 'README.md'];
    execFileSync('mkfifo', names, { cwd: sandbox.cwd });
  });
  afterAll(() => sandbox.remove());

  it.each([
    ['an output that nobody reads', ['generate', 'openai-community/gpt2', '-o', 'out.ipynb'], 7],
    ['a token file', ['generate', 'openai-community/gpt2', '-o', 'a.ipynb', '--token-file', 'token'], 2],
    ['a list of ids', ['generate', '--from', 'ids.txt', '-o', 'x/'], 2],
    ['a notebook to run', ['run', 'in.ipynb'], 2],
    ['a notebook to share', ['share', 'in.ipynb', '--share-url', 'http://127.0.0.1:9'], 2],
    ['a local model card', ['generate', './README.md', '-o', 'b.ipynb'], 3],
  ])('ends with an error for %s', async (_, args, exitCode) => {
    const result = await run(...args);
    expect(result.stderr).toMatch(/^error: /m);
    expect(result.code).toBe(exitCode);
  });

  it('ends with an error for a project settings file', async () => {
    execFileSync('mkfifo', ['alacard.config.json'], { cwd: sandbox.cwd });
    try {
      const result = await run('generate', 'openai-community/gpt2', '-o', 'c.ipynb');
      expect(result.stderr).toMatch(/alacard\.config\.json.*regular file/);
      expect(result.code).toBe(2);
    } finally {
      rmSync(join(sandbox.cwd, 'alacard.config.json'));
    }
  });

  it('writes the whole notebook to a pipe with a reader', async () => {
    const reader = spawn('sh', ['-c', 'cat out.ipynb > copy'], { cwd: sandbox.cwd });
    const ended = new Promise((resolve) => reader.on('close', resolve));
    const result = await run('generate', 'openai-community/gpt2', '-o', 'out.ipynb');
    await ended;
    expect(result.code).toBe(0);
    expect(JSON.parse(readFileSync(join(sandbox.cwd, 'copy'), 'utf8'))).toMatchObject({ nbformat: 4 });
  });
});
