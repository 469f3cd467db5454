import { z } from 'zod';
import { defined } from '../defined.ts';
import {
  AccessDeniedError,
  type AlacardError,
  NotFoundError,
  ShareRefusedError,
  UnavailableError,
} from '../errors.ts';
import { headerOf } from '../hub/client/rate-limit.ts';
import { findAnswer, type Origin, plain, readAnswer, toLink, unusable } from './read-answer.ts';
import { createSender, type SentAnswer } from './sender.ts';
import type { ShareTarget, ShareTargetOptions } from './share-target.ts';

const CHECKS = 'the network, HTTPS_PROXY and GITHUB_API_URL';

const gist = z.object({
  id: z.string().regex(/^[0-9a-f]{5,64}$/),
  html_url: z.url(),
  owner: z.object({ login: z.string().regex(/^[A-Za-z0-9][\w-]{0,99}$/) }),
  files: z.record(z.string(), z.looseObject({ raw_url: z.url() })),
});
const refusal = z.object({ message: z.string() });

/** Gists of the account that the token is of. @throws UsageError for a CA file that can't be read */
export async function openGists(options: ShareTargetOptions & { token: string }): Promise<ShareTarget> {
  const sender = await createSender(options, CHECKS);
  const origin: Origin = {
    name: new URL(options.endpoint).origin,
    checks: CHECKS,
    secrets: [options.token],
  };
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${options.token}`,
  };

  return {
    async share({ bytes, fileName, model }, { isPublic, signal }) {
      const body = {
        description: `${model}: a notebook by alacard`,
        public: isPublic,
        files: { [fileName]: { content: new TextDecoder().decode(bytes) } },
      };
      const answer = await sender.send({
        method: 'POST',
        path: '/gists',
        headers: { ...headers, 'content-type': 'application/json' },
        body: new TextEncoder().encode(JSON.stringify(body)),
        isRepeatable: false,
        ...defined({ signal }),
      });
      if (answer.status !== 201) throw toGistError(answer, origin);
      const { id, html_url, owner, files } = readAnswer(answer, gist, origin);
      const file = files[fileName];
      if (file === undefined) throw unusable(answer, origin);
      const url = toLink(html_url, answer, origin);
      return {
        id,
        url,
        notebookUrl: toLink(file.raw_url, answer, origin),
        // Colab reads the public GitHub alone.
        ...(new URL(url).host === 'gist.github.com' && {
          colabUrl: `https://colab.research.google.com/gist/${owner.login}/${id}/${encodeURIComponent(fileName)}`,
        }),
      };
    },

    async unshare({ id }, { signal } = {}) {
      const answer = await sender.send({
        method: 'DELETE',
        path: `/gists/${encodeURIComponent(id)}`,
        headers,
        isRepeatable: true,
        ...defined({ signal }),
      });
      if (answer.status === 204) return 'removed';
      if (answer.status !== 404) throw toGistError(answer, origin);
      throw new NotFoundError(`${origin.name} has no gist ${id} that this token may delete`, {
        code: 'SHARE_NOT_FOUND',
        hint: 'It was deleted there, or the token is of another account or lacks the right to gists.',
      });
    },

    close: () => sender.close(),
  };
}

function toGistError(answer: SentAnswer, origin: Origin): AlacardError {
  const { status, headers } = answer;
  const told = findAnswer(answer, refusal)?.message;
  if (told === undefined) return unusable(answer, origin);
  const message = `${origin.name}: ${plain(told, origin)}`;
  const isLimit = status === 429 || (status === 403 && headerOf(headers, 'x-ratelimit-remaining') === '0');
  if (isLimit || (status === 403 && headerOf(headers, 'retry-after') !== undefined)) {
    return new ShareRefusedError('RATE_LIMITED', message, { hint: 'Try again later.' });
  }
  if (status === 401) {
    return new AccessDeniedError(message, {
      hint: 'The token has run out or was taken back: set GITHUB_TOKEN anew, or run: gh auth login',
    });
  }
  // A token without the right to gists gets a 404.
  if (status === 403 || status === 404) {
    return new AccessDeniedError(message, {
      hint: 'The token needs the right to gists. For gh: gh auth refresh --scopes gist',
    });
  }
  if (status === 422 || status === 413) {
    return new ShareRefusedError(status === 422 ? 'NOTEBOOK_INVALID' : 'NOTEBOOK_TOO_LARGE', message);
  }
  return new UnavailableError(message, { hint: 'Try again later: https://www.githubstatus.com tells.' });
}
