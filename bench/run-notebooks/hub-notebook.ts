import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';

/** What the install cell names, where it is more than the library's own package. */
const PACKAGES: Record<string, string[]> = {
  diffusers: ['diffusers', 'transformers', 'accelerate'],
  gguf: ['llama-cpp-python'],
  peft: ['peft', 'transformers'],
  sklearn: ['scikit-learn', 'skops', 'joblib'],
  timm: ['timm', 'huggingface_hub'],
};

/**
 * Libraries whose snippet needs what a hosted notebook has and this environment has not: a wheel out of the repository,
 * TensorFlow, by which Keras reads `hf://`.
 */
const NEED_MORE = ['spacy', 'keras'];

/**
 * The notebook that the Hub's own button gives: one install cell and the library's snippets, a cell each, as they come;
 * undefined where the library has none that could run. Two things are given to it that a hosted notebook has and this machine has not:
 * a device for "cuda", and at `pictures` what its snippets fetch from the Hub's data sets.
 */
export function hubNotebook(info: Record<string, unknown>, pictures: string): string | undefined {
  const libraries = MODEL_LIBRARIES_UI_ELEMENTS as Record<string, { snippets?: (model: never) => string[] }>;
  const library = `${info.library_name}`;
  const snippets = libraries[library]?.snippets?.({ inference: '', config: {}, ...info } as never) ?? [];
  if (snippets.length === 0 || NEED_MORE.includes(library)) return undefined;
  const given = snippets.map((snippet) =>
    snippet
      .replaceAll('https://huggingface.co/datasets/', `${pictures}/datasets/`)
      .replaceAll('device_map="cuda"', 'device_map="cpu"'),
  );
  const install = `!pip install -U ${(PACKAGES[library] ?? [library]).join(' ')}`;
  const cells = [install, ...given].map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}
