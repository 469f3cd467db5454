import type { NotebookMetadata } from './nbformat.ts';
import type { NotebookPlan } from './plan.ts';

/** Packages that use a GPU. */
const USES_GPU = /^(?:torch|tensorflow|jax|flax|vllm|keras)(?![\w-])/i;

/**
 * Returns the metadata that Colab and Kaggle read to choose a machine for the notebook. Field names and values are the
 * same as in their own exports.
 */
export function hostMetadata({
  target,
  model,
  install,
}: Pick<NotebookPlan, 'target' | 'model' | 'install'>): Pick<
  NotebookMetadata,
  'accelerator' | 'colab' | 'kaggle'
> {
  const gpu = install.some((requirement) => USES_GPU.test(requirement));
  if (target === 'colab') {
    const name = `${model.id.split('/').at(-1)}.ipynb`;
    return gpu
      ? { accelerator: 'GPU', colab: { gpuType: 'T4', name, provenance: [] } }
      : { colab: { name, provenance: [] } };
  }
  if (target === 'kaggle') {
    return {
      kaggle: {
        accelerator: gpu ? 'nvidiaTeslaT4' : 'none',
        dataSources: [],
        isGpuEnabled: gpu,
        isInternetEnabled: true,
        language: 'python',
        sourceType: 'notebook',
      },
    };
  }
  return {};
}
