import * as z from 'zod';
import { isModelId, isRevision } from '../hub/models/model-id.ts';
import { STRATEGY_NAMES } from '../notebook/strategy-names.ts';

/** A full commit id. Pages put it into links and into commands to copy, so nothing else is allowed. */
export const commit = z.string().regex(/^[0-9a-f]{40}$/, { message: 'must be 40 hexadecimal digits' });
export const strategyName = z.enum(STRATEGY_NAMES);

const lines = z.tuple([z.number().int().min(1), z.number().int().min(1)]);
const version = z
  .string()
  .max(60)
  .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(?:[-+][\w.+-]+)?$/, { message: 'must be a version of alacard' });

/**
 * `metadata.alacard` of an uploaded notebook. Anyone can write it, so every field is validated. Fields that are not
 * listed may come from a newer version of alacard. They are kept in the file but never shown.
 */
export const alacardMetadata = z.looseObject({
  version,
  model: z.string().refine(isModelId, { message: 'must be a model id' }),
  sha: commit.optional(),
  requested_revision: z
    .string()
    .refine(isRevision, { message: 'must be a branch, tag or commit' })
    .optional(),
  target: z.enum(['colab', 'kaggle', 'vscode']).optional(),
  quantize: z.literal('4bit').optional(),
  strategy: strategyName.optional(),
  example_lines: z.array(lines).optional(),
  reasons: z
    .array(z.object({ strategy: strategyName, lines: lines.optional(), reason: z.string() }))
    .optional(),
  warnings: z.array(z.string()).optional(),
});
export type AlacardMetadata = z.infer<typeof alacardMetadata>;
