import { createHash } from 'node:crypto';
import { createHub } from '../../hub/hub.ts';
import { composeFetched } from '../../pipeline/generate.ts';
import { DEFAULT_REQUEST } from '../../pipeline/request.ts';
import { checkNotebook, readCells } from '../../share/check-notebook.ts';
import { renderNotebook } from '../pages/render-notebook.ts';
import type { RunJob } from './serve-jobs.ts';
import type { JobInput, JobName } from './worker-jobs.ts';

export const jobs = {
  scan({ bytes }: JobInput<'scan'>) {
    const { model, version, sha, strategy } = checkNotebook(bytes).alacard;
    return { hash: createHash('sha256').update(bytes).digest('hex'), model, version, sha, strategy };
  },

  render: ({ bytes, plain }: JobInput<'render'>) => renderNotebook(readCells(bytes), { plain }).text,

  async compose({ request, endpoint, version, ...fetched }: JobInput<'compose'>, onEvent) {
    const hub = createHub({ endpoint, offline: true, userAgent: '' });
    const notebook = await composeFetched(request, { hub, endpoint, version, onEvent }, fetched);
    const { modelId, content, warnings, notes, source } = notebook;
    return { modelId, content, warnings, notes, source };
  },
} satisfies Record<JobName, RunJob>;

/** Runs each job once, so that its code is loaded and compiled before the first real one. */
export async function warmUp(): Promise<void> {
  const { content } = await jobs.compose(
    {
      request: {
        model: { kind: 'hub', id: 'warm/up' },
        ...DEFAULT_REQUEST,
      },
      resolution: {
        info: {
          id: 'warm/up',
          sha: '0'.repeat(40),
          pipeline_tag: 'text-generation',
          library_name: 'transformers',
          tags: [],
          siblings: [],
        },
        source: 'hub',
        requestedId: 'warm/up',
      },
      fetched: { text: SAMPLE_CARD, warnings: [] },
      endpoint: 'https://huggingface.co',
      version: '0.0.0',
    },
    () => {},
  );
  const bytes = Buffer.from(content);
  jobs.scan({ bytes });
  jobs.render({ bytes, plain: false });
}

const SAMPLE_CARD = `---
license: mit
---
# Warm up

\`\`\`python
from transformers import pipeline

pipe = pipeline("text-generation", model="warm/up")
print(pipe("Hello"))
\`\`\`
`;
