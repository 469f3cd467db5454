import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import {
  type BasePythonOptions,
  notebookOf,
  READY,
  writeBasePython,
  writeProgram,
} from '../run/notebooks.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

const NOTEBOOK = notebookOf(['# Title', '%pip install -q alpha beta', 'print("one")']);
const EXECUTED = NOTEBOOK.replace('"execution_count": null', '"execution_count": 7');
const EVENTS = [
  READY,
  { event: 'started', number: 2 },
  { event: 'finished', number: 2, seconds: 0.5, status: 'ok' },
  { event: 'notebook', content: EXECUTED },
  { event: 'done' },
];

let hub: FakeHub;
let sandbox: Sandbox;
let bin: string;
beforeAll(async () => {
  hub = await startFakeHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
  bin = join(sandbox.cwd, '..', 'bin');
  mkdirSync(bin);
  writeFileSync(join(sandbox.cwd, 'a.ipynb'), NOTEBOOK);
  return () => sandbox.remove();
});

const env = (more: Record<string, string> = {}) => ({ PATH: bin, ...more });
const run = (args: string[] = [], more?: Record<string, string>) =>
  sandbox.run(['run', 'a.ipynb', '--force', ...args], env(more));
const start = () => sandbox.start(['run', 'a.ipynb', '--force', '-o', 'other.ipynb'], env());
const python = (options: BasePythonOptions = {}) =>
  writeBasePython(join(bin, 'python3'), sandbox.cwd, { events: EVENTS, ...options });
const calls = () => {
  const path = join(sandbox.cwd, 'calls');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  rmSync(path, { force: true });
  return lines;
};
const folder = () => join(sandbox.cacheDir, 'environments-v1');
const environments = () => readdirSync(folder()).filter((name) => /^[0-9a-f]{16}-[0-9a-f]{8}$/.test(name));
const INSTALL = ['venv', 'pip alpha beta ipykernel nbclient'];

