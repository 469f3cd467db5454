import * as z from 'zod/mini';
import { redactSecrets } from '../encode/secrets.ts';
import { isModelId } from './models/model-id.ts';
import type { ModelInfo } from './models/model-info.ts';
import { trimJson } from './trim-json.ts';

/** Drops values that have the wrong type or exceed their limit. */
const maybe = <T extends z.ZodMiniType>(type: T) => z.catch(z.optional(type), undefined);

const shortText = z.string().check(z.maxLength(1_000));
const longText = z.string().check(z.maxLength(200_000));
const count = z.number().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const isoDate = z
  .string()
  .check(z.maxLength(40), z.regex(/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/));
const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const json = z.pipe(
  z.custom<Record<string, unknown>>(isRecord),
  z.transform((value) => trimJson(value) as Record<string, unknown>),
);

/** The valid items among the first `limit`. Defaults to an empty list. */
const listOf = <T>(limit: number, pick: (item: unknown) => T | undefined) =>
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value: unknown) =>
      Array.isArray(value)
        ? value.slice(0, limit).flatMap((item) => {
            const picked = pick(item);
            return picked === undefined ? [] : [picked];
          })
        : [],
    ),
  );

const pickText = (item: unknown) => (typeof item === 'string' && item.length <= 1_000 ? item : undefined);
const pickSibling = (item: unknown) => {
  const name = isRecord(item) ? pickText((item as { rfilename?: unknown }).rfilename) : undefined;
  return name === undefined ? undefined : { rfilename: name };
};

/** Names that snippets insert into code. Any other character could inject code. */
const className = z.string().check(z.regex(/^[A-Za-z_][\w.]{0,199}$/));
const isClassName = (value: unknown) => z.safeParse(className, value).success;
const config = z.pipe(
  json,
  z.transform((value) =>
    Array.isArray(value.architectures)
      ? { ...value, architectures: value.architectures.filter(isClassName) }
      : value,
  ),
);

const dtypeCounts = z.pipe(
  z.custom<Record<string, unknown>>(isRecord),
  z.transform((value) =>
    Object.fromEntries(
      Object.entries(value)
        .slice(0, 50)
        .filter(
          (entry): entry is [string, number] =>
            /^\w{1,20}$/.test(entry[0]) &&
            entry[0] !== '__proto__' &&
            Number.isFinite(entry[1]) &&
            Number(entry[1]) >= 0,
        ),
    ),
  ),
);

const modelInfo = z.object({
  id: z.string().check(z.refine(isModelId)),
  sha: maybe(z.string().check(z.regex(/^[0-9a-f]{40}$/))),
  author: maybe(shortText),
  pipeline_tag: maybe(shortText),
  library_name: maybe(shortText),
  tags: listOf(1_000, pickText),
  gated: maybe(z.union([z.literal(false), z.literal('auto'), z.literal('manual')])),
  private: maybe(z.boolean()),
  disabled: maybe(z.boolean()),
  downloads: maybe(count),
  likes: maybe(count),
  trendingScore: maybe(count),
  createdAt: maybe(isoDate),
  lastModified: maybe(isoDate),
  cardData: maybe(json),
  config: maybe(config),
  transformersInfo: maybe(
    z.object({
      auto_model: maybe(className),
      processor: maybe(className),
      custom_class: maybe(className),
      pipeline_tag: maybe(shortText),
    }),
  ),
  safetensors: maybe(z.object({ parameters: maybe(dtypeCounts), total: maybe(count) })),
  gguf: maybe(
    z.object({
      total: maybe(count),
      architecture: maybe(shortText),
      context_length: maybe(count),
      chat_template: maybe(longText),
      bos_token: maybe(shortText),
      eos_token: maybe(shortText),
    }),
  ),
  mask_token: maybe(z.string().check(z.maxLength(100))),
  widgetData: maybe(
    z.pipe(
      z.array(z.unknown()),
      z.transform((value) => trimJson(value) as unknown[]),
    ),
  ),
  siblings: listOf(20_000, pickSibling),
  usedStorage: maybe(count),
});

/**
 * Reads a model's metadata from the API's JSON. Returns undefined if it is not an object or its `id` (formerly `modelId`)
 * is not a model id. Drops unknown fields and fields of the wrong type.
 */
export function toModelInfo(value: unknown): ModelInfo | undefined {
  if (!isRecord(value)) return undefined;
  const { modelId, ...rest } = value as Record<string, unknown>;
  const parsed = modelInfo.safeParse({ ...rest, id: rest.id ?? modelId });
  if (!parsed.success) return undefined;
  const { id, ...fields } = dropUndefined(parsed.data);
  return { id, ...(withoutSecrets(fields) as object) } as ModelInfo;
}

/** Redacts tokens here, so that neither the cache nor a notebook ever contains one. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, item]) => [redactSecrets(key), withoutSecrets(item)]));
}

/** The valid rows of a page. Undefined if the page is not an array. */
export function toModelList(value: unknown): ModelInfo[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, 10_000).flatMap((row) => toModelInfo(row) ?? []);
}

/** Covers the two levels that the schema itself builds. */
function dropUndefined(value: Record<string, unknown>, depth = 0): Record<string, unknown> {
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) delete value[key];
    else if (depth === 0 && isRecord(field)) dropUndefined(field as Record<string, unknown>, 1);
  }
  return value;
}
