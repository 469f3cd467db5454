import { UsageError } from '../../errors.ts';
import { isModelId, isRevision } from './model-id.ts';

/** @throws UsageError */
export function checkNames(id: string, revision: string | undefined): void {
  if (!isModelId(id))
    throw new UsageError(`${JSON.stringify(id.slice(0, 120))} is not a model id`, {
      hint: 'Use the form owner/name.',
    });
  if (revision !== undefined && !isRevision(revision)) {
    throw new UsageError(`${JSON.stringify(revision.slice(0, 120))} is not a revision`, {
      hint: 'Use a branch, tag or commit.',
    });
  }
}
