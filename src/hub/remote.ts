import { defined } from '../defined.ts';
import type { CallOptions } from './call-options.ts';
import { readReadme, TEXTS, type TextKind } from './cards/read-readme.ts';
import { badAnswer } from './client/fault.ts';
import { createHttp, type HttpOptions } from './client/http.ts';
import { readJson } from './client/read-json.ts';
import { type Asked, findReadmeRefusal, readRefusal, toHubError } from './hub-error.ts';
import { type ListQuery, listModels } from './models/list.ts';
import type { ModelInfo } from './models/model-info.ts';
import { toModelInfo } from './schema.ts';

const INFO_CAP = 10_000_000;

export type FetchedText =
  | { status: 'ok'; text: string; truncated: boolean }
  /** `isCertain`: the Hub confirmed that the file does not exist, as opposed to an unspecific 404. */
  | { status: 'missing'; isCertain: boolean }
  | { status: 'denied'; reason: string };

/** The requests to the Hub. Only this module loads undici and zod. */
export interface Remote {
  /** @throws NotFoundError, AccessDeniedError, UnavailableError */
  info(id: string, revision: string | undefined, call?: CallOptions): Promise<ModelInfo>;
  /** @throws UnavailableError */
  text(kind: TextKind, id: string, sha: string, path: string, call?: CallOptions): Promise<FetchedText>;
  /** @throws UnavailableError, AccessDeniedError */
  list(query: ListQuery, call?: CallOptions): AsyncGenerator<ModelInfo>;
  /** Lists ids in a single request. @throws UnavailableError */
  search(query: ListQuery, call: CallOptions & { timeoutMs: number }): Promise<string[]>;
  close(): Promise<void>;
}

/** @throws UsageError if the CA file cannot be read */
export async function openRemote(options: HttpOptions): Promise<Remote> {
  const http = await createHttp(options);
  const { endpoint } = options;
  const ask = (id: string, revision?: string): Asked => ({
    id,
    endpoint,
    hasToken: options.token !== undefined,
    publicOnly: options.publicOnly ?? false,
    ...defined({ revision }),
  });

  return {
    info(id, revision, call) {
      const at = revision === undefined ? '' : `/revision/${encodeURIComponent(revision)}`;
      return http.get({
        path: `/api/models/${id}${at}`,
        cap: INFO_CAP,
        ...call,
        read: (answer) => {
          if (answer.status !== 200) throw toHubError(readRefusal(answer, options.token), ask(id, revision));
          const info = toModelInfo(readJson(answer));
          if (!info) throw badAnswer('the JSON response does not describe a model');
          if (info.disabled) throw toHubError({ status: 451, code: '', message: '' }, ask(id, revision));
          return info;
        },
      });
    },
    text(kind, id, sha, path, call) {
      const { cap, name } = TEXTS[kind];
      return http.get({
        path: `/${id}/resolve/${encodeURIComponent(sha)}/${path.split('/').map(encodeURIComponent).join('/')}`,
        cap,
        ...call,
        read: (answer): FetchedText => {
          if (answer.status === 200) return { status: 'ok', ...readReadme(answer, kind) };
          const refusal = readRefusal(answer, options.token);
          const reason = findReadmeRefusal(refusal, ask(id));
          if (reason !== undefined) return { status: 'denied', reason };
          if (answer.status !== 404) throw badAnswer(`request for ${name} was refused (${answer.status})`);
          return { status: 'missing', isCertain: refusal.code === 'EntryNotFound' };
        },
      });
    },
    list: (query, call) => listModels(http, endpoint, query, { token: options.token, ...call }),
    async search(query, call) {
      const ids: string[] = [];
      const short = { ...query, full: false };
      for await (const { id } of listModels(http, endpoint, short, call)) ids.push(id);
      return ids;
    },
    close: () => http.close(),
  };
}
