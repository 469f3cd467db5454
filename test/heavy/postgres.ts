import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian keeps the server's programs in a separate folder per version. */
const DEBIAN = '/usr/lib/postgresql';

export interface Postgres {
  /** `postgres://...` of an empty database. */
  url: string;
  stop(): void;
}

/** The folder of initdb and pg_ctl. Undefined if there is none. Throws if Postgres is required. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined && process.env.ALACARD_REQUIRE_PYTHON === '1')
    throw new Error('postgresql is required');
  return found;
}

/** A separate server on a free loopback port, with its data in a temporary folder. */
export async function startPostgres(programs: string): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'alacard-pg-'));
  const isRoot = process.getuid?.() === 0;
  // Postgres refuses to run as root.
  const run = (program: string, ...args: string[]) => {
    const command = join(programs, program);
    const [file, all] = isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];
    execFileSync(file, all, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  };
  if (isRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, id('-u'), id('-g'));
    chmodSync(folder, 0o700);
  }
  const port = await findPort();
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'alacard', '--no-sync');
  run(
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-l',
    join(folder, 'log'),
    '-o',
    `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`,
    'start',
  );
  return {
    url: `postgres://alacard@127.0.0.1:${port}/postgres`,
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
