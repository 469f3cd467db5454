import { html } from './html.ts';

/** An ISO 8601 time of UTC to the minute. */
export const renderTime = (iso: string) =>
  html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