// The stand-ins are shell scripts.
describe.skipIf(process.platform === 'win32')('the environment of a notebook', () => {
  test('is installed once, says what it installs, and is reused', async () => {
    python({ pipLines: ['echo "  Downloading alpha.whl (3.5 MB)"', 'echo "  Downloading beta.whl (9 kB)"'] });
    const first = await run();
    expect(first.stderr).toMatch(
      /^installing with pip for Python 3\.12\.1: alpha beta ipykernel nbclient\n {2}Downloading alpha\.whl \(3\.5 MB\)\ninstalled 4 packages \(.+\) in [\d.]+ s\nrunning with /,
    );
    expect([first.code, first.stdout]).toEqual([0, 'a.executed.ipynb\n']);
    expect(calls()).toEqual([...INSTALL, 'run']);

    const second = await run(['--json']);
    expect([second.code, second.stderr]).toEqual([0, '']);
    expect(JSON.parse(second.stdout).environment).toEqual({
      path: join(folder(), environments()[0]!),
      reused: true,
    });
    expect(calls()).toEqual(['run']);
    expect(readFileSync(join(sandbox.cwd, 'a.ipynb'), 'utf8')).toBe(NOTEBOOK);
  });

  test('is also reused by a notebook that needs fewer packages, but not by one that needs others', async () => {
    python();
    await run();
    calls();
    writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookOf(['%pip install beta']));
    expect((await run()).code).toBe(0);
    expect(calls()).toEqual(['run']);
    writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookOf(['%pip install beta gamma']));
    await run();
    expect(calls()).toEqual(['venv', 'pip beta gamma ipykernel nbclient', 'run']);
    expect((await run([], { PIP_INDEX_URL: 'https://host/simple' })).code).toBe(0);
    expect(calls()).toEqual(['venv', 'pip beta gamma ipykernel nbclient', 'run']);
  });

  test('sees none of the settings of the user, and writes its own into its folder', async () => {
    python();
    const own = { PYTHONPATH: '/mine', PYTHONHOME: '/mine', PIP_TARGET: '/mine', IPYTHONDIR: '/mine' };
    await run([], { ...own, JUPYTER_PATH: '/mine', HF_TOKEN: 'hf_x' });
    const variables = readFileSync(join(sandbox.cwd, 'variables'), 'utf8');
    expect(variables).not.toMatch(/=\/mine$/m);
    const path = join(folder(), environments()[0]!);
    expect(variables).toContain(`\nIPYTHONDIR=${path}/`);
    expect(variables).toContain(`\nJUPYTER_DATA_DIR=${path}/`);
    expect(variables).toContain(`\nPYTHONPYCACHEPREFIX=${path}/`);
    expect(variables).toContain(`\nVIRTUAL_ENV=${path}\n`);
    expect(variables).toMatch(/^PYTHONNOUSERSITE=1$/m);
    expect(variables).toMatch(/^HF_TOKEN=hf_x$/m);
  });

  test('is built again if a notebook removed a package from it', async () => {
    python();
    await run();
    calls();
    rmSync(join(folder(), environments()[0]!, 'lib/python3.12/site-packages/beta.dist-info'), {
      recursive: true,
    });
    expect((await run()).code).toBe(0);
    expect(calls()).toEqual([...INSTALL, 'run']);
    expect(environments()).toHaveLength(1);
  });

  test('is built again after alacard was killed while it installed', async () => {
    python({ pipLines: [`echo $$ > '${sandbox.cwd}/pid'`, 'exec /bin/sleep 600'] });
    const { child, done } = start();
    const pid = () =>
      existsSync(join(sandbox.cwd, 'pid')) ? readFileSync(join(sandbox.cwd, 'pid'), 'utf8') : '';
    await expect.poll(pid).toMatch(/^\d+\n$/);
    child.kill('SIGKILL');
    process.kill(Number(pid()), 'SIGKILL');
    await done;
    calls();
    const [half] = environments();
    python();
    const { code, stderr } = await run();
    expect([code, calls()]).toEqual([0, [...INSTALL, 'run']]);
    expect(stderr).not.toContain('another alacard');
    expect(environments()).toHaveLength(1);
    expect(environments()).not.toContain(half);
  });

  test('is built once by two runs at the same time', async () => {
    python({ pipLines: [`while [ ! -e '${sandbox.cwd}/go' ]; do sleep 0.02; done`] });
    const one = start();
    await expect.poll(() => existsSync(join(sandbox.cwd, 'calls')) && environments()).toHaveLength(1);
    const two = sandbox.start(['run', 'a.ipynb', '--force'], env());
    let stderr = '';
    two.child.stderr!.on('data', (text: string) => {
      stderr += text;
    });
    await expect.poll(() => stderr).toContain('another alacard is installing these packages');
    writeFileSync(join(sandbox.cwd, 'go'), '');
    expect([(await one.done).code, (await two.done).code]).toEqual([0, 0]);
    expect(calls().sort()).toEqual([...INSTALL.toReversed(), 'run', 'run'].sort());
  });

  test.each<[string, BasePythonOptions, number, string, RegExp]>([
    [
      'pip fails',
      {
        pipLines: [
          'echo "Collecting alpha"',
          'echo "ERROR: No matching distribution found for alpha" >&2',
          'exit 1',
        ],
      },
      9,
      'INSTALL_FAILED',
      /^ {2}Collecting alpha\n {2}ERROR: No matching .*\nerror: could not install the notebook's packages: pip: No matching distribution found for alpha\nhint: /m,
    ],
    [
      'the network is down',
      {
        pipLines: [
          'echo "WARNING: Retrying after connection broken by \'NewConnectionError(...)\': /simple/alpha/" >&2',
          'echo "ERROR: No matching distribution found for alpha" >&2',
          'exit 1',
        ],
      },
      9,
      'INSTALL_FAILED',
      /^error: .*: the package index could not be reached\nhint: Check your network/m,
    ],
    [
      'the disk is full',
      {
        pipLines: [
          'echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2',
          'exit 1',
        ],
      },
      7,
      'WRITE',
      /^error: .*: the disk is full\nhint: Free some space \(alacard cache clear/m,
    ],
    [
      'Python has no venv module',
      { hasVenv: false },
      9,
      'NO_VENV',
      /^error: .*python3 cannot create environments: its venv module is not installed\nhint: .*apt install python3-venv.*install uv/m,
    ],
  ])('if %s, says so and leaves nothing behind', async (_, options, exitCode, errorCode, message) => {
    python(options);
    writeProgram(join(bin, 'apt'), ['exit 1']);
    const { code, stderr } = await run();
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
    expect(existsSync(folder()) ? environments() : []).toEqual([]);
    const { error } = JSON.parse((await run(['--json'])).stdout);
    expect([error.code, error.exitCode]).toEqual([errorCode, exitCode]);
  });

  test('without Python, says how to install it', async () => {
    writeProgram(join(bin, 'python3'), ['echo "python3: broken" >&2', 'exit 1']);
    const { code, stderr } = await run();
    expect(code).toBe(9);
    expect(stderr).toMatch(
      /^error: no Python found to run the notebook with: .*python3: python3: broken\nhint: Install Python 3/,
    );
  });

  test('--no-install names what is missing, and runs once it is installed', async () => {
    python();
    const refused = await run(['--no-install']);
    expect([refused.code, calls()]).toEqual([9, []]);
    expect(refused.stderr).toMatch(/^error: no environment .*: alpha, beta\nhint: Drop --no-install/);
    expect([(await run(['--offline'])).code, calls()]).toEqual([9, []]);
    await run();
    expect((await run(['--no-install'])).code).toBe(0);
    expect((await run(['--offline'])).code).toBe(0);
  });

  test('with uv, uv creates it and installs pip into it too', async () => {
    python();
    writeProgram(join(bin, 'uv'), [
      `echo "uv $1 $2" >> '${sandbox.cwd}/calls'`,
      'PATH=/usr/bin:/bin',
      `if [ "$1" = venv ]; then for folder; do :; done; exec '${bin}/python3' -B -m venv "$folder"; fi`,
      'python="$4"; shift 5; exec "$python" -m pip install -- "$@"',
    ]);
    const { code, stderr } = await run();
    expect(stderr).toContain('installing with uv for Python 3.12.1: alpha beta');
    expect([code, calls()]).toEqual([
      0,
      ['uv venv --no-project', 'venv', 'uv pip install', 'pip pip alpha beta ipykernel nbclient', 'run'],
    ]);
    // uv does not read the settings of pip.
    await run([], { PIP_INDEX_URL: 'https://host/simple' });
    expect(calls()).toEqual([...INSTALL, 'run']);
  });
});

