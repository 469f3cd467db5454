import { html } from './html.ts';

/** @param iso ISO 8601, UTC */
export const renderTime = (iso: string) =>
  html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
