import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';

/**
 * The notebook that the Hub's own button gives: one install cell and the library's snippets, a cell each, as they come.
 * What its install cell would fetch is installed already where this runs, so that line is left out.
 */
export async function hubNotebook(info: Record<string, unknown>): Promise<string> {
  const libraries = MODEL_LIBRARIES_UI_ELEMENTS as Record<string, { snippets?: (model: never) => string[] }>;
  const snippets =
    libraries[`${info.library_name}`]?.snippets?.({ inference: '', config: {}, ...info } as never) ?? [];
  const cell = (source: string, index: number) => ({
    cell_type: 'code',
    id: `snippet-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  });
  const cells = ['# The install cell stood here.', ...snippets].map(cell);
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}
