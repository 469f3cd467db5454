import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';

const MODEL = 'acorn-labs/tiny-poet';
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl && process.env.ALACARD_REQUIRE_PYTHON === '1') throw new Error('openssl is required');

describe.skipIf(!hasOpenssl)('a Hub with a certificate from a private authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alacard-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  let hub: FakeHub;
  let front: Server;
  let sandbox: Sandbox;
  beforeAll(async () => {
    const days = ['-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    openssl(
      'req',
      '-x509',
      ...days,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=A private authority',
    );
    openssl(
      'req',
      ...days.slice(2),
      '-keyout',
      'hub.key',
      '-out',
      'hub.csr',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'hub.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-copy_extensions',
      'copy',
      '-out',
      'hub.pem',
    );
    hub = await startFakeHub({ models: [fixtureModel(MODEL)] });
    const { port } = new URL(hub.url);
    const key = { key: readFileSync(join(folder, 'hub.key')), cert: readFileSync(join(folder, 'hub.pem')) };
    front = createServer(key, (incoming, answer) => {
      httpRequest({ host: '127.0.0.1', port, path: incoming.url, headers: incoming.headers }, (response) => {
        answer.writeHead(response.statusCode!, response.headers);
        response.pipe(answer);
      }).end();
    });
    await new Promise<void>((resolve) => front.listen(0, 'localhost', resolve));
    sandbox = createSandbox(`https://localhost:${(front.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    front?.closeAllConnections();
    front?.close();
    sandbox?.remove();
    await hub?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is refused, and the message says what to set', async () => {
    const { code, stderr } = await sandbox.run(['generate', MODEL]);
    expect(code).toBe(5);
    expect(stderr).toContain('TLS connection failed');
    expect(stderr).toContain('REQUESTS_CA_BUNDLE');
  });

  test.each(['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'])('is trusted by %s', async (name) => {
    const { code, stdout, stderr } = await sandbox.run(['generate', MODEL, '--force', '--refresh'], {
      [name]: join(folder, 'ca.pem'),
    });
    expect([code, stdout, stderr.includes('warning')]).toEqual([0, 'tiny-poet.ipynb\n', false]);
  });
});
