/** What every call to the Hub takes. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Before a wait that does not count as the request's time, in ms; only a patient hub tells of it. */
  onWait?: (ms: number) => void;
}
