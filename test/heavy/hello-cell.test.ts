import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
import { measureFit } from '../../src/notebook/fit.ts';
import type { NotebookPlan } from '../../src/notebook/plan.ts';
import { fullPlan, SHA } from '../notebook/plans.ts';
import { hasPython, PYTHON } from './python.ts';

// Runs code cells in one kernel. Prints the output of each, and the error as a user would see it.
const RUN_CELLS = `
import json, sys, nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
cells = [nbformat.v4.new_code_cell(source) for source in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "x"}})
failure = None
try:
    NotebookClient(notebook, timeout=120).execute()
except CellExecutionError as error:
    failure = str(error)
outputs = [output for cell in notebook.cells for output in cell.outputs]
json.dump({
    "text": "".join(output.get("text", "") for output in outputs),
    "traceback": next((output.traceback for output in outputs if output.output_type == "error"), None),
    "failure": failure,
}, sys.stdout)
`;

interface KernelRun {
  text: string;
  traceback: string[] | null;
  failure: string | null;
}

function runCells(sources: string[], env: Record<string, string>): Promise<KernelRun> {
  const { HF_TOKEN: _, ...inherited } = process.env;
  const child = spawn(PYTHON, ['-c', RUN_CELLS], {
    env: { ...inherited, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(sources));
  let out = '';
  let problems = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(JSON.parse(out) as KernelRun) : fail(new Error(problems)),
    );
  });
}

function cellOf(plan: NotebookPlan, role: string): string {
  return composeNotebook(plan).cells.find((cell) => cell.id.startsWith(`${role}-`))!.source;
}

function smallPlan(changes: Partial<NotebookPlan['model']> = {}): NotebookPlan {
  const model = {
    ...fullPlan().model,
    gated: false as const,
    trustRemoteCode: false,
    parameters: 1e9,
    bytes: 1.5e9,
  };
  return fullPlan({ model: { ...model, ...changes } });
}

