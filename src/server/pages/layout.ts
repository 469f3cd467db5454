import { type Html, html } from './html.ts';

export interface Page {
  title: string;
  /** For the page's description. */
  about?: string;
  /** Which of the menu's entries it is. */
  at?: '/' | '/generate' | '/gallery';
  /** Not to be found by search engines. */
  isPrivate?: boolean;
  body: Html;
}

const MENU = [
  ['/generate', 'Generate'],
  ['/gallery', 'Gallery'],
  ['/api/docs', 'API'],
] as const;

/** The frame of every page. */
export function renderPage({ title, about, at, isPrivate, body }: Page): string {
  const menu = MENU.map(
    ([href, name]) => html`<a href="${href}"${at === href && html` aria-current="page"`}>${name}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${about !== undefined && html`<meta name="description" content="${about}">`}
${isPrivate && html`<meta name="robots" content="noindex">`}
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/app.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><a class="brand" href="/"${at === '/' && html` aria-current="page"`}>alacard</a><nav aria-label="Main">${menu}</nav></header>
<main id="main" tabindex="-1">
${body}
</main>
<footer>Notebooks hold code of strangers: read it before you run it. alacard is free software (MIT).</footer>
</body>
</html>
`.text;
}
