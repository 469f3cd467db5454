import { runProgram } from '../../src/cli/program.ts';
import { packageVersion } from '../../src/package-root.ts';
import { createFolders, type Finished, type Folders } from '../folders.ts';
import { createTestClock, type TestClock } from '../test-clock.ts';
import { createFakeHost } from './fake-host.ts';

export interface Caller {
  clock: TestClock;
  /** alacard in this process, with the folders and variables that the packed command would get. */
  call(args: string[], env?: Record<string, string>, input?: string): Promise<Finished>;
}

export function createCaller(folders: Folders, clock = createTestClock(Date.now())): Caller {
  return {
    clock,
    async call(args, env = {}, input = '') {
      const { cwd } = folders;
      const all = { ...folders.env, ...env };
      const context = createFakeHost({ env: all, cwd, homeDir: all.HOME!, input, clock });
      const code = await runProgram(args, {
        ...context,
        platform: process.platform,
        version: packageVersion(),
      });
      return { code, stdout: context.out(), stderr: context.err() };
    },
  };
}

/** Empty folders, and alacard in this process in them. */
export function createInProcess(endpoint: string): Folders & Caller {
  const folders = createFolders(endpoint);
  return { ...folders, ...createCaller(folders) };
}
