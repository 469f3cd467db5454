import { toPythonComment } from '../../encode/python-literal.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { downloadBytes, memoryBytes } from '../quantity.ts';
import { fillPython } from '../template.ts';

/** Cell 3: MODEL_ID and REVISION, and the checks before anything heavy. */
export function helloCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const source = fillPython('cells/hello.py', {
    MODEL_ID: { value: model.id },
    REVISION: revision(plan),
    GATED: { value: model.gated !== false },
    TRUST_REMOTE_CODE: { value: model.trustRemoteCode },
    NEEDED_BYTES: {
      value: memoryBytes(model) ?? null,
      comment: 'memory that the weights take, None if unknown',
    },
    DOWNLOAD_BYTES: {
      value: downloadBytes(model) ?? null,
      comment: 'disk that the weights take, None if unknown',
    },
  });
  return { role: 'hello', type: 'code', source };
}

function revision({ model, requestedRevision }: NotebookPlan): { value: string; comment?: string } {
  if (model.sha === undefined) {
    return {
      value: requestedRevision ?? 'main',
      comment: 'not pinned: the commit was not known when this was made',
    };
  }
  return requestedRevision === undefined || requestedRevision === model.sha
    ? { value: model.sha }
    : { value: model.sha, comment: `asked for as ${toPythonComment(requestedRevision, 80)}` };
}
