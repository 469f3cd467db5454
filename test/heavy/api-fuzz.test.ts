import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { notebookText, type OpenedApp, openApp } from '../server/open-app.ts';
import { hasPython, PYTHON } from './python.ts';

/** How long the fuzzer may take. */
const SECONDS = Number(process.env.ALACARD_FUZZ_SECONDS ?? 60);
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'use_after_free',
];

describe.skipIf(!hasPython('schemathesis'))('what the OpenAPI document says', () => {
  let hub: FakeHub;
  let opened: OpenedApp;
  let url: string;
  const log: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'alacard-fuzz-'));
  beforeAll(async () => {
    hub = await startFakeHub({ models: fixtureModels, quotas: { api: 1e9, resolvers: 1e9, pages: 1e9 } });
    opened = await openApp(hub.url, { log: { level: 'error', write: (line) => void log.push(line) } });
    url = await opened.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await opened.close();
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test(`holds for ${SECONDS} s of a fuzzer`, async () => {
    // Something to find, in addition to what the fuzzer creates.
    await fetch(`${url}/api/notebook?visibility=public`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: notebookText(),
    });
    const child = spawn(
      PYTHON,
      [
        ...['-m', 'schemathesis.cli', 'run', `${url}/api/docs/openapi.json`, '--no-color'],
        ...['--max-time', String(SECONDS), '--checks', CHECKS.join(','), '--warnings', 'off'],
      ],
      { cwd: folder, env: { ...process.env, PYTHONIOENCODING: 'utf-8' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [code] = (await once(child, 'close')) as [number];
    expect(code, output.slice(-8_000)).toBe(0);
    expect(log).toEqual([]);
    const [, cases] = /(\d+) generated/.exec(output) ?? [];
    console.log(`${cases} cases in ${SECONDS} s`);
    expect(Number(cases)).toBeGreaterThan(SECONDS * 5);
  }, 900_000);
});
