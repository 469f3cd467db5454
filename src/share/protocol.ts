import { z } from 'zod';
import { isModelId, isRevision } from '../hub/models/model-id.ts';

/** What both ends of a share speak: the server validates by these schemas and describes itself by them. */

/** 16 random bytes in base64url. */
export const shareId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** 32 random bytes in base64url; the server keeps its hash alone. */
export const deletionToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const modelId = z
  .string()
  .max(200)
  .refine(isModelId, { message: 'is no model id' })
  .meta({ description: 'owner/name, or a bare legacy name', examples: ['openai-community/gpt2'] });
const revision = z.string().max(200).refine(isRevision, { message: 'is no branch, tag or commit' });

export const VISIBILITIES = ['unlisted', 'public'] as const;
export const visibility = z.enum(VISIBILITIES).default('unlisted');
/** Seconds: from a minute to a year. */
const ttl = z.number().int().min(60).max(31_536_000);

export const modelFacts = z.object({
  name: z.string(),
  pipeline_tag: z.string().optional(),
  downloads: z.number().optional(),
  likes: z.number().optional(),
});
export type ModelFacts = z.infer<typeof modelFacts>;

/** Body of `POST /api/notebook/generate`. */
export const generateRequest = z.object({
  hf_model_id: modelId,
  revision: revision.optional(),
  options: z
    .object({
      example: z.enum(['auto', 'readme', 'library', 'template']).optional(),
      snippets: z.enum(['first', 'all']).optional(),
      visibility: visibility.optional(),
      ttl: ttl.optional(),
    })
    .optional(),
});
export type GenerateRequestBody = z.infer<typeof generateRequest>;

/** Query of `POST /api/notebook`, whose body is the notebook's own bytes. */
export const uploadQuery = z.object({ visibility, ttl: z.coerce.number().pipe(ttl).optional() });

/** Answer to both. */
export const sharedNotebook = z.object({
  share_id: shareId,
  notebook_url: z.url().meta({ description: 'where the .ipynb is downloaded' }),
  share_url: z.url().meta({ description: 'the page to open in a browser' }),
  model_info: modelFacts,
  expires_at: z.iso.datetime().nullable(),
  deletion_token: deletionToken.meta({ description: 'shown once; DELETE takes it' }),
});
export type SharedNotebook = z.infer<typeof sharedNotebook>;

/** What a notebook that was made for somebody should be told of. */
const warnings = z.array(z.string());
const made = {
  warnings,
  notes: z
    .array(z.string())
    .meta({ description: 'what was amiss this time, such as a Hub that does not answer' }),
  source: z
    .enum(['hub', 'cache', 'stale-cache', 'snapshot'])
    .meta({ description: 'of the metadata; the last two where the Hub does not answer' }),
};
export const generatedNotebook = sharedNotebook.extend(made);
export type GeneratedShare = z.infer<typeof generatedNotebook>;

/** Answer where the store does not: the notebook itself, to be kept by whoever asked. */
export const unsharedNotebook = z.object({
  share_id: z.null(),
  reason: z.string(),
  notebook: z.string().meta({ description: 'the text of the .ipynb' }),
  model_id: z.string(),
  ...made,
});
export type UnsharedNotebook = z.infer<typeof unsharedNotebook>;

/** A row of the lists of models. */
export const listedModel = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  pipeline_tag: z.string().optional(),
  downloads: z.number().optional(),
  likes: z.number().optional(),
  tags: z.array(z.string()),
});
export type ListedModel = z.infer<typeof listedModel>;

export const listedModels = z.object({
  models: z.array(listedModel),
  source: z.enum(['hub', 'cache', 'snapshot']).meta({
    description:
      'where the Hub does not answer: cache, its last answer; snapshot, the models built into alacard',
  }),
  notes: z.array(z.string()),
});

export const storeStats = z.object({
  notebooks: z.number().int(),
  public_notebooks: z.number().int(),
  downloads: z.number().int(),
  models: z.number().int(),
});

/** What is known of a shared notebook. */
export const notebookMetadata = z.object({
  model_info: modelFacts,
  source_readme_sha: z.string().nullable(),
  generated_by: z.string(),
  strategy: z.string().optional(),
});
export type SharedMetadata = z.infer<typeof notebookMetadata>;

export const notebookFacts = z.object({
  id: z.uuid(),
  share_id: shareId,
  hf_model_id: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  download_count: z.number().int(),
  visibility: z.enum(VISIBILITIES),
  size: z.number().int().meta({ description: 'bytes' }),
  metadata: notebookMetadata,
});
export type NotebookFacts = z.infer<typeof notebookFacts>;

/** Every error: `application/problem+json` (RFC 9457), with the code that the command line shows too. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  near_matches: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problem>;

/** Of a notebook that is made later: it may be one for several who asked the same, so nobody gets its deletion token. */
export const queuedNotebook = generatedNotebook.omit({ deletion_token: true });
export type QueuedNotebook = z.infer<typeof queuedNotebook>;

/** A notebook that is made once the Hub answers. */
export const job = z.object({
  task_id: shareId,
  task_url: z.url().meta({ description: 'ask there again, after Retry-After' }),
  status: z.enum(['waiting', 'done', 'failed']),
  hf_model_id: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().meta({ description: 'it is given up then' }),
  attempts: z.number().int(),
  next_try_at: z.iso.datetime().nullable(),
  problem: problem.optional().meta({ description: 'why it failed, or waits' }),
  notebook: queuedNotebook.optional().meta({ description: 'of a task that is done' }),
});
export type JobResponse = z.infer<typeof job>;

/** Whether what the server leans on answers. */
export const serverStatus = z.object({
  hub: z.object({
    status: z.enum(['ok', 'unavailable']),
    since: z.iso.datetime().optional(),
    reason: z.string().optional(),
  }),
  tasks: z.object({ waiting: z.number().int() }),
});
export type ServerStatus = z.infer<typeof serverStatus>;

/** Bytes of one notebook. */
export const MAX_NOTEBOOK_BYTES = 5 * 1024 * 1024;
