import { z } from 'zod';
import { defined } from '../defined.ts';
import { containsSecret, redactSecrets } from '../encode/secrets.ts';
import { ShareRefusedError } from '../errors.ts';
import { isModelId } from '../hub/models/model-id.ts';
import { MAX_NOTEBOOK_BYTES } from './protocol.ts';

const MAX_CELLS = 2_000;

const text = z.union([z.string(), z.array(z.string())]);
const metadata = z.record(z.string(), z.unknown());
const cell = z.discriminatedUnion('cell_type', [
  z.object({ cell_type: z.literal('markdown'), source: text, metadata }),
  z.object({ cell_type: z.literal('raw'), source: text, metadata }),
  z.object({
    cell_type: z.literal('code'),
    source: text,
    metadata,
    execution_count: z.number().int().nullable(),
    outputs: z.array(z.looseObject({ output_type: z.string() })),
  }),
]);

/** What of nbformat 4 a share relies on. */
const notebook = z.object({
  nbformat: z.literal(4),
  nbformat_minor: z.number().int().min(0),
  metadata: z.looseObject({
    alacard: z.looseObject({
      model: z.string().refine(isModelId, { message: 'is no model id' }),
      version: z.string().max(100),
      sha: z.string().max(64).optional(),
      strategy: z.string().max(100).optional(),
    }),
  }),
  cells: z.array(cell).max(MAX_CELLS),
});

export type CheckedCell = z.infer<typeof cell>;
export interface CheckedNotebook {
  cells: CheckedCell[];
  /** What the notebook says of its own making. */
  alacard: { model: string; version: string; sha?: string; strategy?: string };
}

/**
 * A notebook that may be shared: nbformat 4, made by alacard, of at most 5 MB and 2,000 cells, without a secret.
 * Both ends ask: the command before it sends anything, the server before it keeps anything.
 * @throws ShareRefusedError naming the cell
 */
export function checkNotebook(bytes: Uint8Array): CheckedNotebook {
  checkSize(bytes.length);
  const text = decode(bytes);
  const whole = parseJson(text);
  const parsed = notebook.safeParse(whole);
  if (!parsed.success) throw invalid(describeIssue(parsed.error));
  const { cells, metadata } = parsed.data;
  // As they came: the schema drops what it doesn't know, such as a cell's attachments.
  for (const [at, found] of (whole as { cells: unknown[] }).cells.entries()) {
    if (holdsSecret(found)) throw secretIn(`cell ${at + 1}`);
  }
  // The text has what JSON.parse drops: of a name that stands twice, the first.
  if (holdsSecret(whole) || containsSecret(text)) throw secretIn("the notebook's metadata");
  const { model, version, sha, strategy } = metadata.alacard;
  return {
    cells,
    alacard: {
      model,
      version,
      ...defined({ sha, strategy }),
    },
  };
}

/** @throws ShareRefusedError for more bytes than a share may have */
export function checkSize(bytes: number): void {
  if (bytes <= MAX_NOTEBOOK_BYTES) return;
  throw new ShareRefusedError(
    'NOTEBOOK_TOO_LARGE',
    `the notebook has ${(bytes / 1e6).toFixed(1)} MB, and at most ${(MAX_NOTEBOOK_BYTES / 1e6).toFixed(1)} MB are taken`,
    { hint: 'Clear its outputs, then share it again.' },
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('it is not valid UTF-8');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(redactSecrets((error as Error).message).slice(0, 200));
  }
}

function invalid(why: string): ShareRefusedError {
  return new ShareRefusedError('NOTEBOOK_INVALID', `this is no notebook that can be shared: ${why}`, {
    hint: 'Make one with: alacard generate <model>.',
  });
}

function describeIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const [first, index, ...rest] = issue!.path;
  const where =
    first === 'cells' && typeof index === 'number'
      ? `cell ${index + 1}${rest.length > 0 ? `, ${rest.join('.')}` : ''}`
      : issue!.path.join('.') || 'the file';
  return `${where}: ${issue!.message}`;
}

/** Looks at every text and name, however deep; lines that nbformat keeps in a list are one text. */
function holdsSecret(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string') {
      if (containsSecret(next)) return true;
    } else if (Array.isArray(next)) {
      if (next.every((item) => typeof item === 'string')) left.push(next.join(''));
      for (const item of next) left.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, item] of Object.entries(next)) left.push(name, item);
    }
  }
  return false;
}

function secretIn(where: string): ShareRefusedError {
  return new ShareRefusedError(
    'NOTEBOOK_HOLDS_SECRET',
    `${where} holds what looks like an access token or private key`,
    { hint: 'Take it out, and revoke it where it has been shown to anybody.' },
  );
}
