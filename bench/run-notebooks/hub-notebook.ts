import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';

/** Packages in the install cell, if they are not just the library's own. */
const PACKAGES: Record<string, string[]> = {
  diffusers: ['diffusers', 'transformers', 'accelerate'],
  gguf: ['llama-cpp-python'],
  peft: ['peft', 'transformers'],
  sklearn: ['scikit-learn', 'skops', 'joblib'],
  timm: ['timm', 'huggingface_hub'],
};

/**
 * Libraries whose snippet needs something that this environment lacks: a wheel from the repository, or TensorFlow, which
 * Keras needs to read `hf://`.
 */
const UNSUPPORTED = ['spacy', 'keras'];

/**
 * The notebook that the Hub's own button generates: one install cell and one cell per library snippet, unchanged. Returns
 * undefined if the library has no snippet that could run. Two things that a hosted notebook has are substituted: the CPU
 * for "cuda", and `pictures` for files from the Hub's data sets.
 */
export function hubNotebook(info: Record<string, unknown>, pictures: string): string | undefined {
  const libraries = MODEL_LIBRARIES_UI_ELEMENTS as Record<string, { snippets?: (model: never) => string[] }>;
  const library = `${info.library_name}`;
  const snippets = libraries[library]?.snippets?.({ inference: '', config: {}, ...info } as never) ?? [];
  if (snippets.length === 0 || UNSUPPORTED.includes(library)) return undefined;
  const adapted = snippets.map((snippet) =>
    snippet
      .replaceAll('https://huggingface.co/datasets/', `${pictures}/datasets/`)
      .replaceAll('device_map="cuda"', 'device_map="cpu"'),
  );
  const install = `!pip install -U ${(PACKAGES[library] ?? [library]).join(' ')}`;
  const cells = [install, ...adapted].map((source, index) => ({
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
