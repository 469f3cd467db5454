import { defined } from '../defined.ts';
import { NotFoundError, UnavailableError } from '../errors.ts';
import type { Hub } from '../hub/hub.ts';
import { readLocalModel } from './read-local-model.ts';
import type { GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';

/**
 * Step 1: resolve the requested model to its metadata.
 * @throws NotFoundError with similar ids; AccessDeniedError; UnavailableError if nothing is known about the model, or if
 * a pin is required and the revision is unknown
 */
export async function resolveModel(
  request: GenerateRequest,
  hub: Hub,
  signal?: AbortSignal,
): Promise<Resolution> {
  const { model } = request;
  const resolution =
    model.kind === 'local'
      ? await readLocalModel(model.path, model.id)
      : await resolveOnHub(model, request.refresh, hub, signal);
  if (request.requirePinned && resolution.info.sha === undefined) {
    throw new UnavailableError(
      `the revision of ${resolution.info.id} is unknown, but --require-pinned requires one: ${resolution.reason ?? 'a local card has none'}`,
      {
        hint: 'Try again when the Hub can be reached, or pass the commit with --revision.',
      },
    );
  }
  return resolution;
}

async function resolveOnHub(
  model: { id: string; revision?: string },
  refresh: boolean,
  hub: Hub,
  signal?: AbortSignal,
): Promise<Resolution> {
  const options = {
    refresh,
    ...defined({ revision: model.revision, signal }),
  };
  try {
    return { ...(await hub.model(model.id, options)), requestedId: model.id };
  } catch (error) {
    if (!(error instanceof NotFoundError) || error.code !== 'MODEL_NOT_FOUND') throw error;
    const nearMatches = await hub.nearMatches(model.id, signal && { signal });
    throw new NotFoundError(error.message, {
      code: 'MODEL_NOT_FOUND',
      cause: error,
      nearMatches,
      hint: [
        nearMatches.length > 0 ? `Did you mean ${nearMatches.slice(0, 3).join(', ')}?` : undefined,
        error.hint,
      ]
        .filter(Boolean)
        .join(' '),
    });
  }
}
