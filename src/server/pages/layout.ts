import { type Html, html } from './html.ts';

export interface Page {
  title: string;
  /** The page's meta description. */
  description?: string;
  /** The page's menu entry. */
  path?: '/' | '/generate' | '/gallery' | '/api/docs';
  /** Whether the page is hidden from search engines. */
  isPrivate?: boolean;
  body: Html;
}

const MENU = [
  ['/generate', 'Generate'],
  ['/gallery', 'Gallery'],
  ['/api/docs', 'API'],
] as const;

const LOGO = html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="7"/><path class="leaf" d="M9 7h14v18H9z"/><path class="lines" d="M12 12h8M12 16h8M12 20h5"/></svg>`;

export function renderPage({ title, description, path, isPrivate, body }: Page): string {
  const menu = MENU.map(
    ([href, name]) => html`<a href="${href}"${path === href && html` aria-current="page"`}>${name}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${description !== undefined && html`<meta name="description" content="${description}">`}
${isPrivate && html`<meta name="robots" content="noindex">`}
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script type="module" src="/assets/app.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><div class="bar"><a class="brand" href="/"${path === '/' && html` aria-current="page"`}>${LOGO}alacard</a><nav aria-label="Main">${menu}</nav></div></header>
<main id="main" tabindex="-1">
${body}
</main>
<footer><p>Notebooks contain code from third parties. Read it before you run it.</p><p>alacard is free software (MIT).</p></footer>
</body>
</html>
`.text;
}
