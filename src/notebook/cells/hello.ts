import { toPythonLiteral } from '../../encode/python-literal.ts';
import { fillText } from '../cell-template.ts';
import type { DraftCell } from '../nbformat.ts';
import { installsTorch, type NotebookPlan } from '../plan.ts';
import { downloadBytes, formatBytes, memoryBytes } from '../quantity.ts';

// The packages in cell 2 take up this much space anyway, so a smaller model needs no check.
const SMALL_BYTES = 1e9;

/** Gigabytes that the model needs. Without a GPU, it may need more memory, because cell 6 then uses float32. */
interface Sizes {
  memory: number;
  cpuMemory: number;
  download: number;
}

/** The sizes that cell 3 checks. Undefined if the model is small or its size is unknown. */
function checkedSizes({ model, quantize, fit }: NotebookPlan): Sizes | undefined {
  const quantized = quantize && fit?.quantized;
  const memory = quantized?.gpu ?? memoryBytes(model) ?? 0;
  const onCpu = (quantized ?? fit?.whole)?.cpu ?? 0;
  // If the size of the download is unknown, assume the size in memory.
  const download = downloadBytes(model) ?? memory;
  if (Math.max(memory, download) < SMALL_BYTES) return undefined;
  return {
    memory: gigabytes(memory),
    cpuMemory: gigabytes(Math.max(memory, onCpu)),
    download: gigabytes(download),
  };
}

/** Packages that cell 3 imports in addition to those of the other cells. */
export function helloPackages(plan: NotebookPlan): string[] {
  return ['huggingface_hub', ...(checkedSizes(plan) === undefined ? [] : ['psutil'])];
}

/** Cell 3: the checks that apply to this model, in at most 15 lines. */
export function helloCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const sizes = checkedSizes(plan);
  const fit = sizes !== undefined;
  const torch = installsTorch(plan);
  // On Kaggle, nothing is cached, and huggingface_hub does not read the secrets.
  const kaggle = plan.target === 'kaggle';
  const gated = model.gated !== false;
  const secret = kaggle && gated;
  const modules = [
    ...(kaggle ? [] : ['glob']),
    ...((fit && !kaggle) || secret ? ['os'] : []),
    ...(fit ? ['psutil'] : []),
    ...(torch ? ['torch'] : []),
    'huggingface_hub.constants',
    'huggingface_hub as hub',
  ];
  const source = fillText('cells/hello.py.tmpl', {
    checks: fit ? 'access, memory and disk space' : 'access',
    amount: fit ? formatBytes(sizes.download * 1e9) : 'anything',
    modules: modules.join(', '),
    id: toPythonLiteral(model.id),
    tooSmall: sizes && tooSmall(sizes, { torch, kaggle }),
    needs: sizes && describeNeeds(sizes, plan.quantize !== undefined, torch),
    fit,
    torch,
    kaggle,
    gated,
    secret,
  });
  return { role: 'hello', type: 'code', source };
}

function tooSmall({ memory, cpuMemory, download }: Sizes, on: { torch: boolean; kaggle: boolean }): string {
  const needed = on.torch && cpuMemory > memory ? `(${memory} if gpu else ${cpuMemory})` : memory;
  return `${on.torch ? 'gpu + ram' : 'ram'} < ${needed} or disk < ${download}${on.kaggle ? '' : ' and not cached'}`;
}

function describeNeeds({ memory, cpuMemory, download }: Sizes, isQuantized: boolean, torch: boolean): string {
  const how = isQuantized ? ' in 4-bit precision' : '';
  const onCpu = torch && cpuMemory > memory ? ` (${cpuMemory} GB without a GPU)` : '';
  return `needs ${memory} GB of memory${onCpu}${how} and ${download} GB of disk space`;
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e8) / 10;
}
