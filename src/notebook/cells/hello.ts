import { toPythonComment } from '../../encode/python-literal.ts';
import { fillPython } from '../cell-template.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { downloadBytes, memoryBytes } from '../quantity.ts';

// The packages in cell 2 take up this much space anyway, so a smaller model needs no check.
const SMALL_BYTES = 1e9;

/** Cell 3: MODEL_ID and REVISION, and the checks that apply to this model. */
export function helloCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const quantized = plan.quantize && plan.fit?.quantized;
  const memory = quantized?.gpu ?? memoryBytes(model) ?? 0;
  const onCpu = (quantized ?? plan.fit?.whole)?.cpu ?? 0;
  // If the size of the download is unknown, assume the size in memory.
  const download = downloadBytes(model) ?? memory;
  const fit = Math.max(memory, download) >= SMALL_BYTES;
  const wider = fit && onCpu > memory;
  const isHosted = plan.target === 'colab' || plan.target === 'kaggle';
  const source = fillPython(
    'cells/hello.py',
    {
      MODEL_ID: { value: model.id },
      REVISION: revision(plan),
      ...(fit && {
        MEMORY_GB: {
          value: gigabytes(memory),
          comment: `memory for the weights${quantized === undefined ? '' : ' in 4-bit precision'}`,
        },
        DOWNLOAD_GB: { value: gigabytes(download) },
      }),
      ...(wider && {
        CPU_MEMORY_GB: {
          value: gigabytes(onCpu),
          comment: 'without a GPU, because cell 6 then uses float32',
        },
      }),
    },
    {
      fit,
      wider,
      gated: model.gated !== false,
      remoteCode: model.trustRemoteCode,
      colab: plan.target === 'colab',
      kaggle: plan.target === 'kaggle',
      hosted: isHosted,
      anywhere: !isHosted,
    },
  );
  return { role: 'hello', type: 'code', source };
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e8) / 10;
}

function revision({ model, requestedRevision }: NotebookPlan): { value: string; comment?: string } {
  if (model.sha === undefined) {
    return {
      value: requestedRevision ?? 'main',
      comment: 'not pinned: the commit was unknown when this notebook was generated',
    };
  }
  return requestedRevision === undefined || requestedRevision === model.sha
    ? { value: model.sha }
    : { value: model.sha, comment: `requested as ${toPythonComment(requestedRevision, 80)}` };
}
