/**
 * What the client tells while it works. `path` is a path below the endpoint, or `host/path` after a
 * redirect elsewhere (of a rate limit also its name alone: `api`); never a token, never a signed query.
 */
export type HubEvent =
  | { type: 'request'; method: 'GET' | 'POST' | 'DELETE'; path: string; attempt: number }
  | { type: 'retry'; path: string; reason: string; waitMs: number }
  /** `of`: whose, where it is not the Hub's. */
  | { type: 'rate-limit'; path: string; waitMs: number; of?: string }
  | {
      type: 'cache';
      /** `broken`: an entry failed its check and is fetched again. `unusable`: the folder; told once. */
      status: 'hit' | 'stale' | 'broken' | 'unusable';
      /** `notebook`: of the repository. `generated`: a finished notebook. */
      kind: 'info' | 'readme' | 'notebook' | 'generated' | 'folder';
      id?: string;
      reason?: string;
    };
