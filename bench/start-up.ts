import { measurePairs, type Pairs } from './paired-runs.ts';
import { binFile, type Workspace } from './workspace.ts';

/** `alacard --version` against a Node process that does nothing. */
export function measureVersion(workspace: Workspace, pairs: number): Promise<Pairs> {
  return measurePairs(workspace.command(['-e', '0']), workspace.command([binFile, '--version']), pairs);
}
