import { measureCpuRatio, measurePairs } from './paired-runs.ts';
import { binFile, type Workspace } from './workspace.ts';

export type StartUp = Awaited<ReturnType<typeof measureStartUp>>;

/** `alacard --version` compared with a Node process that does nothing. */
export async function measureStartUp(workspace: Workspace, pairs: number) {
  const nothing = workspace.command(['-e', '0']);
  const version = workspace.command([binFile, '--version']);
  return {
    ...(await measurePairs(nothing, version, pairs)),
    cpuRatio: await measureCpuRatio(nothing, version, pairs),
  };
}
