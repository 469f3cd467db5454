import { AccessDeniedError, type AlacardError, NotFoundError, UnavailableError } from '../errors.ts';
import { type Headers, headerOf } from './client/rate-limit.ts';
import { toPlainLine } from './foreign-text.ts';

/** What the Hub says with an answer that is no success. */
export interface Refusal {
  status: number;
  /** `RepoNotFound`, `GatedRepo`, `RevisionNotFound`, `EntryNotFound`, or '' when there is none. */
  code: string;
  /** One printable line. */
  message: string;
}

export interface Asked {
  id: string;
  revision?: string;
  endpoint: URL;
  hasToken: boolean;
}

/** Reads `X-Error-Code` and `X-Error-Message`, or the `error` of a JSON body; a token that they echo is blotted out. */
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

/** The error that a refused model info means. An anonymous 401 is the Hub's way to say "no such model". */
export function toHubError({ status, code, message }: Refusal, asked: Asked): AlacardError {
  const { id, revision, endpoint, hasToken } = asked;
  if (isBadToken(message)) return badToken(message, endpoint);
  if (/access to this (?:resource|repository|model) is disabled/i.test(message) || status === 451) {
    return new AccessDeniedError(`The model ${id} is disabled on ${endpoint.origin}${said(message)}`, {
      hint: `Its page may say why: ${endpoint.origin}/${id}`,
    });
  }
  if (code === 'RevisionNotFound' || (status === 404 && code === '' && /invalid rev/i.test(message))) {
    return new NotFoundError(`The model ${id} has no revision "${revision ?? 'main'}"`, {
      code: 'REVISION_NOT_FOUND',
      hint: `Its branches and commits: ${endpoint.origin}/${id}/commits/main`,
    });
  }
  if (code === 'GatedRepo' || (status === 403 && code === '')) {
    return new AccessDeniedError(`Access to the model ${id} is denied${said(message)}`, {
      hint: `Ask for access at ${endpoint.origin}/${id}${hasToken ? ', or use a token that may read it.' : ', then give a token (HF_TOKEN).'}`,
    });
  }
  if (code === 'RepoNotFound' || status === 401 || status === 404 || status === 410) {
    return new NotFoundError(
      `No model ${id} on ${endpoint.origin}${hasToken ? ' that this token may see' : ', or it is private'}`,
      {
        hint: hasToken
          ? 'Check the spelling; for a private model, use a token of someone who may read it.'
          : 'Check the spelling; a private model needs a token (HF_TOKEN).',
      },
    );
  }
  if (status === 403) return new AccessDeniedError(`Access to the model ${id} is denied${said(message)}`);
  return new UnavailableError(`${endpoint.origin} refused to describe ${id} (${status})${said(message)}`, {
    hint: 'Check that HF_ENDPOINT is a Hub; if it is, try again later.',
  });
}

/** The error that a refused list means, where it is about the token. */
export function findTokenError({ message }: Refusal, endpoint: URL): AlacardError | undefined {
  return isBadToken(message) ? badToken(message, endpoint) : undefined;
}

/** Why a README can't be had, in words; undefined where the answer says that there is none. */
export function findReadmeRefusal({ status, code, message }: Refusal, asked: Asked): string | undefined {
  if (code === 'EntryNotFound') return undefined;
  if (isBadToken(message)) return `the token is not accepted: ${message}`;
  if (code === 'GatedRepo') {
    return asked.hasToken
      ? `the model is gated and this token has no access; ask for it at ${asked.endpoint.origin}/${asked.id}`
      : `the model is gated; ask for access at ${asked.endpoint.origin}/${asked.id} and give a token (HF_TOKEN)`;
  }
  if (status === 401 || status === 403 || status === 451)
    return message === '' ? `access is denied (${status})` : message;
  return undefined;
}

function isBadToken(message: string): boolean {
  return /invalid credentials in authorization header|invalid (?:user )?(?:access )?token/i.test(message);
}

function badToken(message: string, { origin }: URL): AccessDeniedError {
  return new AccessDeniedError(`${origin} does not accept the token: ${message}`, {
    hint: `Make a new one at ${origin}/settings/tokens, or leave it out: public models need none.`,
  });
}

function said(message: string): string {
  return message === '' ? '' : `: ${message}`;
}
