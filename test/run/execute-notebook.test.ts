import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ExecuteRequest, executeNotebook } from '../../src/run/execute-notebook.ts';
import type { RunEvent } from '../../src/run/run-event.ts';
import { runProgram } from '../../src/run/run-program.ts';
import { notebookOf, READY, writeProgram, writePython } from './notebooks.ts';

const NOTEBOOK = notebookOf(['# Title', 'print(1)', 'print(2)']);
const EXECUTED = NOTEBOOK.replace('"execution_count": null', '"execution_count": 7');
const FINISHED = [
  { event: 'started', number: 2 },
  { event: 'output', number: 2, text: 'one\n' },
  { event: 'finished', number: 2, seconds: 1.25, status: 'ok' },
];

let cwd: string;
let bin: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'alacard-run-'));
  bin = join(cwd, 'bin');
  mkdirSync(bin);
  writeFileSync(join(cwd, 'a.ipynb'), NOTEBOOK);
  return () => rmSync(cwd, { recursive: true, force: true });
});

const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
const python = (name: string, events: (object | string)[], ...more: string[]) =>
  writePython(join(bin, name), events, ...more);

async function execute(request: Partial<ExecuteRequest> = {}, signal = new AbortController().signal) {
  const events: RunEvent[] = [];
  const executed = await executeNotebook(
    {
      notebook: 'a.ipynb',
      output: 'b.ipynb',
      force: false,
      place: 'here',
      install: true,
      preview: true,
      parameters: [],
      ...request,
    },
    {
      env: { PATH: bin },
      platform: process.platform,
      cwd,
      process: { pid: process.pid, isAlive: () => true },
      signal,
      onEvent: (event) => events.push(event),
    },
  );
  return { ...executed, events };
}

