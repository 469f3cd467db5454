import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { notebookOf, READY, writeProgram, writePython } from '../run/notebooks.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const NOTEBOOK = notebookOf(['# Title', 'print("one")', 'print("two")']);
/** What the fake Python interpreter reports as executed. */
const EXECUTED = NOTEBOOK.replace('"execution_count": null', '"execution_count": 7');

let hub: FakeHub;
let sandbox: Sandbox;
let bin: string;
beforeAll(async () => {
  hub = await startFakeHub({ quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  hub.addModel({
    id: 'acorn-labs/runner',
    readme: '# Runner\n\n```python\nprint("hello")\n```\n',
    info: { pipeline_tag: 'text-generation', library_name: 'transformers' },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
  bin = join(sandbox.cwd, '..', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(sandbox.cwd, 'a.ipynb'), NOTEBOOK);
  return () => sandbox.remove();
});

const read = (name: string) => readFileSync(join(sandbox.cwd, name), 'utf8');
const files = () => readdirSync(sandbox.cwd).sort();
/** The packed command. */
const run = (args: string[], env: Record<string, string> = {}) => sandbox.run(args, { PATH: bin, ...env });
/** The same in this process, for the variants. */
const call = (args: string[], env: Record<string, string> = {}) =>
  createCaller(sandbox).call(args, { PATH: bin, ...env });
const python = (name: string, events: (object | string)[], ...more: string[]) =>
  writePython(join(bin, name), events, ...more);

const ALL_RAN = [
  'a line that is no event',
  READY,
  { event: 'started', number: 2 },
  { event: 'output', number: 2, text: 'one\n\u001b]0;title\u0007 5%\r100%' },
  { event: 'finished', number: 2, seconds: 1.25, status: 'ok' },
  { event: 'started', number: 3 },
  { event: 'finished', number: 3, seconds: 0.5, status: 'ok' },
  { event: 'notebook', content: EXECUTED },
  { event: 'done' },
];
const ONE_FAILED = [
  READY,
  { event: 'started', number: 2 },
  { event: 'finished', number: 2, seconds: 0.1, status: 'failed' },
  { event: 'failure', number: 2, name: 'ValueError', message: 'a \u001b[31mred\u001b[0m\nthing\u202e' },
  { event: 'notebook', content: EXECUTED },
  { event: 'done' },
];

describe.skipIf(process.platform === 'win32')('alacard run', () => {
  test('reports each cell and writes the executed copy next to the source', async () => {
    python('python3', ALL_RAN);
    const { code, stdout, stderr } = await run(['run', 'a.ipynb', '--here']);
    expect(stderr).toBe(
      'running with /fake/python (Python 3.99.0)\n' +
        'cell 2\n  one\n  100%\ncell 2 ok, 1.3 s\ncell 3\ncell 3 ok, 0.5 s\n2 code cells run\n',
    );
    expect([code, stdout]).toEqual([0, 'a.executed.ipynb\n']);
    expect(read('a.executed.ipynb')).toBe(EXECUTED);
    expect(read('a.ipynb')).toBe(NOTEBOOK);
    expect(files()).toEqual(['a.executed.ipynb', 'a.ipynb']);
  });

  test('prints one JSON document', async () => {
    python('python3', ALL_RAN);
    const { code, stdout, stderr } = await call(['run', 'a.ipynb', '--here', '--json', '-o', 'new/b.ipynb']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      notebook: 'a.ipynb',
      output: 'new/b.ipynb',
      runner: '/fake/python',
      cells: [
        { number: 1, id: 'cell-1', type: 'markdown', seconds: 0, status: 'text' },
        { number: 2, id: 'cell-2', type: 'code', seconds: 1.25, status: 'ok' },
        { number: 3, id: 'cell-3', type: 'code', seconds: 0.5, status: 'ok' },
      ],
    });
    expect(read('new/b.ipynb')).toBe(EXECUTED);
  });

  test('9: names the failed cell and keeps the executed copy', async () => {
    python('python3', ONE_FAILED);
    const { code, stdout, stderr } = await run(['run', 'a.ipynb', '--here', '--quiet']);
    expect([code, stdout]).toEqual([9, 'a.executed.ipynb\n']);
    expect(stderr).toBe(
      'error: cell 2 (cell-2) failed: ValueError: a red thing\nhint: The executed copy was saved to a.executed.ipynb.\n',
    );
    expect(read('a.executed.ipynb')).toBe(EXECUTED);
  });

  test('9: prints the failure in one JSON document', async () => {
    python('python3', ONE_FAILED);
    const { code, stdout } = await call(['run', 'a.ipynb', '--here', '--json']);
    expect(code).toBe(9);
    expect(JSON.parse(stdout)).toMatchObject({
      output: 'a.executed.ipynb',
      cells: [{ status: 'text' }, { status: 'failed' }, { status: 'not-run' }],
      error: {
        code: 'NOTEBOOK_FAILED',
        exitCode: 9,
        cell: { number: 2, id: 'cell-2', name: 'ValueError', message: 'a red thing' },
      },
    });
  });

  test('9: Python exits during the run', async () => {
    python('python3', [READY, { event: 'started', number: 2 }], 'echo "out of luck" >&2', 'exit 3');
    const { code, stdout, stderr } = await call(['run', 'a.ipynb', '--here', '-q']);
    expect([code, stdout]).toEqual([9, '']);
    expect(stderr).toMatch(/^error: the notebook failed to run: RunnerDied: .*exit code 3: out of luck\n/);
    expect(files()).toEqual(['a.ipynb']);
  });

  test('9: no Python found', async () => {
    const { code, stderr } = await run(['run', 'a.ipynb', '--here']);
    expect(code).toBe(9);
    expect(stderr).toMatch(
      /^error: no Jupyter installation found .*no Python found\nhint: .*pip install nbclient ipykernel/,
    );
  });

  test('9: Python without nbclient, as JSON', async () => {
    const unusable = { reason: 'No module named nbclient', missing: 'nbclient', executable: '/x' };
    python('python3', [{ event: 'unusable', ...unusable }]);
    python('python', ['garbage'], 'exit 1');
    const { code, stdout } = await call(['run', 'a.ipynb', '--here', '--json']);
    expect(code).toBe(9);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'NO_JUPYTER', exitCode: 9 });
    expect(error.message).toContain(`${bin}/python3 (python3 on PATH): No module named nbclient`);
    expect(error.hint).toContain(`${bin}/python3 -m pip install nbclient ipykernel`);
  });

  test('tries the next Python and mentions the first', async () => {
    python('python3', [{ event: 'unusable', reason: 'no nbclient', missing: 'nbclient', executable: '/x' }]);
    python('python', ALL_RAN);
    const { code, stderr } = await call(['run', 'a.ipynb', '--here']);
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: skipped ${bin}/python3 (python3 on PATH): no nbclient\n`);
  });

  test('--python tries no other Python', async () => {
    python('python3', ALL_RAN);
    python('other', ['garbage'], 'exit 1');
    expect((await call(['run', 'a.ipynb', '--python', 'other'])).code).toBe(9);
    expect((await call(['run', 'a.ipynb', '--python', 'python3'])).code).toBe(0);

    const { code, stderr } = await call(['run', 'a.ipynb', '-f', '--python', './nowhere']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --python "\.\/nowhere" must be a Python interpreter/);
  });

  test.each([['SIGINT', 130] as const, ['SIGTERM', 143] as const])(
    '%s stops Python too, and writes nothing',
    async (signal, exitCode) => {
      // Ignores the end of its input, like a Python interpreter that is still starting.
      python('python3', [READY, { event: 'started', number: 2 }], 'echo $$ > pid', 'exec /bin/sleep 600');
      const { child, done } = sandbox.start(['run', 'a.ipynb', '--here'], { PATH: bin });
      await expect.poll(() => existsSync(join(sandbox.cwd, 'pid')) && read('pid')).toMatch(/^\d+\n$/);
      child.kill(signal);
      expect((await done).code).toBe(exitCode);
      const isAlive = () => {
        try {
          return process.kill(Number(read('pid')), 0);
        } catch {
          return false;
        }
      };
      await expect.poll(isAlive).toBe(false);
      expect(files()).toEqual(['a.ipynb', 'pid']);
    },
  );

  test('7: an existing copy is replaced only with --force, and Python does not start', async () => {
    python('python3', ALL_RAN, 'echo > started');
    writeFileSync(join(sandbox.cwd, 'a.executed.ipynb'), 'mine');
    const { code, stderr } = await call(['run', 'a.ipynb', '--here']);
    expect(code).toBe(7);
    expect(stderr).toMatch(/already exists\nhint: .*--force/);
    expect([read('a.executed.ipynb'), files().includes('started')]).toEqual(['mine', false]);
    expect((await call(['run', 'a.ipynb', '--here', '--force'])).code).toBe(0);
    expect(read('a.executed.ipynb')).toBe(EXECUTED);
  });

  test('2: the copy cannot replace its source', async () => {
    python('python3', ALL_RAN);
    expect((await call(['run', 'a.ipynb', '--here', '-o', './a.ipynb', '--force'])).code).toBe(2);
    expect(read('a.ipynb')).toBe(NOTEBOOK);
  });

  test.each([
    ['3: no such file', ['gone.ipynb'], 3, /notebook "gone\.ipynb" not found/],
    ['2: not JSON', ['text.ipynb'], 2, /"text\.ipynb" is not a notebook: invalid JSON/],
    ['2: another JSON', ['json.ipynb'], 2, /"json\.ipynb" is not an nbformat 4 notebook/],
    ['2: an invalid cell', ['cells.ipynb'], 2, /"cells\.ipynb" is not a notebook: cell 2 must be an object/],
    ['2: a script', ['./a.py'], 2, /"\.\/a\.py": it is not an \.ipynb notebook/],
    ['2: an option for models', ['a.ipynb', '--revision', 'main'], 2, /--revision is only for models/],
    [
      '2: two Pythons',
      ['a.ipynb', '--here', '--python', 'x'],
      2,
      /--here and --python cannot be used together/,
    ],
    ['2: a parameter without a name', ['a.ipynb', '--param', 'x'], 2, /--param must be NAME=value, not "x"/],
    ['2: a time', ['a.ipynb', '--cell-timeout', 'soon'], 2, /--cell-timeout must be a time/],
  ])('%s', async (_name, args, exitCode, message) => {
    writeFileSync(join(sandbox.cwd, 'text.ipynb'), 'hello');
    writeFileSync(join(sandbox.cwd, 'json.ipynb'), '{"cells": {}}');
    writeFileSync(join(sandbox.cwd, 'cells.ipynb'), '{"nbformat": 4, "metadata": {}, "cells": [{}, 5]}');
    const { code, stderr } = await call(['run', ...args]);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(message);
  });
});

describe.skipIf(process.platform === 'win32')('alacard run by jupyter execute', () => {
  const jupyter = (...lines: string[]) =>
    writeProgram(join(bin, 'jupyter'), ['PATH=/usr/bin:/bin', ...lines]);
  const FAILED = EXECUTED.replace(
    '"outputs": []',
    '"outputs": [{"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}]',
  );

  test('executes a copy and does not touch the source', async () => {
    writeFileSync(join(sandbox.cwd, '..', 'executed'), EXECUTED);
    jupyter('echo "$@" > ../args', 'for last; do :; done', 'cat ../executed > "$last"');
    const { code, stdout, stderr } = await call(['run', 'a.ipynb', '--here', '--cell-timeout', '90s']);
    expect(stderr).toBe(`running with ${bin}/jupyter execute\n2 code cells run\n`);
    expect([code, stdout]).toEqual([0, 'a.executed.ipynb\n']);
    expect(read('a.executed.ipynb')).toBe(EXECUTED);
    expect(read('a.ipynb')).toBe(NOTEBOOK);
    expect(files()).toEqual(['a.executed.ipynb', 'a.ipynb']);
    expect(read('../args')).toMatch(/^execute --inplace --allow-errors --timeout=90 .+\.ipynb\n$/);
  });

  test('9: a cell of the copy failed', async () => {
    writeFileSync(join(sandbox.cwd, '..', 'executed'), FAILED);
    jupyter('for last; do :; done', 'cat ../executed > "$last"');
    const { code, stderr } = await call(['run', 'a.ipynb', '--here', '-q']);
    expect(code).toBe(9);
    expect(stderr).toMatch(/^error: cell 2 \(cell-2\) failed: KeyError: x\n/);
    expect(read('a.executed.ipynb')).toBe(FAILED);
  });

  test('9: jupyter fails', async () => {
    jupyter('echo "no such command: execute" >&2', 'exit 1');
    const { code, stderr } = await call(['run', 'a.ipynb', '--here', '-q']);
    expect(code).toBe(9);
    expect(stderr).toMatch(/jupyter execute: no such command: execute\n/);
    expect(files()).toEqual(['a.ipynb']);
  });
});

describe.skipIf(process.platform === 'win32')('running a model', () => {
  test('alacard run <model> writes and runs its notebook', async () => {
    python('python3', ALL_RAN, 'echo "$HF_ENDPOINT" > env');
    const { code, stdout } = await run(['run', 'acorn-labs/runner', '--here', '--timeout', '1h']);
    expect([code, stdout]).toEqual([0, 'runner.ipynb\nrunner.executed.ipynb\n']);
    expect(read('runner.executed.ipynb')).toBe(EXECUTED);
    expect(read('env')).toBe(`${hub.url}\n`);
  });

  test('generate --run writes and runs the notebook', async () => {
    python('python3', ALL_RAN);
    const args = ['generate', 'acorn-labs/runner', '--run', '--here', '-o', 'out/', '--json'];
    const { code, stdout } = await call(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'acorn-labs/runner',
      path: join('out', 'runner.ipynb'),
      run: { output: join('out', 'runner.executed.ipynb') },
    });
  });

  test('9: generate --run reports the notebook and its failed cell', async () => {
    python('python3', ONE_FAILED);
    const one = await call(['generate', 'acorn-labs/runner', '--run', '--here', '--json']);
    expect(one.code).toBe(9);
    expect(JSON.parse(one.stdout)).toMatchObject({
      path: 'runner.ipynb',
      written: true,
      run: { output: 'runner.executed.ipynb' },
      error: { code: 'NOTEBOOK_FAILED', cell: { number: 2 } },
    });
    const two = await call([
      'generate',
      'acorn-labs/runner',
      'acorn-labs/none',
      '--run',
      '--here',
      '-o',
      'x/',
    ]);
    expect(two.code).toBe(6);
    expect(two.stdout).toBe(`${join('x', 'runner.ipynb')}\n${join('x', 'runner.executed.ipynb')}\n`);
    const three = await call(['generate', 'acorn-labs/runner', '--run', '--here', '--jsonl', '-o', 'y/']);
    expect(
      three.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).run.output),
    ).toEqual([join('y', 'runner.executed.ipynb')]);
  });

  test('7: an existing copy is refused before anything is written', async () => {
    python('python3', ALL_RAN);
    writeFileSync(join(sandbox.cwd, 'runner.executed.ipynb'), 'mine');
    expect((await call(['run', 'acorn-labs/runner', '--here'])).code).toBe(7);
    expect((await call(['generate', 'acorn-labs/runner', '--run', '--here'])).code).toBe(7);
    expect(files()).toEqual(['a.ipynb', 'runner.executed.ipynb']);
  });

  test.each([
    [['--run', '-n'], /--dry-run/],
    [['--run', '-o', '-'], /--output -/],
    [['--run', '--format', 'py'], /--run does not support --format py/],
    [['--python', 'x'], /--python can only be used with --run/],
    [['--cell-timeout', '1s'], /--cell-timeout can only be used with --run/],
    [['--here'], /--here can only be used with --run/],
    [['--no-install'], /--no-install can only be used with --run/],
    [['--param', 'A=1'], /--param can only be used with --run/],
  ])('2: generate %j', async (args, message) => {
    const { code, stderr } = await call(['generate', 'acorn-labs/runner', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe.skipIf(process.platform === 'win32')('alacard open', () => {
  test.each([
    ['code', 'code', []],
    ['lab', 'jupyter-lab', ['--with', 'lab']],
    ['browser', process.platform === 'darwin' ? 'open' : 'xdg-open', ['--with', 'browser']],
  ])('%s gets the full path as one argument', async (name, program, args) => {
    writeProgram(join(bin, program), ['printf "%s\\n" "$@" > opened']);
    writeFileSync(join(sandbox.cwd, '-an "odd" $name;.ipynb'), NOTEBOOK);
    const { code, stdout } = await run(['open', './-an "odd" $name;.ipynb', '--json', ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ notebook: './-an "odd" $name;.ipynb', with: name });
    expect(read('opened')).toMatch(/^\/.*\/-an "odd" \$name;\.ipynb\n$/);
  });

  test('9: names the missing program', async () => {
    const { code, stderr } = await call(['open', 'a.ipynb', '--with', 'code']);
    expect(code).toBe(9);
    expect(stderr).toMatch(/^error: the `code` command of VS Code is not on PATH\nhint: /);
  });

  test('9: the program fails', async () => {
    writeProgram(join(bin, 'code'), ['echo "no display" >&2', 'exit 4']);
    const { code, stderr } = await call(['open', 'a.ipynb', '-q']);
    expect(code).toBe(9);
    expect(stderr).toMatch(/^error: .*code could not open a\.ipynb: no display\nhint: .*--with lab/);
  });

  test('3: missing file; 2: unknown program', async () => {
    expect((await call(['open', 'gone.ipynb'])).code).toBe(3);
    expect((await call(['open', 'a.ipynb', '--with', 'vim'])).code).toBe(2);
    expect((await call(['open', '.'])).code).toBe(2);
  });

  test('2: a file that is not a notebook, and a script that the system might run', async () => {
    writeProgram(join(bin, 'xdg-open'), ['echo > opened']);
    writeProgram(join(bin, 'open'), ['echo > opened']);
    for (const name of ['a.exe', 'a.py']) writeFileSync(join(sandbox.cwd, name), '');
    const one = await call(['open', 'a.exe']);
    expect([one.code, one.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: "a\.exe" is not a notebook\n/),
    ]);
    const two = await call(['open', 'a.py', '--with', 'browser']);
    expect([two.code, two.stderr]).toEqual([
      2,
      expect.stringMatching(/--with browser is not supported for "a\.py"/),
    ]);
    expect((await call(['open', 'a.py'])).code).toBe(9);
    expect(files()).not.toContain('opened');
  });

  test('gives JupyterLab time to stop its kernels', async () => {
    const lines = ["trap '/bin/sleep 1; echo > ended; exit' TERM", 'echo > opened'];
    writeProgram(join(bin, 'jupyter-lab'), [...lines, 'while :; do /bin/sleep 0.1; done']);
    const { child, done } = sandbox.start(['open', 'a.ipynb'], { PATH: bin });
    await expect.poll(files).toContain('opened');
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expect(files()).toContain('ended');
  });
});
