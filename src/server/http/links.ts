/** Where a client finds things, as it reaches the server. */
export interface Links {
  /** The server's own address, without a trailing slash. */
  base: string;
  notebookUrl(shareId: string): string;
  shareUrl(shareId: string): string;
  taskUrl(taskId: string): string;
}

export const linksBelow = (base: string): Links => ({
  base,
  notebookUrl: (shareId) => `${base}/api/notebook/download/${shareId}`,
  shareUrl: (shareId) => `${base}/s/${shareId}`,
  taskUrl: (taskId) => `${base}/api/tasks/${taskId}`,
});
