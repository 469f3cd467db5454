const BRAND = Symbol.for('alacard.error');

export interface ErrorOptions {
  /** What the user should do next. */
  hint?: string;
  cause?: unknown;
}

/**
 * Base class of all expected failures. `message` says what happened and why, `hint` what to do next. The command line
 * exits with `exitCode`; the share server answers with `httpStatus`.
 */
export class AlacardError extends Error {
  readonly [BRAND] = true;
  readonly hint?: string;

  constructor(
    readonly code: string,
    readonly exitCode: number,
    readonly httpStatus: number,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}

/** Checks a registered symbol instead of `instanceof`, so that two copies of this module recognize each other's errors. */
export function isAlacardError(error: unknown): error is AlacardError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** An invalid flag, argument or setting. */
export class UsageError extends AlacardError {
  constructor(message: string, options?: ErrorOptions) {
    super('USAGE', 2, 400, message, options);
  }
}

/** No such model, revision, local path, share or job. `nearMatches` are existing ids with a similar name. */
export class NotFoundError extends AlacardError {
  readonly nearMatches: string[];

  constructor(
    message: string,
    options: ErrorOptions & {
      nearMatches?: string[];
      code?:
        | 'MODEL_NOT_FOUND'
        | 'REVISION_NOT_FOUND'
        | 'PATH_NOT_FOUND'
        | 'SHARE_NOT_FOUND'
        | 'TASK_NOT_FOUND';
    } = {},
  ) {
    super(options.code ?? 'MODEL_NOT_FOUND', 3, 404, message, options);
    this.nearMatches = options.nearMatches ?? [];
  }
}

/** A missing or invalid token, or a private or disabled model. */
export class AccessDeniedError extends AlacardError {
  constructor(message: string, options?: ErrorOptions) {
    super('ACCESS_DENIED', 4, 403, message, options);
  }
}

/**
 * The Hub or the share server is unavailable and nothing is cached. `retryAfterMs` is the wait that the server
 * requested.
 */
export class UnavailableError extends AlacardError {
  readonly retryAfterMs?: number;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super('UNAVAILABLE', 5, 503, message, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/** Some models of a batch failed. */
export class BatchError extends AlacardError {
  constructor(message: string, options?: ErrorOptions) {
    super('BATCH', 6, 500, message, options);
  }
}

/** The output already exists or can't be written. */
export class WriteError extends AlacardError {
  constructor(message: string, options: ErrorOptions & { code?: 'FILE_EXISTS' | 'WRITE' } = {}) {
    super(options.code ?? 'WRITE', 7, 507, message, options);
  }
}

export type ShareRefusal =
  | 'NOTEBOOK_INVALID'
  | 'NOTEBOOK_TOO_LARGE'
  | 'NOTEBOOK_HOLDS_SECRET'
  | 'QUOTA_EXCEEDED'
  | 'RATE_LIMITED'
  | 'IDEMPOTENCY_MISMATCH'
  | 'SHARE_EXPIRED';

const REFUSAL_STATUS: Record<ShareRefusal, number> = {
  NOTEBOOK_INVALID: 422,
  NOTEBOOK_TOO_LARGE: 413,
  NOTEBOOK_HOLDS_SECRET: 422,
  QUOTA_EXCEEDED: 507,
  RATE_LIMITED: 429,
  IDEMPOTENCY_MISMATCH: 422,
  SHARE_EXPIRED: 410,
};

export const isShareRefusal = (code: string): code is ShareRefusal => Object.hasOwn(REFUSAL_STATUS, code);

/** A notebook was refused by the share server or by a check before sending, or the share has expired. */
export class ShareRefusedError extends AlacardError {
  declare readonly code: ShareRefusal;
  readonly retryAfterMs?: number;

  constructor(code: ShareRefusal, message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(code, 8, REFUSAL_STATUS[code], message, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/** The cell that stopped a notebook. `number` counts all cells from 1. `name` and `message` are those of the error. */
export interface FailedCell {
  number: number;
  id?: string;
  name: string;
  message: string;
}

export type RunErrorCode =
  | 'NOTEBOOK_FAILED'
  | 'NO_JUPYTER'
  | 'NO_VIEWER'
  | 'NO_PYTHON'
  | 'NO_VENV'
  | 'INSTALL_FAILED'
  | 'NOT_INSTALLED';

/** A notebook failed, its packages could not be installed, or no program was found to run it or to open it. */
export class NotebookRunError extends AlacardError {
  readonly cell?: FailedCell;

  constructor(message: string, options: ErrorOptions & { code?: RunErrorCode; cell?: FailedCell } = {}) {
    super(options.code ?? 'NOTEBOOK_FAILED', 9, 500, message, options);
    if (options.cell !== undefined) this.cell = options.cell;
  }
}
