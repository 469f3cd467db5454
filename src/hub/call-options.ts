/** Options of every call to the Hub. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Called before a wait that does not count towards the time limit, with its length in ms. Only for patient hubs. */
  onWait?: (ms: number) => void;
}
