/** Options of every call to the Hub. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Called before a request that the cache could not answer. Throws to prevent it. */
  onRequest?: () => Promise<void>;
  /** Called before a wait that does not count towards the time limit, with its length in ms. Only for patient hubs. */
  onWait?: (ms: number) => void;
}
