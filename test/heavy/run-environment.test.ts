import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { notebookOf } from '../run/notebooks.ts';
import { hasPython, PYTHON } from './python.ts';

const TOKEN = `hf_${'a'.repeat(34)}`;
const SOURCES = [
  'MODEL_ID = "a"\n\n%pip install -q "tiny-thing<2"',
  'import sys, tiny_thing\nprint(sys.prefix)\nprint(tiny_thing.VALUE, repr(MODEL_ID))',
  'name = "late-" + "thing"\n%pip install -q {name}',
  'import late_thing\nprint(late_thing.VALUE)',
  '!pip --version',
];
const REPACK = fileURLToPath(new URL('repack_wheels.py', import.meta.url));
const BUILD_WHEEL = `
import sys, zipfile
folder, name, version, value = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}.py", f"VALUE = {value}")
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", f"{name}.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n")
`;

interface RunJson {
  environment?: { path: string; reused: boolean };
  cells: { status: string }[];
  error?: { code: string; message: string };
}

describe.skipIf(process.platform === 'win32' || !hasPython('nbclient', 'ipykernel', 'packaging'))(
  'a notebook in its own environment',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'alacard-wheels-'));
    const wheels = join(root, 'wheels');
    let base: { executable: string; prefix: string };
    let uv: string | undefined;
    let sandbox: Sandbox;

    beforeAll(() => {
      mkdirSync(wheels);
      execFileSync(PYTHON, [REPACK, wheels, 'nbclient', 'ipykernel', 'pip']);
      for (const args of [
        ['tiny_thing', '1.0', '7'],
        ['tiny_thing', '2.0', '8'],
        ['late_thing', '1.0', '9'],
      ]) {
        execFileSync(PYTHON, ['-c', BUILD_WHEEL, wheels, ...args]);
      }
      const facts =
        'import json, sys; print(json.dumps({"executable": sys._base_executable, "prefix": sys.base_prefix}))';
      base = JSON.parse(execFileSync(PYTHON, ['-c', facts], { encoding: 'utf8' })) as typeof base;
      const target = join(root, 'uv');
      spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', '--target', target, 'uv']);
      uv = existsSync(join(target, 'bin/uv')) ? join(target, 'bin/uv') : undefined;
      if (uv === undefined && process.env.ALACARD_REQUIRE_PYTHON === '1') throw new Error('uv is required');
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));
    beforeEach(() => {
      sandbox = createSandbox('http://127.0.0.1:9');
      mkdirSync(sandbox.env.HOME!, { recursive: true });
      mkdirSync(join(sandbox.cwd, '../bin'));
      symlinkSync(base.executable, join(sandbox.cwd, '../bin/python3'));
      writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookOf(SOURCES, { 1: ['parameters'] }));
      writeFileSync(join(sandbox.cwd, '../uv.toml'), `no-index = true\nfind-links = ["${wheels}"]\n`);
      return () => sandbox.remove();
    });

    const variables = (installer: string) => {
      const bin = join(sandbox.cwd, '../bin');
      if (installer === 'uv' && !existsSync(join(bin, 'uv'))) symlinkSync(uv!, join(bin, 'uv'));
      return {
        PATH: `${bin}:/usr/bin:/bin`,
        PIP_NO_INDEX: '1',
        PIP_FIND_LINKS: wheels,
        ...(installer === 'uv' && { UV_CONFIG_FILE: join(sandbox.cwd, '../uv.toml') }),
      };
    };
    const start = (installer: string, ...args: string[]) =>
      sandbox.start(['run', 'a.ipynb', '--json', '--force', ...args], variables(installer));
    const runJson = async (installer: string, ...args: string[]) => {
      const { code, stdout } = await start(installer, ...args).done;
      return { code, ...(JSON.parse(stdout) as RunJson) };
    };
    const outputs = (name = 'a.executed.ipynb') =>
      (
        JSON.parse(readFileSync(join(sandbox.cwd, name), 'utf8')) as {
          cells: { outputs?: { text?: string[] }[] }[];
        }
      ).cells.map(({ outputs = [] }) => outputs.flatMap(({ text }) => text ?? []).join(''));
    const builds = () => readdirSync(join(sandbox.cacheDir, 'environments-v1'));
    const listFiles = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const found = statSync(join(folder, name), { throwIfNoEntry: false });
          return `${name} ${found?.size} ${found?.mtimeMs}`;
        });

    test.each(['pip', 'uv'])('changes neither the home folder nor the interpreter', async (installer) => {
      if (installer === 'uv' && uv === undefined) return;
      const before = listFiles(base.prefix);
      const first = await runJson(installer, '--param', 'MODEL_ID=5', '--param', `KEY=${TOKEN}`);
      expect([first.code, first.error]).toEqual([0, undefined]);
      const { path } = first.environment!;
      const [, , , used, , late, pip] = ['', ...outputs()];
      expect(outputs()[0]).toBe("Installed by alacard in the notebook's own environment: tiny-thing<2\n");
      expect(used).toBe(`${path}\n7 5\n`);
      expect(late).toBe('9\n');
      expect(pip).toContain(path);
      expect(readFileSync(join(sandbox.cwd, 'a.ipynb'), 'utf8')).toBe(
        notebookOf(SOURCES, { 1: ['parameters'] }),
      );
      expect(readFileSync(join(sandbox.cwd, 'a.executed.ipynb'), 'utf8')).not.toContain(TOKEN);
      expect(listFiles(base.prefix)).toEqual(before);
      const home = readdirSync(sandbox.env.HOME!, { recursive: true, encoding: 'utf8' });
      expect(home.filter((name) => !/^\.cache(?:$|\/(?:uv|pip)(?:$|\/))/.test(name))).toEqual([]);

      // Without the wheels, nothing could be installed.
      renameSync(wheels, `${wheels}-gone`);
      try {
        const second = await runJson(installer);
        expect([second.code, second.environment]).toEqual([0, { path, reused: true }]);
      } finally {
        renameSync(`${wheels}-gone`, wheels);
      }
    });

    test('an existing Python: what %pip will change, and what is missing', async () => {
      const { path } = (await runJson('pip')).environment!;
      writeFileSync(join(sandbox.cwd, 'a.ipynb'), notebookOf(['%pip install -q tiny-thing==2.0 pip']));
      const refused = await runJson('pip', '--python', path, '--no-install');
      expect([refused.code, refused.error?.code]).toEqual([9, 'NOT_INSTALLED']);
      expect(refused.error?.message).toBe('these packages are missing: tiny-thing==2.0');
      const args = ['run', 'a.ipynb', '--force', '--python', path];
      const { code, stderr } = await sandbox.run(args, variables('pip'));
      expect(stderr).toMatch(
        /^running with .*\n%pip will install: tiny_thing 2\.0 \(replaces 1\.0\)\ncell 1\n/,
      );
      expect(code).toBe(0);
      expect((await sandbox.run(args, variables('pip'))).stderr).toContain('%pip changes nothing');
      expect((await runJson('pip', '--python', path, '--no-install')).code).toBe(0);
    });

    test('an install that was killed, and then two runs at the same time', async () => {
      const { child, done } = start('pip');
      const installed = () =>
        existsSync(join(sandbox.cacheDir, 'environments-v1')) &&
        readdirSync(join(sandbox.cacheDir, 'environments-v1'), { recursive: true, encoding: 'utf8' }).some(
          (name) => name.endsWith('/site-packages/pip'),
        );
      await expect.poll(installed, { timeout: 60_000 }).toBe(true);
      child.kill('SIGKILL');
      await done;
      expect(builds().filter((name) => !name.includes('.lock'))).toHaveLength(1);
      const runs = [runJson('pip', '-o', 'one.ipynb'), runJson('pip', '-o', 'two.ipynb')];
      const [one, two] = await Promise.all(runs);
      expect([one!.code, two!.code]).toEqual([0, 0]);
      expect([one!.environment!.reused, two!.environment!.reused].sort()).toEqual([false, true]);
      expect(one!.environment!.path).toBe(two!.environment!.path);
      expect(outputs('one.ipynb')[3]).toBe(outputs('two.ipynb')[3]);
    });
  },
);
