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
import { hasPython } from './python.ts';
import { type KernelRun, runCells } from './run-cells.ts';

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
  return fullPlan({ model: { ...model, ...changes }, install: [] });
}

/** The parameters of cell 2, and cell 3. */
function helloOf(plan: NotebookPlan): string[] {
  return [cellOf(plan, 'environment').split('\n%pip')[0]!, cellOf(plan, 'hello')];
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

    const hello = (plan: NotebookPlan, env: Record<string, string> = {}, injected: string[] = []) => {
      const [parameters, checks] = helloOf(plan);
      const sources = [parameters!, ...injected, checks!, 'print("went on with", MODEL_ID, REVISION)'];
      return runCells(sources, {
        HF_ENDPOINT: endpoint,
        HF_HOME: home,
        HF_HUB_DISABLE_IMPLICIT_TOKEN: '0',
        ...env,
      });
    };

    function expectStop(run: KernelRun, ...parts: string[]): void {
      const shown = run.traceback?.join('\n') ?? '';
      expect(run.text).not.toContain('went on');
      expect(shown).not.toMatch(/Traceback|File "|-->|\x1b\[/);
      for (const part of parts) {
        expect(shown).toContain(part);
        expect(run.failure).toContain(part);
      }
    }

    it('reports what it found on one line, and lets the notebook continue', async () => {
      const run = await hello(smallPlan());
      expect(run.failure).toBeNull();
      expect(run.text).toMatch(
        /^acme\/tiny-7b: found\. Free: RAM \d+\.\d GB, disk \d+\.\d GB\nwent on with acme\/tiny-7b [0-9a-f]{40}\n$/,
      );
    });

    it('checks the model and the revision that papermill injects, and not the size of another model', async () => {
      const huge = smallPlan({ id: 'acme/huge', parameters: 900e12, bytes: 1800e12 });
      const injected = `MODEL_ID = "acme/tiny-7b"\nREVISION = "${SHA}"`;
      const run = await hello(huge, {}, [injected]);
      expect(run.failure).toBeNull();
      expect(run.text).toContain('acme/tiny-7b: found.');
      expectStop(await hello(smallPlan(), {}, ['MODEL_ID = "acme/gone"']), 'acme/gone', 'Not Found');
      expectStop(await hello(smallPlan(), {}, ['REVISION = "no-such"']), 'Revision Not Found', 'no-such');
    });

    it('stops if nothing responds', async () => {
      const run = await hello(smallPlan(), { HF_ENDPOINT: 'http://127.0.0.1:1' });
      expectStop(run, 'refused', 'See http://127.0.0.1:1/acme/tiny-7b');
    });

    it('stops offline without a cached copy, and continues with one', async () => {
      const env = { HF_HUB_OFFLINE: '1' };
      expectStop(await hello(smallPlan(), env), 'HF_HUB_OFFLINE');
      const snapshot = join(home, 'hub/models--acme--tiny-7b/snapshots', SHA);
      mkdirSync(snapshot, { recursive: true });
      writeFileSync(join(snapshot, 'config.json'), '{}');
      const run = await hello(smallPlan({ gated: 'auto' }), env);
      expect(run.failure).toBeNull();
      expect(run.text).toContain('found');
      // A branch is cached as a reference to its commit.
      const branch = ['REVISION = "main"'];
      expectStop(await hello(smallPlan(), env, branch), 'HF_HUB_OFFLINE');
      mkdirSync(join(snapshot, '../../refs'));
      writeFileSync(join(snapshot, '../../refs/main'), SHA);
      expect((await hello(smallPlan(), env, branch)).failure).toBeNull();
    });

    it('stops if the revision or the model no longer exists', async () => {
      const other = smallPlan({ sha: 'f'.repeat(40) });
      expectStop(await hello(other), 'Revision Not Found', 'f'.repeat(40), `See ${endpoint}/acme/tiny-7b`);
      expectStop(await hello(smallPlan({ id: 'acme/gone' })), 'Repository Not Found', 'acme/gone');
    });

    it('stops at a gated model without a token, and says where to request access', async () => {
      gated = 'manual';
      const run = await hello(smallPlan({ gated: 'manual' }));
      expectStop(run, 'gated', `Request access at ${endpoint}/acme/tiny-7b and set HF_TOKEN`);
    });

    it('stops at a gated model if the token has no access, and continues with one that has', async () => {
      gated = 'manual';
      const plan = smallPlan({ gated: 'manual' });
      expectStop(await hello(plan, { HF_TOKEN: 'hf_other' }), 'gated', 'Request access');
      const run = await hello(plan, { HF_TOKEN: 'hf_allowed' });
      expect(run.failure).toBeNull();
      expect(tokens).toContain('Bearer hf_allowed');
      expect(run.text).not.toContain('hf_allowed');
    });

    it('takes the token from the secrets of Kaggle', async () => {
      gated = 'manual';
      const plan = { ...smallPlan({ gated: 'manual' }), target: 'kaggle' as const };
      expectStop(await hello(plan), "No module named 'kaggle_secrets'", 'set HF_TOKEN');
      // A stand-in for Kaggle's module, called as documented.
      writeFileSync(
        join(home, 'kaggle_secrets.py'),
        'class UserSecretsClient:\n    def get_secret(self, label):\n        return {"HF_TOKEN": "hf_allowed"}[label]\n',
      );
      const run = await hello(plan, { PYTHONPATH: home });
      expect(run.failure).toBeNull();
      expect(tokens).toContain('Bearer hf_allowed');
      expect(run.text).not.toContain('hf_allowed');
      expectStop(await hello(plan, { PYTHONPATH: home, HF_TOKEN: 'hf_other' }), 'gated', 'Request access');
    });

    it('adds up the memory of all GPUs, and assumes float32 without one', async () => {
      // A stand-in for torch, because the tests have no GPU.
      mkdirSync(join(home, 'torch'));
      writeFileSync(
        join(home, 'torch/__init__.py'),
        'import os\nclass cuda:\n    device_count = lambda: int(os.environ["GPUS"])\n    mem_get_info = lambda n: (10**15, 10**15)\n',
      );
      const fit = measureFit(1e15, { gpu: 2, cpu: 4, spread: true }, true);
      const plan = { ...smallPlan({ parameters: 1e15, bytes: 1e9, dtype: 'BF16' }), fit, install: ['torch'] };
      const on = (gpus: number, changes: Partial<NotebookPlan> = {}) =>
        hello({ ...plan, ...changes }, { PYTHONPATH: home, GPUS: String(gpus) });
      const two = await on(2);
      expect(two.failure).toBeNull();
      expect(two.text).toContain('Free: GPU 2000000.0 GB, RAM ');
      expectStop(await on(1), '2000000 GB of memory (4000000 GB without a GPU)');
      expectStop(await on(0), 'of memory');
      expect((await on(1, { quantize: '4bit' })).failure).toBeNull();
    });

    it('stops before loading a model that does not fit, unless the cell is skipped', async () => {
      const huge = smallPlan({ parameters: 900e12, bytes: 1800e12 });
      const run = await hello(huge);
      expectStop(run, 'needs 1800000 GB of memory and 1800000 GB of disk space');
      expect(run.text).toMatch(/Free: RAM .* GB, disk .* GB\n/);
      expect(cellOf(huge, 'hello')).toContain('To try anyway, skip this cell.');
      const [parameters] = helloOf(huge);
      const skipped = await runCells([parameters!, 'print("went on with", MODEL_ID)'], {});
      expect(skipped.text).toContain('went on with acme/tiny-7b');
    });

    it('does not need disk space for a model that is cached', async () => {
      const plan = smallPlan({ parameters: 1, dtype: 'F32', bytes: 1800e12 });
      expectStop(await hello(plan), '1800000 GB of disk space');
      mkdirSync(join(home, 'hub/models--acme--tiny-7b/snapshots', SHA), { recursive: true });
      expect((await hello(plan)).failure).toBeNull();
    });

    it('does not check an unknown size', async () => {
      const { parameters: _, bytes: __, dtype: ___, ...model } = smallPlan().model;
      const run = await hello(fullPlan({ model, install: [] }));
      expect(run.text).toMatch(/^acme\/tiny-7b: found\n/);
      expect(run.failure).toBeNull();
    });
  },
);
