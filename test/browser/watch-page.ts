import type { BrowserContext, Page } from 'playwright-core';

export interface Watch {
  /** Things that must never happen on a page: console errors (including policy violations), exceptions, dialogs. */
  complaints: string[];
  /** Requests to other origins, whether or not they were blocked. */
  strangers: string[];
}

/** Records what goes wrong on all pages of a context, including those that are opened later. */
export function watchPages(context: BrowserContext, origin: string): Watch {
  const watch: Watch = { complaints: [], strangers: [] };
  const onPage = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') watch.complaints.push(message.text());
    });
    page.on('pageerror', (error) => watch.complaints.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      watch.complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
  };
  for (const page of context.pages()) onPage(page);
  context.on('page', onPage);
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(?:data|blob|about):/.test(url)) watch.strangers.push(url);
  });
  return watch;
}
