/** Absolute URLs for the client. */
export interface Links {
  /** Base URL of the server, without a trailing slash. */
  base: string;
  notebookUrl(shareId: string): string;
  shareUrl(shareId: string): string;
  jobUrl(jobId: string): string;
}

export const createLinks = (base: string): Links => ({
  base,
  notebookUrl: (shareId) => `${base}/api/notebook/download/${shareId}`,
  shareUrl: (shareId) => `${base}/s/${shareId}`,
  jobUrl: (jobId) => `${base}/api/tasks/${jobId}`,
});
