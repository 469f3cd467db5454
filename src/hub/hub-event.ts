/**
 * What the client reports while it works. `path` is relative to the endpoint, or `host/path` after a redirect to
 * another host. For a rate limit, it can be the name of the limit, such as `api`. It never contains a token or a signed
 * query.
 */
export type HubEvent =
  | { type: 'request'; method: 'GET' | 'POST' | 'DELETE'; path: string; attempt: number }
  | { type: 'retry'; path: string; reason: string; waitMs: number }
  /** `of`: the service if it is not the Hub. */
  | { type: 'rate-limit'; path: string; waitMs: number; of?: string }
  | {
      type: 'cache';
      /** `broken`: a damaged entry was removed. `unusable`: the folder cannot be used, reported once. */
      status: 'hit' | 'stale' | 'broken' | 'unusable';
      /** `notebook`: the repository's own. `generated`: a finished notebook. */
      kind: 'info' | 'readme' | 'notebook' | 'generated' | 'folder';
      id?: string;
      reason?: string;
    };
