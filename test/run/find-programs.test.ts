import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findViewer } from '../../src/run/find-viewer.ts';
import { findPythons } from '../../src/run/python-candidates.ts';
import { writeProgram } from './notebooks.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'alacard-programs-'));
  for (const folder of ['venv/bin', 'conda/bin', 'one', 'two', 'empty']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const name of ['venv/bin/python', 'conda/bin/python3', 'one/python3', 'two/python', 'two/python3']) {
    writeProgram(join(root, name), []);
  }
  return () => rmSync(root, { recursive: true, force: true });
});

const source = (env: Record<string, string>) => ({
  env: Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value
        .split(' ')
        .map((path) => join(root, path))
        .join(':'),
    ]),
  ),
  platform: 'linux' as const,
  cwd: root,
});

describe.skipIf(process.platform === 'win32')('the Python interpreters to try', () => {
  const CASES: [env: Record<string, string>, asked: string | undefined, expected: string[]][] = [
    [{ PATH: 'empty' }, undefined, []],
    [{ PATH: 'one two' }, undefined, ['one/python3', 'two/python']],
    [{ PATH: 'two one' }, undefined, ['two/python3', 'two/python']],
    [{ PATH: 'one', VIRTUAL_ENV: 'venv' }, undefined, ['venv/bin/python', 'one/python3']],
    [
      { PATH: 'one', CONDA_PREFIX: 'conda', VIRTUAL_ENV: 'venv' },
      undefined,
      ['venv/bin/python', 'conda/bin/python3', 'one/python3'],
    ],
    [{ PATH: 'conda/bin', CONDA_PREFIX: 'conda' }, undefined, ['conda/bin/python3']],
    [{ PATH: 'one', VIRTUAL_ENV: 'gone' }, undefined, ['one/python3']],
    [{ PATH: 'one', VIRTUAL_ENV: 'venv' }, 'two/python3', ['two/python3']],
    [{ PATH: 'one' }, './venv', ['venv/bin/python']],
    [{ PATH: 'two' }, 'python', ['two/python']],
  ];
  test.each(CASES)('%j --python %s', (env, asked, expected) => {
    expect(findPythons(source(env), asked).map(({ path }) => path)).toEqual(
      expected.map((path) => join(root, path)),
    );
  });

  test.each(['nothing', './one', './one/nothing'])('refuses --python %s', (asked) => {
    expect(() => findPythons(source({ PATH: 'one' }), asked)).toThrow(
      /^--python ".*" must be a Python interpreter/,
    );
  });
});

describe.skipIf(process.platform === 'win32')('findViewer', () => {
  const found = (wanted?: 'code' | 'lab' | 'browser', path = '/x/a.ipynb') => {
    const { name, program, args } = findViewer(path, source({ PATH: 'one two' }), wanted);
    return [name, program.slice(root.length + 1), ...args];
  };

  test('returns the first viewer found, or the requested one', () => {
    expect(() => found()).toThrow(/no program found to open the notebook/);
    writeProgram(join(root, 'one/xdg-open'), []);
    writeProgram(join(root, 'one/jupyter'), []);
    // `jupyter` alone may have no lab.
    expect(found()).toEqual(['browser', 'one/xdg-open', '/x/a.ipynb']);
    expect(found('lab')).toEqual(['lab', 'one/jupyter', 'lab', '/x/a.ipynb']);
    // The system's own program for a script may run it.
    expect(() => found(undefined, '/x/a.PY')).toThrow(/no program found to open the notebook/);
    writeProgram(join(root, 'two/jupyter-lab'), []);
    expect(found()).toEqual(['lab', 'two/jupyter-lab', '/x/a.ipynb']);
    writeProgram(join(root, 'two/code'), []);
    expect(found()).toEqual(['code', 'two/code', '/x/a.ipynb']);
    expect(found('browser')).toEqual(['browser', 'one/xdg-open', '/x/a.ipynb']);
  });

  test.each([
    ['code', /`code` command/],
    ['lab', /JupyterLab is not installed/],
    ['browser', /xdg-open/],
  ] as const)('--with %s says what is missing', (wanted, message) => {
    expect(() => found(wanted)).toThrow(message);
  });
});

test('on Windows, finds programs by PATHEXT, whatever the case of PATH', () => {
  // VS Code has a shell script `code` beside its `code.cmd`.
  for (const name of ['one/code', 'two/code.CMD', 'two/py.EXE']) writeProgram(join(root, name), []);
  const windows = {
    env: { Path: [join(root, 'one'), join(root, 'two')].join(delimiter), PATHEXT: '.COM;.EXE;.CMD' },
    platform: 'win32' as const,
    cwd: root,
  };
  expect(findViewer('x.ipynb', windows)).toMatchObject({ name: 'code', program: join(root, 'two/code.CMD') });
  expect(findPythons(windows)).toEqual([
    { path: join(root, 'two/py.EXE'), args: ['-3'], origin: 'py on PATH' },
  ]);
});