describe.skipIf(!hasPython('nbformat', 'nbclient', 'ipykernel', 'huggingface_hub'))(
  'the hello cell in a kernel',
  () => {
    let server: Server;
    let endpoint: string;
    let gated: false | string = false;
    let tokens: (string | undefined)[] = [];
    let home: string;

    beforeAll(async () => {
      server = createServer((request, response) => {
        tokens.push(request.headers.authorization);
        const answer = (status: number, body: unknown, code?: string) => {
          response.writeHead(status, {
            'content-type': 'application/json',
            ...(code && { 'x-error-code': code }),
          });
          response.end(JSON.stringify(body));
        };
        if (request.url === `/api/models/acme/tiny-7b/revision/${SHA}`) {
          answer(200, {
            id: 'acme/tiny-7b',
            modelId: 'acme/tiny-7b',
            sha: SHA,
            gated,
            tags: [],
            siblings: [],
          });
        } else if (request.url === '/api/models/acme/tiny-7b/auth-check') {
          if (request.headers.authorization === 'Bearer hf_allowed') answer(200, {});
          else answer(403, { error: 'Access to model is restricted' }, 'GatedRepo');
        } else if (request.url?.startsWith('/api/models/acme/tiny-7b/revision/')) {
          answer(404, { error: 'Invalid rev id' }, 'RevisionNotFound');
        } else answer(401, { error: 'Repository not found' }, 'RepoNotFound');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterAll(() => new Promise((done) => server.close(done)));

    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), 'alacard-hello-'));
      gated = false;
      tokens = [];
      return () => rmSync(home, { recursive: true, force: true });
    });

    const hello = (plan: NotebookPlan, env: Record<string, string> = {}) =>
      runCells([cellOf(plan, 'hello'), 'print("went on with", MODEL_ID, REVISION)'], {
        HF_ENDPOINT: endpoint,
        HF_HOME: home,
        HF_HUB_DISABLE_IMPLICIT_TOKEN: '0',
        ...env,
      });

    function expectStop(run: KernelRun, ...parts: string[]): void {
      const shown = run.traceback?.join('\n') ?? '';
      expect(run.text).not.toContain('went on');
      expect(shown).not.toMatch(/Traceback|File "|-->|\x1b\[/);
      for (const part of parts) {
        expect(shown).toContain(part);
        expect(run.failure).toContain(part);
      }
    }

    it('reports what it found, and lets the notebook continue', async () => {
      const run = await hello(smallPlan());
      expect(run.failure).toBeNull();
      expect(run.text).toContain(`acme/tiny-7b at ${SHA}: reachable\n`);
      expect(run.text).toMatch(
        /Device: .+\nMemory: the weights need about 2\.0 GB, \d+\.\d GB free\nDisk: 1\.5 GB to download, \d/,
      );
      expect(run.text).toContain(`went on with acme/tiny-7b ${SHA}`);
      expect(run.text).not.toContain('trust_remote_code');
    });

    it('says that the model runs its own code', async () => {
      const run = await hello(smallPlan({ trustRemoteCode: true }));
      expect(run.text).toContain(
        `trust_remote_code): read it first, at ${endpoint}/acme/tiny-7b/tree/${SHA}`,
      );
    });

    it('stops if nothing responds', async () => {
      const run = await hello(smallPlan(), { HF_ENDPOINT: 'http://127.0.0.1:1' });
      expectStop(run, "http://127.0.0.1:1/acme/tiny-7b can't be read", 'HF_ENDPOINT');
    });

    it('stops offline without a cached copy, and continues with one', async () => {
      const env = { HF_HUB_OFFLINE: '1' };
      expectStop(await hello(smallPlan(), env), "can't be read", 'HF_HUB_OFFLINE');
      const snapshot = join(home, 'hub/models--acme--tiny-7b/snapshots', SHA);
      mkdirSync(snapshot, { recursive: true });
      writeFileSync(join(snapshot, 'config.json'), '{}');
      const run = await hello(smallPlan({ gated: 'auto' }), env);
      expect(run.failure).toBeNull();
      expect(run.text).toContain('using the cached copy');
    });

    it('stops if the revision or the model no longer exists', async () => {
      const other = smallPlan({ sha: 'f'.repeat(40) });
      expectStop(await hello(other), `has no revision ${'f'.repeat(40)}`, 'change REVISION');
      expectStop(
        await hello(smallPlan({ id: 'acme/gone' })),
        'acme/gone was',
        'renamed or removed',
        'login()',
      );
    });

    it('stops at a gated model without a token, and says where to request access', async () => {
      gated = 'manual';
      const run = await hello(smallPlan({ gated: 'manual' }));
      expectStop(
        run,
        'acme/tiny-7b is gated, and no token is set',
        `Request access at ${endpoint}/acme/tiny-7b`,
        'HF_TOKEN',
      );
    });

    it('stops at a gated model if the token has no access, and continues with one that has', async () => {
      gated = 'manual';
      const plan = smallPlan({ gated: 'manual' });
      expectStop(
        await hello(plan, { HF_TOKEN: 'hf_other' }),
        'is gated, and the current token has no access to it',
        'Request access',
      );
      const run = await hello(plan, { HF_TOKEN: 'hf_allowed' });
      expect(run.failure).toBeNull();
      expect(run.text).toContain('access granted');
      expect(tokens).toContain('Bearer hf_allowed');
      expect(run.text).not.toContain('hf_allowed');
    });

    // Stand-ins for modules of both hosts, called as documented.
    const HOST_MODULES = {
      colab: ['google/colab/userdata.py', 'def get(key):\n    return {"HF_TOKEN": "hf_allowed"}[key]\n'],
      kaggle: [
        'kaggle_secrets.py',
        'class UserSecretsClient:\n    def get_secret(self, label):\n        return {"HF_TOKEN": "hf_allowed"}[label]\n',
      ],
    } as const;

    it.each(['colab', 'kaggle'] as const)('takes the token from the secrets of %s', async (target) => {
      gated = 'manual';
      const plan = { ...smallPlan({ gated: 'manual' }), target };
      const [path, source] = HOST_MODULES[target];
      mkdirSync(join(home, path, '..'), { recursive: true });
      writeFileSync(join(home, path), source);
      const run = await hello(plan, { PYTHONPATH: home });
      expect(run.failure).toBeNull();
      expect(run.text).toMatch(/HF_TOKEN: from (?:Colab|Kaggle)'s secrets\n[\s\S]*access granted/);
      expect(tokens).toContain('Bearer hf_allowed');
      expect(run.text).not.toContain('hf_allowed');
      const own = await hello(plan, { PYTHONPATH: home, HF_TOKEN: 'hf_other' });
      expectStop(own, 'the current token has no access to it');
    });

    it.each([
      ['colab', 'key icon on the left'],
      ['kaggle', 'Add-ons > Secrets'],
    ] as const)('says how to add a secret if %s has none, without a prompt', async (target, how) => {
      const open = await hello({ ...smallPlan(), target });
      expect(open.failure).toBeNull();
      expect(open.text).toContain('only gated and private models need it');
      gated = 'manual';
      expectStop(
        await hello({ ...smallPlan({ gated: 'manual' }), target }),
        'is gated, and no token is set',
        how,
        'run this cell again',
      );
    });

    it('assumes float32 without a GPU', async () => {
      const fit = measureFit(1e9, { gpu: 2, cpu: 4, spread: true }, true);
      const whole = await hello({ ...smallPlan({ dtype: 'BF16' }), fit });
      expect(whole.text).toContain('the weights need about 4.0 GB');
      const quantized = await hello({ ...smallPlan({ dtype: 'BF16' }), fit, quantize: '4bit' });
      expect(quantized.text).toContain('the weights need about 1.0 GB');
    });

    it('stops before loading a model that does not fit, unless told to continue', async () => {
      const huge = smallPlan({ parameters: 900e12, bytes: 1800e12 });
      expectStop(
        await hello(huge),
        'does not fit on this machine',
        'about 1800000.0 GB,',
        '1800000.0 GB to download',
        'CHECK_FIT = False',
      );
      const sources = [
        cellOf(huge, 'hello').replace('CHECK_FIT = True', 'CHECK_FIT = False'),
        'print("went on")',
      ];
      const run = await runCells(sources, { HF_ENDPOINT: endpoint, HF_HOME: home });
      expect(run.failure).toBeNull();
      expect(run.text).toContain('went on');
    });

    it('does not check an unknown size', async () => {
      const { parameters: _, bytes: __, dtype: ___, ...model } = smallPlan().model;
      const run = await hello(fullPlan({ model }));
      expect(run.text).toMatch(/Device: .+/);
      expect(run.text).not.toMatch(/Memory|Disk/);
      expect(run.failure).toBeNull();
    });
  },
);

describe.skipIf(!hasPython('nbformat', 'nbclient', 'ipykernel'))('the release lines in a kernel', () => {
  const release = cellOf(fullPlan(), 'usage').split('\n\n# alacard')[0]!;

  const FAKE_TORCH = `
import sys, types, weakref
torch = types.ModuleType("torch")
calls = []
class Module: pass
Module.__module__ = "torch.nn"
torch.Module = Module
torch.cuda = types.SimpleNamespace(empty_cache=lambda: calls.append("cuda"))
sys.modules["torch"] = torch
alive = weakref.WeakSet()
def made():
    module = Module()
    alive.add(module)
    return module
`;

  it('frees models, including those of derived classes, and displayed values', async () => {
    const example = `
class Mine(torch.Module): pass
model, mine = made(), Mine()
alive.add(mine)
text, number, numbers = "kept", 3, [1, 2]
def predict(): return model
print("before", len(alive))
model`;
    const check = `
names = [n for n in ("model", "mine", "text", "number", "numbers", "predict", "Mine", "torch") if n in globals()]
print("after", len(alive), calls, names)`;
    const run = await runCells([FAKE_TORCH, example, `${release}\n${check}`], {});
    expect(run.failure).toBeNull();
    expect(run.text).toBe(
      "before 2\nafter 0 ['cuda'] ['text', 'number', 'numbers', 'predict', 'Mine', 'torch']\n",
    );
  });

  it('survives anything that the example did', async () => {
    const example = `
class Odd:
    __slots__ = ()
    @property
    def __class__(self): raise RuntimeError("no")
    def __getattr__(self, name): raise RuntimeError("no")
    def __bool__(self): raise RuntimeError("no")
    def __eq__(self, other): raise RuntimeError("no")
    def __hash__(self): raise RuntimeError("no")
class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError("no")
class Odder(metaclass=Meta): pass
odd, odder, again = Odd(), Odder(), [Odd()]
list = dict = str = any = getattr = type = set = tuple = object = issubclass = 5
Exception = sys = gc = None
again.append(again)
del _oh`;
    const run = await runCells([example, `${release}\nprint("done")`], {});
    expect(run.failure).toBeNull();
    expect(run.text).toBe('done\n');
  });

  it('does not need torch', async () => {
    const run = await runCells([`${release}\nimport sys\nprint("torch" in sys.modules)`], {});
    expect(run).toEqual({ text: 'False\n', traceback: null, failure: null });
  });
});