describe.skipIf(process.platform === 'win32')('alacard cache', () => {
  const call = async (action: string) => JSON.parse((await sandbox.run(['cache', action, '--json'])).stdout);

  test('shows the environments and clears them', async () => {
    python();
    await run();
    const { environments: shown } = await call('info');
    expect(shown).toMatchObject({
      count: 1,
      list: [{ requirements: ['alpha', 'beta', 'ipykernel', 'nbclient'] }],
    });
    expect(shown.bytes).toBeGreaterThan(0);
    expect((await sandbox.run(['cache', 'info'])).stdout).toMatch(
      /\n1 environment, .+ of at most 20\.0 GB\n$/,
    );
    expect((await sandbox.run(['cache', 'clear'])).stdout).toMatch(/\nremoved 1 environment, .+\n$/);
    expect(environments()).toEqual([]);
  });

  test('clear keeps an environment in which a notebook is running', async () => {
    python({ events: [READY, { event: 'started', number: 2 }] });
    const runner = join(bin, 'python3.runner');
    writeFileSync(runner, `${readFileSync(runner, 'utf8')}exec /bin/sleep 600\n`);
    const { child, done } = start();
    await expect.poll(() => existsSync(join(sandbox.cwd, 'variables'))).toBe(true);
    expect((await call('clear')).environments).toMatchObject({ count: 0, inUse: 1 });
    child.kill('SIGTERM');
    expect((await done).code).toBe(143);
    expect((await call('clear')).environments).toMatchObject({ count: 1, inUse: 0 });
  });

  test('verify removes environments that were changed and builds that were interrupted', async () => {
    python();
    await run();
    mkdirSync(join(folder(), `${'a'.repeat(16)}-${'b'.repeat(8)}`));
    expect((await call('verify')).environments).toEqual({ intact: 1, removed: 0 });
    expect(environments()).toHaveLength(1);
    rmSync(join(folder(), environments()[0]!, 'lib'), { recursive: true });
    expect((await call('verify')).environments).toEqual({ intact: 0, removed: 1 });
    expect(environments()).toEqual([]);
  });
});

test('the least recently used environments go first, and those in use stay', async () => {
  const { markInUse, pruneEnvironments } = await import('../../src/run/environment/environment-folder.ts');
  const owner = { process: { pid: process.pid, isAlive: () => true }, signal: new AbortController().signal };
  const add = (letter: string, ageMs: number) => {
    const path = join(folder(), `${letter.repeat(16)}-00000000`);
    mkdirSync(join(path, 'alacard'), { recursive: true });
    const marker = join(path, 'alacard/complete.json');
    writeFileSync(marker, JSON.stringify({ base: 'x', requirements: [], distributions: [], bytes: 100 }));
    const time = new Date(Date.now() - ageMs);
    utimesSync(marker, time, time);
    return path;
  };
  const oldest = add('a', 4000);
  const old = add('b', 3000);
  const used = add('c', 5000);
  const recent = add('d', 1000);
  const release = await markInUse(used, owner);
  const time = new Date(Date.now() - 5000);
  utimesSync(join(used, 'alacard/complete.json'), time, time);
  await pruneEnvironments(sandbox.cacheDir, owner, 200);
  expect([oldest, old, used, recent].map((path) => existsSync(path))).toEqual([false, false, true, true]);
  await release!();
  await pruneEnvironments(sandbox.cacheDir, owner, 100);
  expect([used, recent].map((path) => existsSync(path))).toEqual([false, true]);
});
