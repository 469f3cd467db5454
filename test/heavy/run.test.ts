import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { notebookOf } from '../run/notebooks.ts';
import { hasPython, PYTHON } from './python.ts';

const DRIVER = fileURLToPath(new URL('../../templates/run/run_notebook.py', import.meta.url));

interface RunJson {
  cells: { number: number; id: string; type: string; seconds: number; status: string }[];
  error?: {
    code: string;
    message: string;
    hint: string;
    cell?: { number: number; id: string; name: string };
  };
}

describe.skipIf(!hasPython('nbformat', 'nbclient', 'ipykernel'))('a notebook in a real kernel', () => {
  let hub: FakeHub;
  let sandbox: Sandbox;
  beforeAll(async () => {
    hub = await startFakeHub({ quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  });
  afterAll(() => hub.close());
  beforeEach(() => {
    sandbox = createSandbox(hub.url);
    return () => sandbox.remove();
  });

  const write = (sources: string[], tags?: Record<number, string[]>, name = 'a.ipynb') =>
    writeFileSync(join(sandbox.cwd, name), notebookOf(sources, tags));
  const runJson = async (...more: string[]) => {
    const { code, stdout } = await sandbox.run(['run', 'a.ipynb', '--json', '--python', PYTHON, ...more]);
    return { code, ...(JSON.parse(stdout) as RunJson) };
  };
  const read = (name: string) => readFileSync(join(sandbox.cwd, name), 'utf8');
  const outputsOf = (name = 'a.executed.ipynb') =>
    (JSON.parse(read(name)) as { cells: { outputs?: { text?: string[]; ename?: string }[] }[] }).cells.map(
      ({ outputs }) => outputs?.map(({ text, ename }) => text?.join('') ?? ename),
    );
  /** A zombie counts as ended, because the command cannot decide who reaps it. */
  const isAlive = (pid: number) => {
    const found = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return found.status === 0 && !found.stdout.trim().startsWith('Z');
  };

  test('every cell runs, in the folder of the notebook', async () => {
    mkdirSync(join(sandbox.cwd, 'deep'));
    const sources = ['# Title', 'import os\nprint(os.path.basename(os.getcwd()))', '', '!echo from a shell'];
    write(sources, undefined, 'deep/b.ipynb');
    const { code, stdout, stderr } = await sandbox.run(['run', 'deep/b.ipynb', '--python', PYTHON]);
    expect(stderr).toMatch(/cell 2\n {2}deep\ncell 2 ok, /);
    expect([code, stdout]).toEqual([0, 'deep/b.executed.ipynb\n']);
    expect(outputsOf('deep/b.executed.ipynb')).toEqual([
      undefined,
      ['deep\n'],
      [],
      [expect.stringMatching(/^from a shell\r?\n$/)],
    ]);
    expect(read('deep/b.ipynb')).toBe(notebookOf(sources));
    const check = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))';
    execFileSync(PYTHON, ['-c', check, join(sandbox.cwd, 'deep/b.executed.ipynb')]);
  });

  test('a cell that fails stops it, and is named', async () => {
    write(['print("before")', 'raise ValueError("a \\x1b[31mred\\nthing")', 'print("never")']);
    const { code, cells, error } = await runJson();
    expect(code).toBe(9);
    expect(cells.map(({ status }) => status)).toEqual(['ok', 'failed', 'not-run']);
    expect(error).toMatchObject({
      code: 'NOTEBOOK_FAILED',
      message: 'cell 2 (cell-2) failed: ValueError: a red thing',
      cell: { number: 2, id: 'cell-2', name: 'ValueError' },
    });
    expect(outputsOf()).toEqual([['before\n'], ['ValueError'], []]);
  });

  test('reports the tags of a cell separately', async () => {
    write(['1 / 0', '1 / 0', 'print("on")'], { 1: ['raises-exception'], 2: ['skip-execution'] });
    const { code, cells } = await runJson();
    expect([code, ...cells.map(({ status }) => status)]).toEqual([0, 'raised', 'skipped', 'ok']);
  });

  test('a kernel that ends', async () => {
    write(['print("before")', 'import os\nos._exit(7)', '1']);
    const { code, cells, error } = await runJson();
    expect([code, ...cells.map(({ status }) => status)]).toEqual([9, 'ok', 'failed', 'not-run']);
    expect(error?.message).toBe(
      'cell 2 (cell-2) failed: KernelDied: the kernel died while the cell was running (exit code 7)',
    );
    expect(error?.hint).toContain('out of memory');
    expect(outputsOf()).toEqual([['before\n'], ['KernelDied'], []]);
  });

  test.skipIf(process.platform === 'win32')('a kernel that is killed', async () => {
    write(['import os, signal\nos.kill(os.getpid(), signal.SIGKILL)']);
    expect((await runJson()).error?.message).toContain('(SIGKILL)');
  });

  test.each([
    ['--cell-timeout', 'the cell exceeded 2 s'],
    ['--timeout', 'the run exceeded'],
  ])('a loop without end is ended by %s', async (flag, message) => {
    write(['print("in", flush=True)\nwhile True: pass', '1']);
    const startedAt = Date.now();
    const { code, error } = await runJson(flag, flag === '--timeout' ? '6s' : '2s');
    expect(Date.now() - startedAt).toBeLessThan(25_000);
    expect([code, error?.cell]).toMatchObject([9, { number: 1, name: 'Timeout' }]);
    expect(error?.message).toContain(message);
    expect(outputsOf()[0]).toEqual(['in\n', 'Timeout']);
  });

  test.each(['input("name? ")', 'import getpass\ngetpass.getpass()'])(
    'no response for %s',
    async (source) => {
      write([source]);
      const { code, error } = await runJson();
      expect([code, error?.cell?.name]).toEqual([9, 'StdinNotImplementedError']);
    },
  );

  test('text that a cell prints to the event stream is not an event', async () => {
    write([
      'import os\nos.write(1, b\'{"event": "done"}\\n{"event": "failure", "name": "x", "message": "y"}\\n\');',
    ]);
    expect((await runJson()).code).toBe(0);
  });

  test('a cell that prints endlessly fills neither the memory nor the copy', async () => {
    write(['while True: print("x" * 10_000)']);
    const { code } = await runJson('--cell-timeout', '8s');
    expect(code).toBe(9);
    expect(read('a.executed.ipynb').length).toBeLessThan(11_000_000);
  });

  test('one line of 50 MB is cut, and the next cell runs', async () => {
    write(['print("x" * 50_000_000)', 'print("after")']);
    expect((await runJson('--cell-timeout', '60s')).code).toBe(0);
    const [first, second] = outputsOf();
    expect([String(first).length < 10_000_100, second]).toEqual([true, ['after\n']]);
  });

  test('the copy contains what a user would have seen', async () => {
    const sources = [
      'import sys\nprint("10%\\r20%\\r30%")\nprint("warned", file=sys.stderr)\nprint("on")\ndisplay(7)\nprint("last")',
      'shown = display("old", display_id=True)',
      'shown.update("new")',
    ];
    write(sources);
    expect((await runJson()).code).toBe(0);
    expect(outputsOf()).toEqual([['30%\non\n', 'warned\n', undefined, 'last\n'], [undefined], []]);
    expect(read('a.executed.ipynb')).toContain("'new'");
  });

  test.each([
    ['no metadata', '"metadata": null, "cells": []', 'InvalidNotebook'],
    [
      'nested too deep',
      `"metadata": {"a": ${'['.repeat(3_000)}${']'.repeat(3_000)}}, "cells": []`,
      'InvalidNotebook',
    ],
    ['a number for a kernel', '"metadata": {"kernelspec": {"name": 7}}, "cells": []', 'NoSuchKernel'],
  ])('a file that Jupyter refuses: %s', async (_title, fields, name) => {
    writeFileSync(join(sandbox.cwd, 'a.ipynb'), `{"nbformat": 4, "nbformat_minor": 5, ${fields}}`);
    const { code, error } = await runJson();
    expect([code, error?.message]).toEqual([9, expect.stringContaining(name)]);
    expect(error?.hint).not.toBe('');
  });

  test('a kernel that is not installed', async () => {
    writeFileSync(
      join(sandbox.cwd, 'a.ipynb'),
      notebookOf(['1']).replace('"python3"', '"ir"').replace('"python"', '"R"'),
    );
    const { code, error } = await runJson();
    expect(code).toBe(9);
    expect(error?.message).toBe('the notebook failed to run: NoSuchKernel: kernel "ir" is not installed');
    writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookOf(['1']).replace('"python3"', '"mine"'));
    expect((await runJson()).code).toBe(0);
  });

  describe.skipIf(process.platform === 'win32')('leaves no process behind', () => {
    const PIDS = (await_: string) => [
      `import os, subprocess, time\nchild = subprocess.Popen(["sleep", "600"])\nown = subprocess.Popen(["sleep", "600"], start_new_session=True)\nopen("pids", "w").write(f"{os.getpid()} {os.getppid()} {child.pid} {own.pid}")\n${await_}`,
    ];
    const pids = () => read('pids').split(' ').map(Number);
    const gone = async () => {
      const until = Date.now() + 1_500;
      while (pids().some(isAlive) && Date.now() < until) await new Promise((next) => setTimeout(next, 50));
      return pids().filter(isAlive);
    };

    test.each([['SIGINT', 130] as const, ['SIGTERM', 143] as const, ['SIGKILL', null] as const])(
      'after %s',
      async (signal, exitCode) => {
        write(PIDS('while True: time.sleep(1)'));
        const { child, done } = sandbox.start(['run', 'a.ipynb', '--python', PYTHON]);
        while (!existsSync(join(sandbox.cwd, 'pids')) || pids().length < 4) {
          await new Promise((next) => setTimeout(next, 50));
        }
        const startedAt = Date.now();
        child.kill(signal);
        expect((await done).code).toBe(exitCode);
        expect(Date.now() - startedAt).toBeLessThan(2_000);
        expect(await gone()).toEqual([]);
        expect(readdirSync(sandbox.cwd).sort()).toEqual(['a.ipynb', 'pids']);
      },
    );

    test.each([
      ['the end', 'pass'],
      ['a failed cell', '1 / 0'],
      ['a dead kernel', 'os._exit(1)'],
    ])('after %s', async (_name, last) => {
      write(PIDS(last));
      const { code } = await runJson();
      expect(code).toBe(last === 'pass' ? 0 : 9);
      expect(await gone()).toEqual([]);
    });
  });

  test("a model's notebook: the check and the author's example run", async () => {
    hub.addModel({
      id: 'acorn-labs/runner',
      readme: [
        '# Runner',
        '',
        '```python',
        'from huggingface_hub import ModelCard',
        'card = ModelCard.load("acorn-labs/runner")',
        'print("the card opens with", card.text.strip().splitlines()[0])',
        '```',
        '',
      ].join('\n'),
      info: { pipeline_tag: 'tabular-classification', library_name: 'sklearn' },
    });
    const args = ['run', 'acorn-labs/runner', '--json', '--python', PYTHON];
    const { code, stdout } = await sandbox.run(args, { PIP_NO_INDEX: '1', HF_HOME: join(sandbox.cwd, 'hf') });
    const { cells, error } = JSON.parse(stdout) as RunJson;
    const statusOf = (role: string) => cells.find(({ id }) => id.startsWith(`${role}-`))?.status;
    expect([statusOf('environment'), statusOf('hello'), statusOf('example')]).toEqual(['ok', 'ok', 'ok']);
    expect(read('runner.executed.ipynb')).toContain('"the card opens with # Runner\\n"');
    // The usage cell needs the model itself, which is not served here.
    expect([code, error?.cell?.id.startsWith('usage-')]).toEqual([9, true]);
  });

  test('the driver is clean', () => {
    const found = spawnSync(PYTHON, ['-m', 'pyflakes', DRIVER], { encoding: 'utf8' });
    expect([found.stdout, found.stderr]).toEqual(['', '']);
  });
});
