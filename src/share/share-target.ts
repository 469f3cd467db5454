import type { Clock } from '../hub/client/clock.ts';
import type { NetworkOptions } from '../hub/client/network.ts';
import type { HubEvent } from '../hub/hub-event.ts';

/** A link to a shared notebook. */
export interface SharedLink {
  /** The server's share id, or the gist's. */
  id: string;
  /** The page to open in a browser. */
  url: string;
  /** Where the .ipynb itself is. */
  notebookUrl: string;
  colabUrl?: string;
  /** ISO 8601, UTC; absent: it lasts. */
  expiresAt?: string;
  /** Takes the share back, where the person's own account does not. */
  deletionToken?: string;
}

export interface NotebookToShare {
  /** Checked already. */
  bytes: Uint8Array;
  /** Ends in .ipynb. */
  fileName: string;
  model: string;
}

export interface ShareOptions {
  /** Listed for everybody; otherwise for whoever has the link. */
  isPublic: boolean;
  /** Seconds. */
  ttl?: number;
  /** The same for the same wish, so that asking twice makes one share. */
  key: string;
  signal?: AbortSignal;
}

/** Somewhere that notebooks are shared: a server of alacard's, or GitHub's gists. */
export interface ShareTarget {
  /** @throws ShareRefusedError, AccessDeniedError, UnavailableError; the signal's reason */
  share(notebook: NotebookToShare, options: ShareOptions): Promise<SharedLink>;
  /** `gone`: it was not there any more. @throws NotFoundError, AccessDeniedError, UnavailableError; the signal's reason */
  unshare(
    link: Pick<SharedLink, 'id' | 'deletionToken'>,
    options?: { signal?: AbortSignal },
  ): Promise<'removed' | 'gone'>;
  close(): Promise<void>;
}

/** What is told of requests: paths alone, no token. */
export type ShareEvent = Extract<HubEvent, { type: 'request' | 'retry' | 'rate-limit' }>;

/** Its clock is the system's where none is given. */
export interface ShareTargetOptions extends Pick<NetworkOptions, 'proxy' | 'caFile'>, Partial<Clock> {
  /** Base URL, without a trailing slash. */
  endpoint: string;
  userAgent: string;
  /** Longest time for one share; waits that the server asks for do not count. */
  timeoutMs: number;
  /** Longest of such waits. */
  maxWaitMs: number;
  onEvent: (event: ShareEvent) => void;
}
