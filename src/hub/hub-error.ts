import { AccessDeniedError, type AlacardError, NotFoundError, UnavailableError } from '../errors.ts';
import { type Headers, headerOf } from './client/rate-limit.ts';
import { toPlainLine } from './foreign-text.ts';

/** The Hub's explanation of an error response. */
export interface Refusal {
  status: number;
  /** `RepoNotFound`, `GatedRepo`, `RevisionNotFound` or `EntryNotFound`; '' if there is none. */
  code: string;
  /** One printable line. */
  message: string;
}

export interface Asked {
  id: string;
  revision?: string;
  endpoint: URL;
  hasToken: boolean;
  /** For visitors to a server, who cannot set a token. */
  publicOnly?: boolean;
}

/** Reads `X-Error-Code` and `X-Error-Message`, or `error` in a JSON body. Redacts the token if they contain it. */
export function readRefusal(
  answer: { status: number; headers: Headers; bytes: Buffer },
  token: string | undefined,
): Refusal {
  const code = headerOf(answer.headers, 'x-error-code') ?? '';
  const message = headerOf(answer.headers, 'x-error-message') ?? findError(answer.bytes);
  const plain = toPlainLine(token === undefined ? message : message.replaceAll(token, '...'));
  return { status: answer.status, code: toPlainLine(code, 40), message: plain };
}

function findError(bytes: Buffer): string {
  try {
    const { error } = JSON.parse(bytes.toString('utf8')) as { error?: unknown };
    return typeof error === 'string' ? error : '';
  } catch {
    return '';
  }
}

/** The error for a refused model request. To anonymous users, the Hub reports an unknown model as 401. */
export function toHubError({ status, code, message }: Refusal, asked: Asked): AlacardError {
  const { id, revision, endpoint, hasToken } = asked;
  if (isBadToken(message)) return badToken(message, endpoint);
  if (/access to this (?:resource|repository|model) is disabled/i.test(message) || status === 451) {
    return new AccessDeniedError(`model ${id} is disabled on ${endpoint.origin}${said(message)}`, {
      hint: `For the reason, see ${endpoint.origin}/${id}`,
    });
  }
  if (code === 'RevisionNotFound' || (status === 404 && code === '' && /invalid rev/i.test(message))) {
    return new NotFoundError(`model ${id} has no revision "${revision ?? 'main'}"`, {
      code: 'REVISION_NOT_FOUND',
      hint: `For its branches and commits, see ${endpoint.origin}/${id}/commits/main`,
    });
  }
  if (code === 'GatedRepo' || (status === 403 && code === '')) {
    return new AccessDeniedError(`access to model ${id} denied${said(message)}`, {
      hint: `Request access at ${endpoint.origin}/${id}${hasToken ? ', or use a token with access.' : ', then set HF_TOKEN to your token.'}`,
    });
  }
  if (code === 'RepoNotFound' || status === 401 || status === 404 || status === 410) {
    return new NotFoundError(
      `model ${id} was not found on ${endpoint.origin}, or ${hasToken ? 'this token has no access to it' : 'it is private'}`,
      {
        hint: `Check the spelling. ${
          asked.publicOnly
            ? 'Only public models are available here.'
            : hasToken
              ? 'For a private model, use a token with access to it.'
              : 'For a private model, set HF_TOKEN to your token.'
        }`,
      },
    );
  }
  if (status === 403) return new AccessDeniedError(`access to model ${id} denied${said(message)}`);
  return new UnavailableError(
    `${endpoint.origin} refused the request for ${id} (${status})${said(message)}`,
    {
      hint: 'Check that HF_ENDPOINT is the URL of the Hub or a mirror. If it is, try again later.',
    },
  );
}

/** The error for a refused list, if the token is the cause. */
export function findTokenError({ message }: Refusal, endpoint: URL): AlacardError | undefined {
  return isBadToken(message) ? badToken(message, endpoint) : undefined;
}

/** Why a README is not available. Undefined if the response says that there is none. */
export function findReadmeRefusal({ status, code, message }: Refusal, asked: Asked): string | undefined {
  if (code === 'EntryNotFound') return undefined;
  if (isBadToken(message)) return `the token was rejected: ${message}`;
  if (code === 'GatedRepo') {
    return asked.hasToken
      ? `the model is gated and this token has no access; request it at ${asked.endpoint.origin}/${asked.id}`
      : `the model is gated; request access at ${asked.endpoint.origin}/${asked.id} and set HF_TOKEN`;
  }
  if (status === 401 || status === 403 || status === 451)
    return message === '' ? `access denied (${status})` : message;
  return undefined;
}

function isBadToken(message: string): boolean {
  return /invalid credentials in authorization header|invalid (?:user )?(?:access )?token/i.test(message);
}

function badToken(message: string, { origin }: URL): AccessDeniedError {
  return new AccessDeniedError(`${origin} rejected the token: ${message}`, {
    hint: `Create a new token at ${origin}/settings/tokens, or unset it. Public models need no token.`,
  });
}

function said(message: string): string {
  return message === '' ? '' : `: ${message}`;
}
