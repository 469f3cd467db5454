import { type Html, html } from './html.ts';

export interface Page {
  title: string;
  /** For the page's description. */
  about?: string;
  /** Which of the menu's entries it is. */
  at?: '/' | '/generate' | '/gallery' | '/api/docs';
  /** Not to be found by search engines. */
  isPrivate?: boolean;
  body: Html;
}

const MENU = [
  ['/generate', 'Generate'],
  ['/gallery', 'Gallery'],
  ['/api/docs', 'API'],
] as const;

const LOGO = html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="7"/><path class="leaf" d="M9 7h14v18H9z"/><path class="lines" d="M12 12h8M12 16h8M12 20h5"/></svg>`;

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
<script type="module" src="/assets/app.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><div class="bar"><a class="brand" href="/"${at === '/' && html` aria-current="page"`}>${LOGO}alacard</a><nav aria-label="Main">${menu}</nav></div></header>
<main id="main" tabindex="-1">
${body}
</main>
<footer><p>Notebooks hold code of strangers: read it before you run it.</p><p>alacard is free software (MIT).</p></footer>
</body>
</html>
`.text;
}
