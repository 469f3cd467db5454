import * as z from 'zod';
import { isModelId, isRevision } from '../hub/models/model-id.ts';
import { commit, strategyName } from './alacard-metadata.ts';

/** The share API. The server validates requests and generates its OpenAPI document with these schemas. */

/** 16 random bytes in base64url. */
export const shareId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** 32 random bytes in base64url. The server stores only its hash. */
const deletionToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const modelId = z
  .string()
  .max(200)
  .refine(isModelId, { message: 'must be a model id' })
  .meta({
    description: 'owner/name, or a legacy name without an owner',
    examples: ['openai-community/gpt2'],
  });
const revision = z.string().max(200).refine(isRevision, { message: 'must be a branch, tag or commit' });

const VISIBILITIES = ['unlisted', 'public'] as const;
const visibility = z.enum(VISIBILITIES).default('unlisted');
/** Seconds, from a minute to a year. */
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

/** Query of `POST /api/notebook`, whose body is the notebook file. */
export const uploadQuery = z.object({ visibility, ttl: z.coerce.number().pipe(ttl).optional() });

/** Response to both. */
export const sharedNotebook = z.object({
  share_id: shareId,
  notebook_url: z.url().meta({ description: 'download URL of the .ipynb file' }),
  share_url: z.url().meta({ description: 'page to open in a browser' }),
  model_info: modelFacts,
  expires_at: z.iso.datetime().nullable(),
  deletion_token: deletionToken.meta({ description: 'shown only once; needed to delete the notebook' }),
});
export type SharedNotebook = z.infer<typeof sharedNotebook>;

const generationFields = {
  warnings: z.array(z.string()).meta({ description: 'problems with the notebook' }),
  notes: z.array(z.string()).meta({ description: 'problems with this request, such as an unavailable Hub' }),
  source: z.enum(['hub', 'cache', 'stale-cache', 'snapshot']).meta({
    description:
      'where the metadata came from; if the value is stale-cache or snapshot, the Hub is unavailable',
  }),
};
export const generatedNotebook = sharedNotebook.extend(generationFields);
export type GeneratedShare = z.infer<typeof generatedNotebook>;

/** Response if the store is unavailable: the notebook itself, so that the client can save it. */
export const unsharedNotebook = z.object({
  share_id: z.null(),
  reason: z.string(),
  notebook: z.string().meta({ description: 'content of the .ipynb file' }),
  model_id: z.string(),
  ...generationFields,
});
export type UnsharedNotebook = z.infer<typeof unsharedNotebook>;

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
      'if the value is cache or snapshot, the Hub is unavailable, and the data is its last response (cache) or the ' +
      'models bundled with alacard (snapshot)',
  }),
  notes: z.array(z.string()),
});

export const storeStats = z.object({
  notebooks: z.number().int(),
  public_notebooks: z.number().int(),
  downloads: z.number().int(),
  models: z.number().int(),
});

/** Where a notebook comes from. */
const origin = z.enum(['generated', 'uploaded']).meta({
  description:
    'generated: this server generated exactly these bytes. uploaded: anyone may have written the notebook, and ' +
    'its metadata is not verified, including the model id.',
});
export type NotebookOrigin = z.infer<typeof origin>;

export const notebookMetadata = z.object({
  model_info: modelFacts,
  source_readme_sha: commit
    .nullable()
    .meta({ description: 'commit of the model; null if the notebook was uploaded' }),
  generated_by: z.string().optional().meta({ description: 'absent if the notebook was uploaded' }),
  strategy: strategyName.optional().meta({ description: 'absent if the notebook was uploaded' }),
});
export type SharedMetadata = z.infer<typeof notebookMetadata>;

export const notebookFacts = z.object({
  id: z.uuid(),
  share_id: shareId,
  origin,
  hf_model_id: z.string().meta({ description: "the model id in the notebook's metadata" }),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  download_count: z.number().int(),
  visibility: z.enum(VISIBILITIES),
  size: z.number().int().meta({ description: 'bytes' }),
  metadata: notebookMetadata,
});
export type NotebookFacts = z.infer<typeof notebookFacts>;

/** Body of every error: `application/problem+json` (RFC 9457), with the error codes of the command line. */
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

/** A notebook from the queue. It may serve several identical requests, so no client gets the deletion token. */
export const queuedNotebook = generatedNotebook.omit({ deletion_token: true });

/** A notebook to be generated once the Hub is available. */
export const job = z.object({
  task_id: shareId,
  task_url: z.url().meta({ description: 'poll this URL; wait Retry-After seconds between requests' }),
  status: z.enum(['waiting', 'done', 'failed']),
  hf_model_id: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().meta({ description: 'when the job is abandoned if it is still waiting' }),
  attempts: z.number().int(),
  next_try_at: z.iso.datetime().nullable(),
  problem: problem.optional().meta({ description: 'why the job failed or is waiting' }),
  notebook: queuedNotebook.optional().meta({ description: 'present if status is done' }),
});
export type JobResponse = z.infer<typeof job>;

/** State of the services that the server depends on. */
export const serverStatus = z.object({
  hub: z.object({
    status: z.enum(['ok', 'unavailable']),
    since: z.iso.datetime().optional(),
    reason: z.string().optional(),
  }),
  tasks: z.object({ waiting: z.number().int() }),
});

export const MAX_NOTEBOOK_BYTES = 5 * 1024 * 1024;
