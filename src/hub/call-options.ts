/** Options of every call to the Hub. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Called before a request that cannot be served from the cache. Throws to prevent the request. */
  onRequest?: () => Promise<void>;
  /**
   * Called with the length in ms before a wait that does not count toward the time limit. Used only if the Hub was
   * created with `patient`.
   */
  onWait?: (ms: number) => void;
}
