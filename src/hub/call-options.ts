/** Options of every call to the Hub. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Called before a request that cannot be served from the cache. Throws to prevent the request. */
  onRequest?: () => Promise<void>;
  /** Called before a wait that does not count towards the time limit, with its length in ms. Only for patient hubs. */
  onWait?: (ms: number) => void;
}
