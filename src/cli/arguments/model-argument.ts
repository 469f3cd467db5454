import { join } from 'node:path';
import { defined } from '../../defined.ts';
import { NotFoundError, UsageError } from '../../errors.ts';
import { isModelId, parseModelReference } from '../../hub/models/model-id.ts';

/** A model as the person named it; `text` is what was typed. */
export type ModelArgument =
  /** `sha`: the commit of main, where a list of the Hub told it. */
  | { kind: 'hub'; text: string; id: string; revision?: string; sha?: string }
  | { kind: 'local'; text: string; path: string; id?: string };

export interface ArgumentContext {
  /** `--revision`. */
  revision?: string;
  /** `--id`. */
  id?: string;
  endpoint: string;
  homeDir?: string;
}

/** Whether an argument names a folder or a README.md of this machine, by its looks alone. */
export function isLocalPath(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return false;
  return (
    text === '.' ||
    text === '..' ||
    /^(\.{1,2}[\\/]|\/|~|\\\\|[A-Za-z]:[\\/])/.test(text) ||
    /(^|[\\/])README\.md$/i.test(text)
  );
}

/** Throws UsageError where `--id` can't be meant. */
export function checkIdOption(id: string | undefined, modelCount: number): void {
  if (id === undefined) return;
  if (modelCount > 1) {
    throw new UsageError('--id names one model, but several are given', {
      hint: 'Run alacard once for each local folder.',
    });
  }
  if (!isModelId(id))
    throw new UsageError(`--id "${id}" is no model id`, { hint: 'Write it as owner/name.' });
}

/** Throws UsageError. */
export function parseModelArgument(text: string, context: ArgumentContext): ModelArgument {
  if (isLocalPath(text)) return parseLocal(text, context);
  if (context.id !== undefined) {
    throw new UsageError(`--id is for local folders, and "${text}" is a model of the Hub`, {
      hint: `Drop --id, or write ./${text} if a folder is meant.`,
    });
  }
  const { id, revision } = parseModelReference(text, context.endpoint);
  if (revision !== undefined && context.revision !== undefined && revision !== context.revision) {
    throw new UsageError(
      `"${text}" names the revision ${revision}, and --revision says ${context.revision}`,
      {
        hint: 'Name the revision once.',
      },
    );
  }
  const wanted = revision ?? context.revision;
  return { kind: 'hub', text, id, ...defined({ revision: wanted }) };
}

function parseLocal(text: string, context: ArgumentContext): ModelArgument {
  if (context.revision !== undefined) {
    throw new UsageError(`--revision is for models of the Hub, and "${text}" is local`, {
      hint: 'Check the revision out in the folder, and drop --revision.',
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
    throw new NotFoundError(`cannot expand "${text}": this system names no home folder`, {
      code: 'PATH_NOT_FOUND',
      hint: 'Write the path in full.',
    });
  }
  return join(homeDir, text.slice(1));
}