// The programs are shell scripts.
describe.skipIf(process.platform === 'win32')('with nbclient', () => {
  test('writes the executed copy and reports each cell', async () => {
    python('python3', [
      'noise',
      READY,
      ...FINISHED,
      { event: 'notebook', content: EXECUTED },
      { event: 'done' },
    ]);
    const { events, ...executed } = await execute();
    expect(executed).toEqual({
      notebook: 'a.ipynb',
      output: 'b.ipynb',
      runner: '/fake/python',
      cells: [
        { number: 1, id: 'cell-1', type: 'markdown', seconds: 0, status: 'text' },
        { number: 2, id: 'cell-2', type: 'code', seconds: 1.25, status: 'ok' },
        { number: 3, id: 'cell-3', type: 'code', seconds: 0, status: 'not-run' },
      ],
    });
    expect(events).toEqual([
      { type: 'runner', program: '/fake/python', version: '3.99.0' },
      { type: 'cell-started', number: 2 },
      { type: 'cell-output', number: 2, text: 'one\n' },
      { type: 'cell-finished', number: 2, seconds: 1.25, status: 'ok' },
    ]);
    expect([read('a.ipynb'), read('b.ipynb')]).toEqual([NOTEBOOK, EXECUTED]);
  });

  test('keeps the copy of a notebook whose cell failed', async () => {
    const failed = { event: 'failure', number: 2, name: 'E', message: 'x' };
    python('python3', [
      READY,
      ...FINISHED,
      failed,
      { event: 'notebook', content: EXECUTED },
      { event: 'done' },
    ]);
    const { failure, output } = await execute();
    expect(failure).toMatchObject({ exitCode: 9, cell: { number: 2, id: 'cell-2', name: 'E' } });
    expect(output).toBe('b.ipynb');
    expect(read('b.ipynb')).toBe(EXECUTED);
  });

  test('passes the limits on in seconds', async () => {
    python('python3', [READY, { event: 'done' }], 'printf "%s" "$3" > limits');
    await execute({ timeoutMs: 90_000, cellTimeoutMs: 1_500 });
    expect(JSON.parse(read('limits'))).toMatchObject({ timeout: 90, cell_timeout: 1.5 });
    await execute();
    expect(JSON.parse(read('limits'))).toMatchObject({ timeout: null, cell_timeout: null });
  });

  test.each<[string, string[], RegExp]>([
    ['ends with a code', ['echo "out of luck" >&2', 'exit 3'], /RunnerDied: .*exit code 3: out of luck/],
    ['is killed', ['kill -9 $$'], /RunnerDied: .*SIGKILL/],
  ])('describes a Python interpreter that %s', async (_, lines, message) => {
    python('python3', [READY, { event: 'started', number: 2 }], ...lines);
    const { failure, output } = await execute();
    expect(failure!.message).toMatch(message);
    expect(output).toBeUndefined();
    expect(existsSync(join(cwd, 'b.ipynb'))).toBe(false);
  });

  test('tries the next Python interpreter, and warns about the one that it skipped', async () => {
    python('python3', [{ event: 'unusable', reason: 'no nbclient', missing: 'nbclient', executable: '/x' }]);
    python('python', [READY, { event: 'done' }]);
    const { events } = await execute();
    expect(events).toContainEqual({
      type: 'warning',
      message: `skipped ${bin}/python3 (python3 on PATH): no nbclient`,
    });
  });

  test.each<[string, () => void, RegExp, RegExp]>([
    ['there is no Python', () => {}, /no Python found/, /^Install Python 3, then run: pip install/],
    [
      'none has nbclient',
      () =>
        python('python3', [
          { event: 'unusable', reason: 'no nbclient', missing: 'nbclient', executable: '/x' },
        ]),
      /python3 \(python3 on PATH\): no nbclient/,
      /^Install the missing packages: .*\/bin\/python3 -m pip install nbclient ipykernel/,
    ],
    ['the Python does not start', () => python('python3', ['x'], 'exit 1'), /python3 on PATH/, /nbclient/],
  ])('fails where %s', async (_, prepare, message, hint) => {
    prepare();
    await expect(execute()).rejects.toMatchObject({
      code: 'NO_JUPYTER',
      exitCode: 9,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test('uses only the specified Python interpreter', async () => {
    python('python3', [READY, { event: 'done' }]);
    python('other', ['x'], 'exit 1');
    await expect(execute({ place: { python: 'other' } })).rejects.toMatchObject({ code: 'NO_JUPYTER' });
    expect((await execute({ place: { python: 'python3' } })).runner).toBe('/fake/python');
  });

  test('does not start if the copy cannot be written', async () => {
    python('python3', [READY, { event: 'done' }], 'echo > started');
    writeFileSync(join(cwd, 'b.ipynb'), 'mine');
    await expect(execute()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(existsSync(join(cwd, 'started'))).toBe(false);
    await execute({ force: true });
    expect(existsSync(join(cwd, 'started'))).toBe(true);
  });

  test("kills a Python interpreter that ignores signals, and rejects with the signal's reason", async () => {
    python('python3', [READY], 'echo > running', 'exec /bin/sleep 600');
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const running = execute({}, stop.signal);
    const ended = expect(running).rejects.toBe(reason);
    await expect.poll(() => existsSync(join(cwd, 'running'))).toBe(true);
    stop.abort(reason);
    await ended;
  });
});

describe.skipIf(process.platform === 'win32')('with jupyter execute', () => {
  const jupyter = (content: string, ...lines: string[]) => {
    writeFileSync(join(cwd, 'executed'), content);
    const copy = ['for last; do :; done', 'cat executed > "$last"'];
    writeProgram(join(bin, 'jupyter'), ['PATH=/usr/bin:/bin', 'echo "$@" > args', ...copy, ...lines]);
  };
  const withError = (tags: string[] = []) => {
    const notebook = JSON.parse(notebookOf(['# Title', 'print(1)', 'print(2)'], { 2: tags }));
    notebook.cells[1].outputs = [{ output_type: 'error', ename: 'KeyError', evalue: 'x', traceback: [] }];
    return JSON.stringify(notebook);
  };

  test.each<[string, string, string[]]>([
    ['every cell ran', EXECUTED, ['text', 'ok', 'ok']],
    ['a cell failed', withError(), ['text', 'failed', 'unknown']],
    ['a failure was expected', withError(['raises-exception']), ['text', 'ok', 'ok']],
  ])('reads from the copy that %s', async (_, content, statuses) => {
    jupyter(content);
    const { cells, failure } = await execute({ cellTimeoutMs: 1_500 });
    expect(cells.map(({ status }) => status)).toEqual(statuses);
    expect(failure?.message).toBe(
      statuses.includes('failed') ? 'cell 2 (cell-2) failed: KeyError: x' : undefined,
    );
    expect(read('b.ipynb')).toBe(content);
    expect(read('a.ipynb')).toBe(NOTEBOOK);
    expect(read('args')).toMatch(/^execute --inplace --allow-errors --timeout=2 .+\.ipynb\n$/);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.alacard-run-'))).toEqual([]);
  });

  test('repeats the last output of a jupyter process that fails', async () => {
    jupyter(EXECUTED, 'echo "first" >&2', 'echo "no such command" >&2', 'exit 1');
    const { failure, output } = await execute();
    expect(failure!.message).toMatch(/JupyterFailed: jupyter execute: no such command$/);
    expect(output).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('runProgram', () => {
  const run = (lines: string[], options: Partial<Parameters<typeof runProgram>[2]> = {}) => {
    writeProgram(join(bin, 'program'), lines);
    return runProgram(join(bin, 'program'), [], { env: {}, cwd, stopBy: 'SIGTERM', ...options });
  };

  test('ends a program at its time limit', async () => {
    expect(await run(['exec /bin/sleep 600'], { timeoutMs: 50 })).toMatchObject({
      timedOut: true,
      status: 'SIGTERM',
    });
  });

  test('kills a program that ignores SIGTERM', async () => {
    const deaf = ["trap '' TERM", 'while :; do /bin/sleep 0.05; done'];
    expect(await run(deaf, { timeoutMs: 50 })).toMatchObject({ timedOut: true, status: 'SIGKILL' });
  });

  test('does not wait for processes that a program leaves behind', async () => {
    expect(await run(['/bin/sleep 600 &', 'echo $! > pid', 'exit 4'])).toMatchObject({ exitCode: 4 });
    process.kill(Number(read('pid')), 'SIGKILL');
  });

  test('says why a program could not be started', async () => {
    const missing = runProgram(join(bin, 'nothing'), [], { env: {}, cwd, stopBy: 'SIGTERM' });
    expect((await missing).problem).toMatch(/ENOENT/);
  });

  test('keeps the end of standard error', async () => {
    const { stderr } = await run(['for i in 1 2 3 4 5; do printf "%10000s\\n" "$i" >&2; done']);
    expect(stderr.length).toBeLessThanOrEqual(16_384);
    expect(stderr.trim()).toMatch(/5$/);
  });
});
