import type { BrowserContext, Page } from 'playwright-core';

export interface Watch {
  /** What a page must never do: errors on the console (a broken policy among them), exceptions, dialogs. */
  complaints: string[];
  /** Requests to another origin than the site's, blocked or not. */
  strangers: string[];
}

/** Notes what goes wrong on all pages of a context, those that it opens later among them. */
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
