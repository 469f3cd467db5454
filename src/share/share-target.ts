import type { Clock } from '../hub/client/clock.ts';
import type { NetworkOptions } from '../hub/client/network.ts';
import type { HubEvent } from '../hub/hub-event.ts';

export interface SharedLink {
  /** The id of the share or of the gist. */
  id: string;
  /** The page to open in a browser. */
  url: string;
  /** Download link of the .ipynb. */
  notebookUrl: string;
  colabUrl?: string;
  /** ISO 8601, UTC. Defaults to no expiry. */
  expiresAt?: string;
  /** Needed to remove the share. Gists have none: the user's account removes them. */
  deletionToken?: string;
}

export interface NotebookToShare {
  /** Already checked. */
  bytes: Uint8Array;
  /** Ends in .ipynb. */
  fileName: string;
  model: string;
}

export interface ShareOptions {
  /** Whether the share is listed publicly. Otherwise, only people with the link can find it. */
  isPublic: boolean;
  /** Seconds. Defaults to the server's default. */
  ttl?: number;
  /** Idempotency key: a repeated request with the same key returns the same share. */
  key: string;
  signal?: AbortSignal;
}

/** Where notebooks are shared: an alacard server or GitHub gists. */
export interface ShareTarget {
  /** @throws ShareRefusedError, AccessDeniedError, UnavailableError, or the signal's reason */
  share(notebook: NotebookToShare, options: ShareOptions): Promise<SharedLink>;
  /**
   * @returns `gone` if the share no longer existed
   * @throws NotFoundError, AccessDeniedError, UnavailableError, or the signal's reason
   */
  unshare(
    link: Pick<SharedLink, 'id' | 'deletionToken'>,
    options?: { signal?: AbortSignal },
  ): Promise<'removed' | 'gone'>;
  close(): Promise<void>;
}

/** Progress of requests. Contains paths, but never a token. */
export type ShareEvent = Extract<HubEvent, { type: 'request' | 'retry' | 'rate-limit' }>;

/** The clock defaults to the system clock. */
export interface ShareTargetOptions extends Pick<NetworkOptions, 'proxy' | 'caFile'>, Partial<Clock> {
  /** Base URL, without a trailing slash. */
  endpoint: string;
  userAgent: string;
  /** Timeout per share, not counting waits that the server requests. */
  timeoutMs: number;
  /** Limit on the total of those waits. */
  maxWaitMs: number;
  onEvent: (event: ShareEvent) => void;
}
