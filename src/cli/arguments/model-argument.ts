import { join } from 'node:path';
import { defined } from '../../defined.ts';
import { NotFoundError, UsageError } from '../../errors.ts';
import { isModelId, parseModelReference } from '../../hub/models/model-id.ts';

/** A model as specified by the user. `text` is what the user typed. */
export type ModelArgument =
  /**
   * `sha` is the commit of main, if a list from the Hub included it. `fileName` replaces the model's name in the output
   * path, because another model has the same path.
   */
  | { kind: 'hub'; text: string; id: string; revision?: string; sha?: string; fileName?: string }
  | { kind: 'local'; text: string; path: string; id?: string };

/** A malformed entry of a list, with the error that names its line. */
export interface InvalidModel {
  kind: 'invalid';
  text: string;
  error: UsageError;
}

export type ListedModel = ModelArgument | InvalidModel;

export interface ArgumentContext {
  /** `--revision`. */
  revision?: string;
  /** `--id`. */
  id?: string;
  endpoint: string;
  homeDir?: string;
}

/** Whether an argument looks like a local folder or README.md. Does not check that it exists. */
export function isLocalPath(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return false;
  return (
    text === '.' ||
    text === '..' ||
    /^(\.{1,2}[\\/]|\/|~|\\\\|[A-Za-z]:[\\/])/.test(text) ||
    /(^|[\\/])README\.md$/i.test(text)
  );
}

/** @throws UsageError if `--id` is invalid or ambiguous */
export function checkIdOption(id: string | undefined, modelCount: number): void {
  if (id === undefined) return;
  if (modelCount > 1) {
    throw new UsageError('--id cannot be used with several models', {
      hint: 'Run alacard once per local folder.',
    });
  }
  if (!isModelId(id))
    throw new UsageError(`--id must be a model id, not "${id}"`, { hint: 'For example: --id owner/name' });
}

/** @throws UsageError */
export function parseModelArgument(text: string, context: ArgumentContext): ModelArgument {
  if (isLocalPath(text)) return parseLocal(text, context);
  if (context.id !== undefined) {
    throw new UsageError(`--id is only for local folders, but "${text}" is a model on the Hub`, {
      hint: `Drop --id. For a local folder, use ./${text}`,
    });
  }
  const { id, revision } = parseModelReference(text, context.endpoint);
  if (revision !== undefined && context.revision !== undefined && revision !== context.revision) {
    throw new UsageError(`"${text}" and --revision ${context.revision} specify different revisions`, {
      hint: 'Drop one of them.',
    });
  }
  const wanted = revision ?? context.revision;
  return { kind: 'hub', text, id, ...defined({ revision: wanted }) };
}

function parseLocal(text: string, context: ArgumentContext): ModelArgument {
  if (context.revision !== undefined) {
    throw new UsageError(`--revision is only for models on the Hub, but "${text}" is a local path`, {
      hint: 'Check out the revision in that folder, and drop --revision.',
    });
  }
  return {
    kind: 'local',
    text,
    path: expandHome(text, context.homeDir),
    ...defined({ id: context.id }),
  };
}

function expandHome(text: string, homeDir: string | undefined): string {
  if (!/^~([\\/]|$)/.test(text)) return text;
  if (homeDir === undefined) {
    throw new NotFoundError(`cannot expand "${text}": the home folder is unknown`, {
      code: 'PATH_NOT_FOUND',
      hint: 'Use an absolute path.',
    });
  }
  return join(homeDir, text.slice(1));
}
