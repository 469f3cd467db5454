import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createHub,
  type GenerateContext,
  type GeneratedNotebook,
  type GenerateRequest,
  generateNotebook,
} from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';

export interface FromCard extends GeneratedNotebook {
  /** The source of each cell. */
  sources: string[];
}

/** The notebook of a local model card. Sends no request. */
export async function notebookOf(
  card: string,
  request: Partial<GenerateRequest> = {},
  limitSync?: GenerateContext['limitSync'],
): Promise<FromCard> {
  const folder = mkdtempSync(join(tmpdir(), 'alacard-card-'));
  const endpoint = 'https://huggingface.co';
  const hub = createHub({ endpoint, userAgent: 'test', offline: true });
  try {
    writeFileSync(join(folder, 'README.md'), card);
    const made = await generateNotebook(
      {
        model: { kind: 'local', path: folder, id: 'acorn/poet' },
        ...DEFAULT_REQUEST,
        ...request,
      },
      { hub, endpoint, version: '0.0.0', ...(limitSync && { limitSync }) },
    );
    const { cells } = JSON.parse(made.content) as { cells: { source: string[] }[] };
    return { ...made, sources: cells.map(({ source }) => source.join('')) };
  } finally {
    await hub.close();
    rmSync(folder, { recursive: true });
  }
}
