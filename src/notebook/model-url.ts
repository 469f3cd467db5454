import { markdownLink } from '../encode/markdown-text.ts';
import { trimEnd } from '../encode/trim-end.ts';

interface LinkedModel {
  endpoint: string;
  model: { id: string; sha?: string };
}

/** Returns the URL of the model's page on the Hub. */
export function modelUrl({ endpoint, model }: LinkedModel): string {
  return `${trimEnd(endpoint, '/')}/${model.id.split('/').map(encodeURIComponent).join('/')}`;
}

/** Returns the URL of the model's files, at the pinned commit if there is one. */
export function filesUrl(plan: LinkedModel): string {
  const { sha } = plan.model;
  return `${modelUrl(plan)}${sha === undefined ? '' : `/tree/${encodeURIComponent(sha)}`}`;
}

/**
 * Returns `lines 24-41`, with a link to these lines of the card if the commit is known. Without `code=true` the Hub
 * renders the card as a page without line numbers.
 */
export function cardLinesMarkdown(plan: LinkedModel, [from, to]: [number, number]): string {
  const { sha } = plan.model;
  const text = from === to ? `line ${from}` : `lines ${from}-${to}`;
  const anchor = from === to ? `L${from}` : `L${from}-L${to}`;
  if (sha === undefined) return text;
  return markdownLink(
    text,
    `${modelUrl(plan)}/blob/${encodeURIComponent(sha)}/README.md?code=true#${anchor}`,
  );
}
